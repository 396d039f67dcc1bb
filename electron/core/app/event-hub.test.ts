import { describe, expect, it } from 'vitest';
import type { AppEvent, SyncState } from '@hallowerk/contract/app/app.desktop.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { SIGNED_OUT_SYNC } from '../workspaces.ts';
import { createEventHub } from './event-hub.ts';

const sync = (received: number): AppEvent => ({
  type: 'sync',
  sync: { ...SIGNED_OUT_SYNC, received } satisfies SyncState,
});
const rows = (...collections: number[]): AppEvent => ({ type: 'rows-changed', collections });

/** A clock whose waits end when a test moves it. */
function heldClock() {
  let now = 0;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  return {
    clock: {
      ...SYSTEM_CLOCK,
      now: () => now,
      wait: (ms: number, signal: AbortSignal) =>
        new Promise<void>((resolve, reject) => {
          const sleeper = { at: now + ms, wake: resolve };
          sleepers.add(sleeper);
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        }),
    },
    pass(ms: number) {
      now += ms;
      for (const sleeper of [...sleepers].filter(({ at }) => at <= now)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
  };
}

describe('events for the screens', () => {
  it('gives a new listener the state of things first', async () => {
    const hub = createEventHub(SYSTEM_CLOCK);
    const events = hub.listen([sync(1)], new AbortController().signal);
    await expect(events.next()).resolves.toEqual({ value: sync(1), done: false });
  });

  it('keeps one waiting event of a kind for a slow listener: the newest state, the union of collections', async () => {
    const { clock, pass } = heldClock();
    const hub = createEventHub(clock);
    const events = hub.listen([sync(0)], new AbortController().signal);
    await events.next();
    const waiting = events.next();
    for (let n = 1; n <= 1000; n += 1) hub.publish(sync(n));
    hub.publish(rows(5));
    hub.publish(rows(1, 5));
    const first = (await waiting).value;
    pass(1000);
    expect([first, (await events.next()).value]).toEqual([rows(1, 5), sync(1000)]);
    const third = events.next();
    hub.publish(sync(1001));
    pass(1000);
    await expect(third).resolves.toMatchObject({ value: sync(1001) });
  });

  it('tells progress at most ten times a second', async () => {
    const { clock, pass } = heldClock();
    const hub = createEventHub(clock);
    const stop = new AbortController();
    const events = hub.listen([], stop.signal);
    let told = 0;
    const reading = (async () => {
      for await (const event of events) if (event.type === 'sync') told += 1;
    })();
    for (let ms = 0; ms < 1000; ms += 5) {
      hub.publish(sync(ms));
      pass(5);
      await SYSTEM_CLOCK.breathe();
    }
    expect(told).toBeGreaterThanOrEqual(8);
    expect(told).toBeLessThanOrEqual(11);
    stop.abort();
    await reading;
  });

  it('ends every listener when it closes', async () => {
    const hub = createEventHub(SYSTEM_CLOCK);
    const events = hub.listen([], new AbortController().signal);
    const next = events.next();
    hub.close();
    await expect(next).resolves.toMatchObject({ done: true });
  });
});
