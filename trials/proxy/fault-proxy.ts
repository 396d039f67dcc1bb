import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { assertNever } from '@hallowerk/contract/common/assert-never.ts';
import { CLEAN, describeFault, type Fault, type Script, type SeenRequest } from './faults.ts';
import {
  forward,
  forwardPart,
  openUpstream,
  rawAnswer,
  readBody,
  wholeAnswer,
  type HeldRequest,
  type ServerAnswer,
} from './upstream.ts';

/** Bytes that go out at once on a throttled line. */
const THROTTLE_PIECE = 2_048;

export interface FaultProxy {
  /** `http://127.0.0.1:PORT`, the same for the life of the proxy. */
  readonly url: string;
  /** Where requests go from now on. */
  aim(target: string): void;
  /** Faults of the requests from now on. */
  play(script: Script): void;
  /** Breaks every open line, also the streams of pokes. */
  sever(): void;
  /** Requests that are held back. */
  held(): number;
  /** Delivers them now, oldest first; their answers go nowhere. Gives how many the server took. */
  release(): Promise<number>;
  /** What happened, one line a request, for a trial that failed. */
  log(): string;
  /** How often each fault was met. */
  tally(): Readonly<Partial<Record<Fault['kind'], number>>>;
  close(): Promise<void>;
}

/** A network between client and server that does to each request what the script says. Only on 127.0.0.1. */
export async function startFaultProxy(firstTarget: string): Promise<FaultProxy> {
  let target = firstTarget;
  let script = CLEAN;
  let count = 0;
  const lines: string[] = [];
  const tally: Partial<Record<Fault['kind'], number>> = {};
  const held: HeldRequest[] = [];
  const sockets = new Set<Socket>();
  const memory = new Map<string, ServerAnswer>();
  const closed = new AbortController();

  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const seen: SeenRequest = { n: (count += 1), method: request.method ?? 'GET', path };
    const fault = script(seen);
    tally[fault.kind] = (tally[fault.kind] ?? 0) + 1;
    lines.push(`${seen.n} ${seen.method} ${path}: ${describeFault(fault)}`);
    const exchange: Exchange = { request, response, path, target: () => target, held, memory, signal: closed.signal };
    serve(exchange, fault).catch(() => {
      // The server cannot be reached, or the client left: to the client both are a broken line.
      request.socket.resetAndDestroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sever = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    aim: (next) => void (target = next),
    play: (next) => void (script = next),
    sever,
    held: () => held.length,
    async release() {
      let taken = 0;
      for (const request of held.splice(0)) {
        const answer = await forward(target, request).catch(() => null);
        if (answer !== null) taken += 1;
      }
      return taken;
    },
    log: () => lines.join('\n'),
    tally: () => tally,
    async close() {
      closed.abort();
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      sever();
      await ended;
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly target: () => string;
  readonly held: HeldRequest[];
  /** Oldest good answer of each path. */
  readonly memory: Map<string, ServerAnswer>;
  readonly signal: AbortSignal;
}

async function serve(exchange: Exchange, fault: Fault): Promise<void> {
  const { request, target, signal } = exchange;
  const { method = 'GET', url = '/', headers } = request;
  const held: HeldRequest = { method, url, headers, body: await readBody(request) };
  const drop = (): void => void request.socket.resetAndDestroy();
  switch (fault.kind) {
    case 'none':
      return pass(exchange, held);
    case 'delay':
      await delay(fault.ms, undefined, { signal });
      return pass(exchange, held);
    case 'throttle': {
      const waitMs = (THROTTLE_PIECE / fault.bytesPerSecond) * 1000;
      return inPieces(exchange, await ask(exchange, held), THROTTLE_PIECE, () => delay(waitMs, undefined, { signal }));
    }
    case 'slice':
      return inPieces(exchange, await ask(exchange, held), fault.bytes, () => nextTurn());
    case 'cut':
      if (fault.side === 'request') await forwardPart(target(), held, fault.afterBytes);
      else await writeRaw(request.socket, rawAnswer(await ask(exchange, held)).subarray(0, fault.afterBytes));
      return drop();
    case 'reset':
      return drop();
    case 'black-hole':
      await delay(fault.ms, undefined, { signal });
      return drop();
    case 'half-open':
      await ask(exchange, held);
      await delay(fault.ms, undefined, { signal });
      return drop();
    case 'duplicate': {
      const answers = await Promise.all([forward(target(), held), forward(target(), held)]);
      return send(exchange, answers[1]);
    }
    case 'hold':
      exchange.held.push(held);
      return drop();
    case 'answer':
      return send(exchange, { ...fault.answer, body: Buffer.from(fault.answer.body) });
    case 'stale': {
      const old = exchange.memory.get(exchange.path);
      return old === undefined ? pass(exchange, held) : send(exchange, old);
    }
    default:
      return assertNever(fault);
  }
}

/** The whole answer of the server. A stream of events never ends, so it is not for this. */
async function ask({ target, memory, path }: Exchange, held: HeldRequest): Promise<ServerAnswer> {
  const answer = await forward(target(), held);
  remember(memory, path, answer);
  return answer;
}

function remember(memory: Map<string, ServerAnswer>, path: string, answer: ServerAnswer): void {
  if (answer.status < 300 && !memory.has(path)) memory.set(path, answer);
}

async function pass(exchange: Exchange, held: HeldRequest): Promise<void> {
  const { response, memory, path } = exchange;
  const answer = await openUpstream(exchange.target(), held);
  if (!/^text\/event-stream\b/.test(answer.headers['content-type'] ?? '')) {
    const whole = await wholeAnswer(answer);
    remember(memory, path, whole);
    return send(exchange, whole);
  }
  response.writeHead(answer.statusCode ?? 200, { 'content-type': answer.headers['content-type'] });
  response.flushHeaders();
  response.once('close', () => answer.destroy());
  answer.on('error', () => response.destroy());
  answer.once('aborted', () => response.destroy());
  answer.pipe(response);
}

function send({ response }: Exchange, { status, headers, body }: ServerAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': String(body.length) });
  response.end(body);
}

async function inPieces(
  { request, response }: Exchange,
  { status, headers, body }: ServerAnswer,
  size: number,
  pause: () => Promise<void>,
): Promise<void> {
  request.socket.setNoDelay(true);
  response.writeHead(status, { ...headers, 'content-length': String(body.length) });
  response.flushHeaders();
  for (let at = 0; at < body.length && !response.destroyed; at += size) {
    response.write(body.subarray(at, at + size));
    await pause();
  }
  response.end();
}

function writeRaw(socket: Socket, bytes: Buffer): Promise<void> {
  if (bytes.length === 0 || socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => socket.write(bytes, () => resolve()));
}
