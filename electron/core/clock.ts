import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

/** Time and chance as core sees them, so that tests can hold both in hand. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** Resolves after `milliseconds`; rejects with the signal's reason when aborted before. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Lets pending calls and I/O run before going on. */
  breathe(): Promise<void>;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  wait: async (milliseconds, signal) => {
    await delay(milliseconds, undefined, { signal });
  },
  breathe: async () => {
    await nextTurn();
  },
};
