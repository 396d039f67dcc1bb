import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createServerTime } from './server-time.ts';

describe('the difference with the clock of the server', () => {
  it('is zero while nothing is known', () => {
    expect(createServerTime().offsetMs()).toBe(0);
  });

  it('is never further off than half of the longest round trip', () => {
    const trips = fc.array(fc.tuple(fc.nat(2000), fc.double({ min: 0, max: 1, noNaN: true })), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), trips, (offset, samples) => {
        const time = createServerTime();
        for (const [roundTrip, share] of samples) time.sample(roundTrip * share, offset, offset + roundTrip);
        const longest = Math.max(...samples.slice(-9).map(([roundTrip]) => roundTrip));
        expect(Math.abs(time.offsetMs() - offset)).toBeLessThanOrEqual(longest / 2 + 1);
      }),
    );
  });

  it('is not moved by one answer that took long', () => {
    const time = createServerTime();
    for (let n = 0; n < 8; n += 1) time.sample(10, 5010, 5010 + 20);
    time.sample(0, 5000, 65_000);
    expect(time.offsetMs()).toBe(5010);
  });

  it('follows a clock that was set, at the first answer after it', () => {
    const time = createServerTime();
    for (let n = 0; n < 9; n += 1) time.sample(n, n + 10, n + 30);
    time.sample(1000, 1000 + 3_600_000, 1000 + 3_600_020);
    expect(time.offsetMs()).toBe(3_600_010);
  });

  it('learns nothing from an answer during which the clock was turned back', () => {
    const time = createServerTime();
    time.sample(0, 500, 520);
    time.sample(100, 620, -3_600_000);
    expect(time.offsetMs()).toBe(510);
  });

  it('is told from five minutes on, in both directions', () => {
    const offBy = (offset: number): number | null => {
      const time = createServerTime();
      time.sample(1e9, 1e9 + offset, 1e9 + offset);
      return time.clockOffMs();
    };
    expect([299_999, 300_000, -299_999, -300_000].map(offBy)).toEqual([null, 300_000, null, -300_000]);
  });
});
