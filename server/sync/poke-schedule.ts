import type { Timers } from '../shared/timers.ts';
import { TokenBucket } from '../shared/token-bucket.ts';

const MAX_SPREAD_MS = 60_000;
/** Pulls a second that one change may cause on all nodes' behalf (sync §2.15). */
const LISTENERS_PER_SECOND = 200;
/** More pokes than the pulls a device is allowed would only make it wait (sync §2.17). */
const POKES = { perMinute: 30, burst: 10 };

/** Widest delay of a poke for a scope with so many listeners, milliseconds. */
export function spreadOf(listeners: number): number {
  return Math.min(MAX_SPREAD_MS, (listeners / LISTENERS_PER_SECOND) * 1000);
}

export interface PokeSchedule {
  /** Tells position `head` within `spread` milliseconds, together with what still waits. */
  plan(head: number, spread: number): void;
  cancel(): void;
}

/** When one listener is told: spread over time, newest position only, and never more often than it may pull. */
export function createPokeSchedule(timers: Timers, tell: (head: number) => void): PokeSchedule {
  const bucket = new TokenBucket(POKES, timers.now());
  let waiting: { readonly due: number; readonly cancel: () => void } | null = null;
  let newest = 0;

  function arm(delay: number): void {
    const due = timers.now() + delay;
    if (waiting !== null && waiting.due <= due) return;
    waiting?.cancel();
    waiting = { due, cancel: timers.after(delay, fire) };
  }

  function fire(): void {
    waiting = null;
    const wait = bucket.take(timers.now());
    if (wait > 0) return arm(wait);
    tell(newest);
  }

  return {
    plan(head, spread) {
      newest = Math.max(newest, head);
      arm(timers.random() * spread);
    },
    cancel() {
      waiting?.cancel();
      waiting = null;
    },
  };
}
