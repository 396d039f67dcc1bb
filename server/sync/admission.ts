import type { PullRequest, PullResponse } from '@hallowerk/contract/sync/pull.ts';
import { ProblemError } from '../http/problems.ts';
import type { SessionContext } from '../security/session.ts';
import type { Timers } from '../shared/timers.ts';
import { TokenBucket } from '../shared/token-bucket.ts';
import { decodeCursor, isComplete } from './cursor.ts';

/** How much sync one node takes on (sync §2.17). Counted in its memory, so n nodes take n times as much. */
export interface AdmissionSettings {
  /** Pulls, and likewise pushes, of one device: on average, and at once. Later pages of a running fill are not counted. */
  readonly perMinute: number;
  readonly burst: number;
  /** Devices that are being filled at the same time. */
  readonly maxFills: number;
}

export const DEFAULT_MAX_FILLS = 20;
export const SYNC_RATE = { perMinute: 30, burst: 60 };
/** As with the other rates: on one's own machine every visitor and every test is welcome. */
export const DEMO_SYNC_RATE = { perMinute: 1200, burst: 1200 };

/** How long a second pull of a device waits for the first, which the client may have given up already. Milliseconds. */
export const TURN_WAIT_MS = 2_000;
/** A fill of which no page was asked for so long makes room for another. Milliseconds. */
export const FILL_IDLE_MS = 15_000;
const PRUNE_FROM = 1_000;
const PRUNE_EVERY_MS = 60_000;

export interface Admission {
  /**
   * Runs `work` when the device has its turn.
   * @throws {ProblemError} 429 too often, 503 `busy`; both with Retry-After, spread so that not all come back at once.
   */
  pull(session: SessionContext, request: PullRequest, work: () => Promise<PullResponse>): Promise<PullResponse>;
  /** @throws {ProblemError} 429 too often. */
  push<T>(session: SessionContext, work: () => Promise<T>): Promise<T>;
}

export function createAdmission(settings: AdmissionSettings, timers: Timers): Admission {
  const rates = createRates(settings, timers);
  const turns = createTurns(timers);
  const fills = createFills(settings.maxFills, timers);

  async function runPage(device: string, work: () => Promise<PullResponse>): Promise<PullResponse> {
    try {
      const answer = await work();
      if (answer.done) fills.end(device);
      return answer;
    } finally {
      fills.pause(device);
    }
  }

  return {
    async pull(session, request, work) {
      const endTurn = await turns.take(session.deviceId);
      try {
        const stage = stageOf(request);
        if (stage !== 'later-page') rates.check(`pull:${session.deviceId}`);
        if (stage !== 'change') fills.begin(session.deviceId);
        return await runPage(session.deviceId, work);
      } finally {
        endTurn();
      }
    },
    async push(session, work) {
      rates.check(`push:${session.deviceId}`);
      return work();
    },
  };
}

/** A cursor that is in the middle of a scope stems from a page that was not the last one. */
function stageOf({ cursor }: PullRequest): 'first-page' | 'later-page' | 'change' {
  const known = cursor === null ? null : decodeCursor(cursor);
  if (known === null) return 'first-page';
  return [...known.scopes.values()].every(isComplete) ? 'change' : 'later-page';
}

/** Whole seconds in `[from, from + spread)`. */
function seconds(from: number, spread: number, timers: Timers): number {
  return from + Math.floor(timers.random() * spread);
}

function busy(retryAfterSeconds: number): ProblemError {
  return new ProblemError(503, 'busy', 'De server is even bezet. Probeer het zo opnieuw.', { retryAfterSeconds });
}

function createRates(settings: AdmissionSettings, timers: Timers) {
  const buckets = new Map<string, TokenBucket>();
  let prunedAt = timers.now();

  function prune(now: number): void {
    if (buckets.size < PRUNE_FROM || now - prunedAt < PRUNE_EVERY_MS) return;
    prunedAt = now;
    for (const [key, bucket] of buckets) if (bucket.isFull(now)) buckets.delete(key);
  }

  return {
    check(key: string): void {
      const now = timers.now();
      prune(now);
      const bucket = buckets.get(key) ?? new TokenBucket(settings, now);
      buckets.set(key, bucket);
      const wait = bucket.take(now);
      if (wait === 0) return;
      const retryAfterSeconds = seconds(Math.ceil(wait / 1000), 5, timers);
      const detail = `Te veel verzoeken. Probeer het over ${retryAfterSeconds} seconden opnieuw.`;
      throw new ProblemError(429, 'too_many_requests', detail, { retryAfterSeconds });
    },
  };
}

/** One pull at a time per device; one more may wait for a moment. */
function createTurns(timers: Timers) {
  const running = new Map<string, { readonly finished: Promise<void>; awaited: boolean }>();

  async function turnOf(current: { readonly finished: Promise<void>; awaited: boolean }): Promise<void> {
    if (current.awaited) return;
    current.awaited = true;
    await Promise.race([current.finished, new Promise<void>((resolve) => timers.after(TURN_WAIT_MS, resolve))]);
    current.awaited = false;
  }

  return {
    async take(device: string): Promise<() => void> {
      const current = running.get(device);
      if (current !== undefined) await turnOf(current);
      // Between this question and the answer below nobody else comes in.
      if (running.has(device)) throw busy(seconds(1, 3, timers));
      const { promise, resolve } = Promise.withResolvers<void>();
      running.set(device, { finished: promise, awaited: false });
      return () => {
        running.delete(device);
        resolve();
      };
    },
  };
}

/** A fill is many pages; it keeps its place between them, but not for long. */
function createFills(max: number, timers: Timers) {
  /** Device → until when its place is kept; for ever while a page is made. */
  const until = new Map<string, number>();

  return {
    begin(device: string): void {
      const now = timers.now();
      for (const [other, end] of until) if (end <= now) until.delete(other);
      if (!until.has(device) && until.size >= max) throw busy(seconds(5, 15, timers));
      until.set(device, Number.POSITIVE_INFINITY);
    },
    pause(device: string): void {
      if (until.has(device)) until.set(device, timers.now() + FILL_IDLE_MS);
    },
    end(device: string): void {
      until.delete(device);
    },
  };
}
