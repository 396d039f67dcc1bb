import { Agent, request, type IncomingMessage } from 'node:http';
import type { AbuseRequest } from './mutate-request.ts';

export interface AbuseAnswer {
  /** 0: the server closed the connection before it answered. */
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly milliseconds: number;
}

/** No answer within the time. */
export class HangError extends Error {
  override readonly name = 'HangError';
}

export interface Sender {
  /** @throws {HangError} after `timeoutMs` */
  send(abuse: AbuseRequest): Promise<AbuseAnswer>;
  close(): void;
}

/** Plain HTTP without the kindness of `fetch`: double headers, wrong lengths of nothing, bodies with GET. */
export function createSender(url: string, timeoutMs: number): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const { hostname, port } = new URL(url);
  return {
    send: (abuse) => sendOnce({ agent, hostname, port, timeoutMs }, abuse),
    close: () => agent.destroy(),
  };
}

interface Target {
  readonly agent: Agent;
  readonly hostname: string;
  readonly port: string;
  readonly timeoutMs: number;
}

function sendOnce({ agent, hostname, port, timeoutMs }: Target, abuse: AbuseRequest): Promise<AbuseAnswer> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const done = (status: number, type: string, text: string): void => {
      clearTimeout(timer);
      resolve({ status, type, text, milliseconds: performance.now() - started });
    };
    const sent = request({ agent, hostname, port, method: abuse.method, path: abuse.target, headers: listed(abuse) });
    const timer = setTimeout(() => {
      reject(new HangError(`${abuse.operation}: no answer within ${timeoutMs} ms`));
      sent.destroy();
    }, timeoutMs);
    sent.on(
      'response',
      (answer) => void collect(answer).then((text) => done(answer.statusCode ?? 0, typeOf(answer), text)),
    );
    sent.on('error', () => done(0, '', ''));
    sent.end(abuse.body ?? undefined);
  });
}

const typeOf = (answer: IncomingMessage): string => String(answer.headers['content-type'] ?? '');

/** Text of an answer, as far as it came. */
async function collect(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  answer.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => answer.once('close', resolve));
  return Buffer.concat(chunks).toString('utf8');
}

/** Headers with a name that occurs twice as two lines. */
function listed(abuse: AbuseRequest): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of abuse.headers) {
    const before = headers[name];
    headers[name] = before === undefined || ONCE.has(name) ? value : [before, value].flat();
  }
  if (abuse.body !== null) headers['content-length'] = String(abuse.body.length);
  return headers;
}

const ONCE = new Set(['host', 'expect', 'content-length']);
