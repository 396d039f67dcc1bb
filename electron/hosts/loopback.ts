import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import type { Core } from '#core/compose.ts';
import { contentSecurityPolicy, securityHeaders } from './loopback-headers.ts';
import { createStartTickets, sameSecret } from './start-tickets.ts';
import { readStaticFile, type StaticFile } from './static-files.ts';

/** Largest message of the renderer: a photo of 5 MB with what surrounds it. Answers are not limited by it. */
const MAX_MESSAGE_BYTES = 6 * 1024 * 1024;

export interface LoopbackOptions {
  readonly router: Core['router'];
  /** Folder of the built renderer. */
  readonly rendererDirectory: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Origin of a running Vite (`http://127.0.0.1:5173`) that serves the renderer instead, in development only. */
  readonly developmentServer?: string | undefined;
}

export interface LoopbackHost {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** An address that lets one browser in, once. */
  mintStartUrl(): string;
  close(): Promise<void>;
}

/**
 * Serves the renderer and the desktop API to a browser on this machine (design §4). Only 127.0.0.1; every request must
 * name exactly our Host (421: DNS rebinding), carry the session cookie that a start ticket gave (403), and a WebSocket
 * must come from our own Origin.
 */
export async function startLoopback(options: LoopbackOptions): Promise<LoopbackHost> {
  const tickets = createStartTickets();
  const server = createServer();
  const host = await listen(server, options.port);
  const origin = `http://${host}`;
  // Cookies are shared between the ports of a host, so each host has its own name.
  const cookie = { name: `hallowerk-${host.split(':')[1]}`, value: randomBytes(32).toString('base64url') };
  const guard: Guard = { host, origin, isSignedIn: (request) => hasCookie(request, cookie.name, cookie.value) };

  const sockets = serveSockets(server, options.router, guard);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, { ...options, guard, tickets, cookie }).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  return {
    origin,
    mintStartUrl: () => `${origin}/start?ticket=${tickets.mint()}`,
    close: () => close(server, sockets),
  };
}

interface Guard {
  readonly host: string;
  readonly origin: string;
  isSignedIn(request: IncomingMessage): boolean;
}

interface AnswerContext extends LoopbackOptions {
  readonly guard: Guard;
  readonly tickets: ReturnType<typeof createStartTickets>;
  readonly cookie: { name: string; value: string };
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, context: AnswerContext): Promise<void> {
  const { guard, tickets, cookie } = context;
  const nonce = randomBytes(16).toString('base64');
  const viteHost = context.developmentServer === undefined ? null : new URL(context.developmentServer).host;
  const headers = securityHeaders(contentSecurityPolicy(guard.host, nonce, viteHost));
  const refuse = (status: number, text: string, more: Record<string, string> = {}): void =>
    void response.writeHead(status, { ...headers, ...more, 'content-type': 'text/plain; charset=utf-8' }).end(text);

  if (request.headers.host !== guard.host) return refuse(421, 'Verkeerd adres');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Dit kan niet', { allow: 'GET, HEAD' });
  const url = URL.parse(request.url ?? '', guard.origin);
  if (url === null) return refuse(400, 'Verkeerd adres');
  if (url.pathname === '/start' && request.method === 'GET') {
    if (!tickets.use(url.searchParams.get('ticket') ?? '')) return refuse(403, STALE_TICKET);
    const setCookie = `${cookie.name}=${cookie.value}; HttpOnly; SameSite=Strict; Path=/`;
    return void response.writeHead(303, { ...headers, 'set-cookie': setCookie, location: '/' }).end();
  }
  if (!guard.isSignedIn(request)) return refuse(403, NO_COOKIE);

  const file = await findFile(context, url);
  if (file === null) return refuse(404, 'Niet gevonden');
  const body = file.type.startsWith('text/html') ? withNonce(file.body, nonce) : file.body;
  response.writeHead(200, { ...headers, 'content-type': file.type, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

const STALE_TICKET = 'Dit startadres is al gebruikt. Start HalloWerk opnieuw.';
const NO_COOKIE = 'Deze pagina hoort niet bij deze start van HalloWerk. Start HalloWerk opnieuw.';

function withNonce(html: Buffer, nonce: string): Buffer {
  return Buffer.from(html.toString('utf8').replaceAll('__CSP_NONCE__', nonce));
}

async function findFile(context: AnswerContext, url: URL): Promise<StaticFile | null> {
  if (context.developmentServer === undefined) return readStaticFile(context.rendererDirectory, url.pathname);
  const answer = await fetch(new URL(url.pathname + url.search, context.developmentServer), {
    headers: { accept: url.pathname === '/' ? 'text/html' : '*/*' },
  });
  if (!answer.ok) return null;
  const type = answer.headers.get('content-type') ?? 'application/octet-stream';
  return { type, body: Buffer.from(await answer.arrayBuffer()) };
}

function serveSockets(server: Server, router: Core['router'], guard: Guard): WebSocketServer {
  const handler = new RPCHandler(router);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Without a listener a reset connection would end the process.
    socket.on('error', () => socket.destroy());
    if (request.headers.host !== guard.host) return refuseUpgrade(socket, '421 Misdirected Request');
    const allowed = request.url === '/rpc' && request.headers.origin === guard.origin && guard.isSignedIn(request);
    if (!allowed) return refuseUpgrade(socket, '403 Forbidden');
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      void handler.upgrade(webSocket, { context: {} });
    });
  });
  return sockets;
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function hasCookie(request: IncomingMessage, name: string, value: string): boolean {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const given = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  return given !== undefined && sameSecret(given, value);
}

async function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
