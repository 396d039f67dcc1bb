import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualTimers } from '../testing/manual-timers.ts';
import { createPokeSchedule, spreadOf } from './poke-schedule.ts';

describe('when a listener is told', () => {
  it('spreads a scope over 200 listeners a second, and over a minute at most', () => {
    expect([0, 1, 200, 1000, 12_000, 1_000_000].map(spreadOf)).toEqual([0, 5, 1000, 5000, 60_000, 60_000]);
  });

  it('picks a moment inside the spread by chance', () => {
    const timers = new ManualTimers(() => 0.25);
    const told: number[] = [];
    createPokeSchedule(timers, () => told.push(timers.now())).plan(7, 4000);
    timers.advance(999);
    expect(told).toEqual([]);
    timers.advance(1);
    expect(told).toEqual([1000]);
  });

  it('tells the newest position once for changes that come together, at the earliest of their moments', () => {
    const chances = [0.9, 0.1, 0.5];
    const timers = new ManualTimers(() => chances.shift() ?? 0);
    const told: [number, number][] = [];
    const schedule = createPokeSchedule(timers, (head) => told.push([timers.now(), head]));
    for (const head of [5, 9, 7]) schedule.plan(head, 1000);
    timers.advance(60_000);
    expect(told).toEqual([[100, 9]]);
  });

  it('never forgets the last change, and never tells more than a device may pull', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { minLength: 1, maxLength: 200 }), (pauses) => {
        const timers = new ManualTimers();
        const told: { at: number; head: number }[] = [];
        const schedule = createPokeSchedule(timers, (head) => told.push({ at: timers.now(), head }));
        for (const [index, pause] of pauses.entries()) {
          schedule.plan(index + 1, 0);
          timers.advance(pause);
        }
        timers.advance(60_000);
        expect(told.at(-1)?.head).toBe(pauses.length);
        for (const { at } of told) {
          expect(told.filter((other) => other.at >= at && other.at < at + 60_000).length).toBeLessThanOrEqual(40);
        }
      }),
    );
  });

  it('tells nothing after it was cancelled', () => {
    const timers = new ManualTimers(() => 0.5);
    const told: number[] = [];
    const schedule = createPokeSchedule(timers, (head) => told.push(head));
    schedule.plan(1, 1000);
    schedule.cancel();
    timers.advance(60_000);
    expect(told).toEqual([]);
    expect(timers.waiting).toBe(0);
  });
});
