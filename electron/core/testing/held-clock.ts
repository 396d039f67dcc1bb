import { SYSTEM_CLOCK, type Clock } from '../clock.ts';

export interface HeldClock extends Clock {
  /** Lets time go by: waits that are due by then end. */
  pass(milliseconds: number): void;
  /** As somebody who sets the clock of the machine: no wait ends by it. */
  set(now: number): void;
  /** Milliseconds that the waits of this moment have left, shortest first. */
  waits(): number[];
}

export const TEST_START = Date.parse('2026-11-22T10:00:00.000Z');

/** Time that stands still until a test moves it; chance is always one half. */
export function holdClock(start = TEST_START): HeldClock {
  let now = start;
  /** What timers count with: it goes on evenly, whatever the clock of the machine is set to. */
  let elapsed = 0;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    now: () => now,
    random: () => 0.5,
    breathe: SYSTEM_CLOCK.breathe,
    wait: (milliseconds, signal) =>
      new Promise<void>((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason as Error);
        const sleeper = {
          at: elapsed + milliseconds,
          wake() {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason as Error);
        });
      }),
    pass(milliseconds) {
      now += milliseconds;
      elapsed += milliseconds;
      for (const sleeper of [...sleepers].filter(({ at }) => at <= elapsed)) sleeper.wake();
    },
    set: (to) => void (now = to),
    waits: () => [...sleepers].map(({ at }) => at - elapsed).sort((one, other) => one - other),
  };
}
