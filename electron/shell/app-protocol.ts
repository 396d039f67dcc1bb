import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Protocol, protocol } from 'electron';

export const APP_ORIGIN = 'app://hallowerk';
export const APP_URL = `${APP_ORIGIN}/index.html`;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** Before `ready`, or Electron throws. `standard` gives the scheme real origins and relative addresses. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Exactly our own pages: compared by parsed parts, because `app://hallowerk.evil/` starts with our origin too. */
export function isAppUrl(address: string): boolean {
  const url = URL.parse(address);
  // Node gives non-special schemes the origin 'null', so the parts are compared one by one.
  return url?.protocol === 'app:' && url.host === 'hallowerk' && url.username === '' && url.password === '';
}

/** Serves the built renderer to one session. */
export function serveApp(target: Pick<Protocol, 'handle'>, directory: string): void {
  target.handle('app', appResponder(directory));
}

/**
 * Answers `app://hallowerk/…` from a list of the regular files in `directory`, made once: an address that is not on the
 * list is a 404, so no way of writing `..` can lead out (E03). Another host is a 403, another method a 405.
 */
export function appResponder(directory: string): (request: Pick<Request, 'method' | 'url'>) => Promise<Response> {
  const files = listFiles(directory);
  return async (request) => {
    const nonce = randomBytes(16).toString('base64');
    if (!isAppUrl(request.url)) return refusal(403, nonce);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, nonce);
    const file = files.get(pathOf(request.url));
    const type = file && TYPES[path.extname(file).toLowerCase()];
    if (!file || !type) return refusal(404, nonce);
    const bytes = await readFile(file);
    const body = type.startsWith('text/html') ? bytes.toString('utf8').replaceAll('__CSP_NONCE__', nonce) : bytes;
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(Buffer.from(body)), {
      headers: { ...securityHeaders(nonce), 'Content-Type': type },
    });
  };
}

/** The renderer has no network at all: everything it knows comes over the port (E04, E05). */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    // A film that was fetched is shown from memory.
    'media-src blob:',
    "font-src 'self'",
    "connect-src 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function securityHeaders(nonce: string): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}

function refusal(status: number, nonce: string): Response {
  return new Response(null, { status, headers: securityHeaders(nonce) });
}

function pathOf(address: string): string {
  const pathname = new URL(address).pathname;
  if (pathname === '/' || pathname === '') return '/index.html';
  try {
    return decodeURIComponent(pathname);
  } catch (error) {
    if (error instanceof URIError) return '';
    throw error;
  }
}

function listFiles(directory: string, prefix = '/'): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    if (entry.isFile()) files.set(prefix + entry.name, file);
    if (!entry.isDirectory()) continue;
    for (const [name, nested] of listFiles(file, `${prefix}${entry.name}/`)) files.set(name, nested);
  }
  return files;
}
