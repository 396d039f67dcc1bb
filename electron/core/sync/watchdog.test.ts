import { describe, expect, it } from 'vitest';
import { SYSTEM_CLOCK } from '../clock.ts';
import { StalledError } from './sync-failure.ts';
import { createWatchdog, MAX_SILENCE_MS } from './watchdog.ts';

/** Time passes only while somebody waits, and then at once. */
function jumpingClock(onWait: () => void = () => {}) {
  let now = 0;
  return {
    ...SYSTEM_CLOCK,
    now: () => now,
    async wait(ms: number, signal: AbortSignal) {
      now += ms;
      onWait();
      await SYSTEM_CLOCK.breathe();
      signal.throwIfAborted();
    },
  };
}
const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }));

describe('the watchdog', () => {
  it('stops a round that brings nothing for five minutes', async () => {
    const watchdog = createWatchdog(jumpingClock(), new AbortController().signal);
    await expect(aborted(watchdog.signal)).resolves.toBeInstanceOf(StalledError);
  });

  it('starts counting again at every sign of progress', async () => {
    let waits = 0;
    const clock = jumpingClock(() => {
      waits += 1;
      if (waits <= 3) watchdog.progress();
    });
    const held = {
      ...clock,
      wait: async (ms: number, signal: AbortSignal) => SYSTEM_CLOCK.breathe().then(() => clock.wait(ms, signal)),
    };
    const watchdog = createWatchdog(held, new AbortController().signal);
    await aborted(watchdog.signal);
    expect(clock.now()).toBe(4 * MAX_SILENCE_MS);
  });

  it("passes on the caller's own stop", () => {
    const outer = new AbortController();
    const watchdog = createWatchdog(SYSTEM_CLOCK, outer.signal);
    outer.abort(new RangeError('genoeg'));
    expect(watchdog.signal.reason).toBeInstanceOf(RangeError);
    watchdog.end();
  });
});
