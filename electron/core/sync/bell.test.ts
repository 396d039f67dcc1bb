import { describe, expect, it } from 'vitest';
import { SYSTEM_CLOCK } from '../clock.ts';
import { holdClock } from '../testing/held-clock.ts';
import { createBell, type Rest } from './bell.ts';

const ALL: Rest = { milliseconds: 60_000, heeds: ['user', 'change', 'poke'] };

function setUp() {
  const clock = holdClock();
  const stop = new AbortController();
  const bell = createBell(clock);
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await SYSTEM_CLOCK.breathe();
  };
  return {
    clock,
    bell,
    stop,
    rest: (rest: Rest = ALL) => bell.rest(rest, stop.signal),
    async pass(milliseconds: number) {
      for (let left = milliseconds; left > 0; left -= 5000) {
        clock.pass(Math.min(5000, left));
        await settle();
      }
    },
    settle,
  };
}

describe('the wait between two rounds', () => {
  it('ends by itself when its time is over', async () => {
    const { rest, pass, clock } = setUp();
    const start = clock.now();
    const waiting = rest();
    await pass(60_000);
    await expect(waiting).resolves.toBe('timer');
    expect(clock.now() - start).toBe(60_000);
  });

  it('ends at once for whatever rang while the round was under way', async () => {
    const { bell, rest } = setUp();
    bell.ring('poke');
    await expect(rest()).resolves.toBe('poke');
  });

  it('makes one round of many rings and names the strongest cause', async () => {
    const { bell, rest, clock } = setUp();
    for (const cause of ['poke', 'change', 'poke', 'user', 'poke'] as const) bell.ring(cause);
    await expect(rest()).resolves.toBe('user');
    const next = rest({ milliseconds: 1000, heeds: ['user', 'change', 'poke'] });
    clock.pass(1000);
    await expect(next).resolves.toBe('timer');
  });

  it('is not cut short by what it does not heed', async () => {
    const { bell, rest, pass, settle } = setUp();
    let ended: string | null = null;
    const waiting = rest({ milliseconds: 60_000, heeds: ['user'] }).then((cause) => (ended = cause));
    bell.ring('change');
    bell.ring('poke');
    await pass(55_000);
    expect(ended).toBeNull();
    bell.ring('user');
    await settle();
    await waiting;
    expect(ended).toBe('user');
  });

  it('ends soon after the machine woke from a sleep', async () => {
    const { rest, clock } = setUp();
    const waiting = rest({ milliseconds: 3_600_000, heeds: ['user'] });
    // The first step is late by hours.
    clock.pass(8 * 3_600_000);
    await expect(waiting).resolves.toBe('timer');
  });

  it('does not last for ever when the clock of the machine is turned back', async () => {
    const { rest, pass, clock } = setUp();
    const waiting = rest();
    clock.set(clock.now() - 3_600_000);
    await pass(60_000);
    await expect(waiting).resolves.toBe('timer');
  });

  it('lets a storm of pokes through at a pace that the server takes', async () => {
    const { bell, rest, pass, clock } = setUp();
    const start = clock.now();
    let rounds = 0;
    const pulling = (async () => {
      while (clock.now() - start < 120_000) {
        bell.ring('poke');
        if ((await rest()) === 'poke') rounds += 1;
      }
    })();
    await pass(130_000);
    await pulling;
    expect(rounds).toBeGreaterThanOrEqual(40);
    expect(rounds).toBeLessThanOrEqual(50);
  });

  it('ends when it is stopped', async () => {
    const { rest, stop } = setUp();
    const waiting = rest();
    stop.abort();
    await expect(waiting).resolves.toBe('timer');
  });
});
