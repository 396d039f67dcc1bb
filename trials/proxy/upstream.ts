import { Agent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';

/** One request with its whole body, as it goes to the server, once, twice, later or in part. */
export interface HeldRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ServerAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A line of its own for each request: a kept one would be dead after the server was killed. */
const AGENT = new Agent({ keepAlive: false });
/** Belong to one line between two machines, not to the message. */
const HOP_HEADERS: readonly string[] = ['connection', 'keep-alive', 'transfer-encoding', 'host'];

export async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Sends it and gives the answer as soon as its head is there. Rejects when the server cannot be reached. */
export function openUpstream(target: string, held: HeldRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { method, body } = held;
  const headers = { ...endToEnd(held.headers), 'content-length': String(body.length) };
  httpRequest(new URL(held.url, target), { method, headers, agent: AGENT }, resolve).once('error', reject).end(body);
  return promise;
}

export async function forward(target: string, held: HeldRequest): Promise<ServerAnswer> {
  return wholeAnswer(await openUpstream(target, held));
}

export async function wholeAnswer(answer: IncomingMessage): Promise<ServerAnswer> {
  return { status: answer.statusCode ?? 0, headers: endToEnd(answer.headers), body: await readBody(answer) };
}

/** Sends the first bytes of it and then breaks the line. */
export function forwardPart(target: string, held: HeldRequest, bytes: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { hostname, port } = new URL(target);
  const socket = connect(Number(port), hostname);
  socket.once('connect', () => {
    socket.write(rawRequest(held, `${hostname}:${port}`).subarray(0, bytes), () => socket.resetAndDestroy());
  });
  // However the line ends, nothing of it reaches the client.
  socket.on('error', () => socket.destroy());
  socket.once('close', () => resolve());
  return promise;
}

function rawRequest({ method, url, headers, body }: HeldRequest, host: string): Buffer {
  const lines = Object.entries({ ...endToEnd(headers), host, 'content-length': String(body.length) });
  return rawMessage(`${method} ${url} HTTP/1.1`, lines, body);
}

export function rawAnswer({ status, headers, body }: ServerAnswer): Buffer {
  const lines = Object.entries({ ...headers, 'content-length': String(body.length) });
  return rawMessage(`HTTP/1.1 ${status} Answer`, lines, body);
}

function rawMessage(first: string, headers: readonly (readonly [string, unknown])[], body: Buffer): Buffer {
  const head = [first, ...headers.map(([name, value]) => `${name}: ${String(value)}`), '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_HEADERS.includes(name)));
}
