/**
 * What a network between desktop and server can do to one request (sync §3.5).
 * Bytes count the whole message on the wire, head included; milliseconds are exact, jitter is drawn by the schedule.
 */
export type Fault =
  | { readonly kind: 'none' }
  /** The answer comes so much later. */
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** The answer in segments of so many bytes. */
  | { readonly kind: 'slice'; readonly bytes: number }
  /** Of a request the server gets the first bytes only; of an answer the client. Then both lines are reset. */
  | { readonly kind: 'cut'; readonly side: 'request' | 'response'; readonly afterBytes: number }
  /** Reset before the server hears of it. */
  | { readonly kind: 'reset' }
  /** Nothing comes back and the server hears nothing; the line is reset after `ms`. */
  | { readonly kind: 'black-hole'; readonly ms: number }
  /** The server did it all, but its line is gone: the client waits for an answer for `ms`, then sees a reset. */
  | { readonly kind: 'half-open'; readonly ms: number }
  /** The server gets the request twice, at the same time; the client gets the later answer. */
  | { readonly kind: 'duplicate' }
  /** The client sees a reset; the server gets the request when the trial calls `release`. */
  | { readonly kind: 'hold' }
  /** The server gets nothing; somebody in between answers. */
  | { readonly kind: 'answer'; readonly answer: CannedAnswer }
  /** The server gets nothing; a cache in between serves its oldest answer to this path. Nothing, while it has none. */
  | { readonly kind: 'stale' };
export type FaultKind = Fault['kind'];

export interface CannedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The page of a hotel or a train that wants a click first: HTML with status 200. */
export const CAPTIVE_PORTAL: CannedAnswer = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>Welkom</title><p>Accepteer de voorwaarden om verder te gaan.</p>',
};

/** A gateway that has no server behind it, or has enough of us. */
export function gatewayAnswer(status: 502 | 503 | 429, retryAfterSeconds: number | null): CannedAnswer {
  return {
    status,
    headers: {
      'content-type': 'text/plain',
      ...(retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: 'gateway',
  };
}

/** A refusal in the words of our own server, from somebody who is not it. */
export function forgedProblem(
  status: number,
  code: string,
  more: Readonly<Record<string, unknown>> = {},
): CannedAnswer {
  const problem = { type: 'about:blank', title: 'Geweigerd', status, detail: 'Geweigerd', code, ...more };
  return { status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(problem) };
}

export interface SeenRequest {
  /** First, second, … request of this proxy. */
  readonly n: number;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
}

/** Which fault each request gets. */
export type Script = (request: SeenRequest) => Fault;

export const CLEAN: Script = () => ({ kind: 'none' });
export const UNREACHABLE: Script = () => ({ kind: 'reset' });

export function describeFault(fault: Fault): string {
  const { kind, ...details } = fault;
  return `${kind} ${JSON.stringify('answer' in details ? { status: details.answer.status } : details)}`;
}
