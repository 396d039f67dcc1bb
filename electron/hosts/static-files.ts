import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

export interface StaticFile {
  readonly type: string;
  readonly body: Buffer;
}

/**
 * The file that a URL path names below `root`, or null: outside the root (encoded dots, links, drive letters), unknown
 * kinds, folders, hidden files. `/` is `index.html`; the renderer routes behind the hash.
 */
export async function readStaticFile(root: string, urlPath: string): Promise<StaticFile | null> {
  const wanted = decodePath(urlPath);
  if (wanted === null) return null;
  const relative = wanted === '/' ? '/index.html' : wanted;
  const type = TYPES[path.posix.extname(relative).toLowerCase()];
  if (type === undefined) return null;
  try {
    const [realRoot, real] = await Promise.all([realpath(root), realpath(path.join(root, relative))]);
    if (!real.startsWith(realRoot + path.sep) || !(await stat(real)).isFile()) return null;
    return { type, body: await readFile(real) };
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null;
    throw error;
  }
}

function decodePath(urlPath: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  if (!decoded.startsWith('/') || /[\0\\:]/.test(decoded)) return null;
  const parts = decoded.split('/').slice(1);
  return parts.some((part) => part.startsWith('.')) ? null : decoded;
}
