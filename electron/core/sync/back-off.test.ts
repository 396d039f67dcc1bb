import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOffDelay, pollDelay } from './back-off.ts';

describe('waiting between attempts', () => {
  it('doubles its range with each failure and never passes five minutes', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.double({ min: 0, max: 0.999999, noNaN: true }), (failures, chance) => {
        const delay = backOffDelay(failures, () => chance);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(Math.min(300_000, 1000 * 2 ** failures));
      }),
    );
    expect(backOffDelay(3, () => 0.5)).toBe(4000);
    expect(backOffDelay(30, () => 0.999999)).toBe(299_999);
  });

  it('polls every 60 seconds, give or take half', () => {
    expect([0, 0.5, 0.999].map((chance) => pollDelay(() => chance))).toEqual([30_000, 60_000, 89_940]);
  });
});
