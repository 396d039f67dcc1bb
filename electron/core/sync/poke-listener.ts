import { PokeEventSchema, type PokeEvent } from '@hallowerk/contract/sync/poke.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { createEventParser } from '../server-client/event-parser.ts';
import type { OpenPokeStream } from '../server-client/poke-stream.ts';
import { OfflineError, ServerProblem, SessionEndedError } from '../server-client/server-errors.ts';
import { backOffDelay } from './back-off.ts';

/** Twice the heartbeat and a little: a line that is silent for longer is dead, whatever the system thinks of it. */
export const MAX_SILENCE_MS = 60_000;
/** A stream that ends sooner counts as a failure, so that a server that keeps closing is not called without pause. */
const STEADY_MS = 10_000;
const MAX_WAIT_MS = 5 * 60_000;
/** What pulling will tell the user; asking again for pokes would not change it. */
const FINAL_STATUSES: readonly number[] = [403, 404, 426];

export interface PokeListenerOptions {
  /** `createPokeStreams(serverUrl)(tokens, deviceId)`. */
  readonly open: OpenPokeStream;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Pull now. Also called each time a stream opens, because what changed while none was open was told to nobody. `auth`:
   * device, session or role changed.
   */
  readonly onPoke: (kind: 'poke' | 'auth') => void;
  /** A stream opened or ended; only changes are told. */
  readonly onLive: (live: boolean) => void;
}

export interface PokeListener {
  /** Returns at once. Does nothing while running; after `close`, or after the server refused for good, it begins anew. */
  start(): void;
  /** Ends the stream at once and waits for the loop to finish. `start` may follow. */
  close(): Promise<void>;
  /** True while a stream is open. */
  live(): boolean;
}

/** How one stream ended: the server asked for a pause, or something failed. */
type StreamEnd =
  | { readonly kind: 'bye'; readonly afterMs: number; readonly steady: boolean }
  | { readonly kind: 'failed'; readonly error: unknown; readonly steady: boolean };

/**
 * Hears from the server when to pull (sync §2.15). It is only ever a hint: whatever goes wrong here costs latency, never
 * data, so nothing is thrown and nothing is shown.
 */
export function createPokeListener(options: PokeListenerOptions): PokeListener {
  const { clock, logger } = options;
  let live = false;
  let run: { readonly controller: AbortController; readonly finished: Promise<void> } | null = null;

  function setLive(value: boolean): void {
    if (live === value) return;
    live = value;
    tell(() => options.onLive(value));
  }

  /** A fault of who is told must not end the listening. */
  function tell(call: () => void): void {
    try {
      call();
    } catch (error) {
      logger.error({ err: error }, 'a poke was not handled');
    }
  }

  async function listen(signal: AbortSignal): Promise<StreamEnd> {
    let openedAt = Number.POSITIVE_INFINITY;
    const steady = (): boolean => clock.now() - openedAt >= STEADY_MS;
    try {
      const stream = await options.open(signal);
      openedAt = clock.now();
      setLive(true);
      tell(() => options.onPoke('poke'));
      const afterMs = await readUntilBye(stream, signal);
      return { kind: 'bye', afterMs, steady: steady() };
    } catch (error) {
      return { kind: 'failed', error, steady: steady() };
    } finally {
      setLive(false);
    }
  }

  /** Milliseconds of the `bye`. Rejects when the stream ends without one, breaks or falls silent. */
  async function readUntilBye(stream: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<number> {
    const reader = stream.getReader();
    const parser = createEventParser();
    try {
      while (true) {
        const { done, value } = await readWithin(reader, clock, signal);
        if (done) throw new OfflineError(new Error('The stream of pokes ended'));
        for (const { data } of parser.feed(value)) {
          const event = parseEvent(data);
          if (event?.type === 'bye') return event.after_ms;
          if (event !== null) tell(() => options.onPoke(event.type));
        }
      }
    } finally {
      // Cancelling a stream that broke repeats its error, which is known by then.
      await reader.cancel().catch(() => undefined);
    }
  }

  async function loop(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const end = await listen(signal);
      if (signal.aborted) return;
      failures = end.steady ? 0 : failures + 1;
      if (end.kind === 'failed') logger.info({ err: end.error, failures }, 'no pokes');
      if (end.kind === 'failed' && isFinal(end.error)) return;
      // Being closed is how a wait may end.
      await clock.wait(pause(end, failures, clock.random), signal).catch(() => undefined);
    }
  }

  return {
    live: () => live,
    start() {
      if (run !== null && !run.controller.signal.aborted) return;
      const before = run?.finished;
      const controller = new AbortController();
      const finished = Promise.resolve(before).then(() => loop(controller.signal));
      const current = { controller, finished: finished.finally(() => (run = run === current ? null : run)) };
      run = current;
    },
    async close() {
      run?.controller.abort();
      await run?.finished;
    },
  };
}

function isFinal(error: unknown): boolean {
  if (error instanceof SessionEndedError) return true;
  return error instanceof ServerProblem && FINAL_STATUSES.includes(error.status);
}

/** Milliseconds until the next attempt: what the server asked, at least the back-off after a short-lived stream. */
function pause(end: StreamEnd, failures: number, random: () => number): number {
  const asked = end.kind === 'bye' ? end.afterMs : retryAfter(end.error);
  const own = end.steady && end.kind === 'bye' ? 0 : backOffDelay(failures, random);
  return Math.min(MAX_WAIT_MS, Math.max(asked, own));
}

function retryAfter(error: unknown): number {
  return error instanceof ServerProblem ? (error.retryAfterMs ?? 0) : 0;
}

/** Null for an event that this version does not know. */
function parseEvent(data: string): PokeEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (error) {
    throw new OfflineError(error);
  }
  return PokeEventSchema.safeParse(value).data ?? null;
}

/** One read, at most as long as silence may last. Rejects with the signal's reason when that is aborted. */
async function readWithin(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  clock: Clock,
  signal: AbortSignal,
): ReturnType<ReadableStreamDefaultReader<Uint8Array>['read']> {
  const heard = new AbortController();
  const silence = async (): Promise<never> => {
    await clock.wait(MAX_SILENCE_MS, AbortSignal.any([signal, heard.signal]));
    throw new OfflineError(new Error('No heartbeat'));
  };
  try {
    return await Promise.race([reader.read(), silence()]);
  } finally {
    heard.abort();
  }
}
