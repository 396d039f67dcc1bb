import type { Clock } from '../clock.ts';
import { StalledError } from './sync-failure.ts';

export const MAX_SILENCE_MS = 5 * 60_000;

export interface Watchdog {
  /** Aborts with the outer signal's reason, or with `StalledError` after five minutes without progress (sync §2.13). */
  readonly signal: AbortSignal;
  progress(): void;
  end(): void;
}

export function createWatchdog(clock: Clock, outer: AbortSignal): Watchdog {
  const stalled = new AbortController();
  const ended = new AbortController();
  let last = clock.now();

  async function watch(): Promise<void> {
    for (let left = MAX_SILENCE_MS; left > 0; left = last + MAX_SILENCE_MS - clock.now()) {
      await clock.wait(left, ended.signal);
    }
    stalled.abort(new StalledError('No progress for five minutes'));
  }
  watch().catch((error: unknown) => {
    if (!ended.signal.aborted) stalled.abort(error);
  });
  return {
    signal: AbortSignal.any([outer, stalled.signal]),
    progress: () => (last = clock.now()),
    end: () => ended.abort(),
  };
}
