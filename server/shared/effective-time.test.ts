import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveTime, isNewer, onTopOf } from './effective-time.ts';

const NOW = new Date('2026-03-02T09:00:00.000Z');
const edit = fc.record({
  edit_ts: fc
    .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  offset_ms: fc.integer({ min: -10_000_000, max: 10_000_000 }),
});

describe('effective time', () => {
  it('is never in the future, whatever the clock of the client says', () => {
    fc.assert(fc.property(edit, (value) => effectiveTime(value, NOW).getTime() <= NOW.getTime()));
  });

  it('corrects a clock that runs ahead by what the client knew of it', () => {
    const value = { edit_ts: '2026-03-02T09:30:00.000Z', offset_ms: 3_600_000 };
    expect(effectiveTime(value, NOW).toISOString()).toBe('2026-03-02T08:30:00.000Z');
  });

  it('orders any two edits of different devices one way only, and those of one device by arrival', () => {
    const stamp = fc.record({
      at: fc.integer({ min: 0, max: 3 }).map((ms) => new Date(ms)),
      device: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(stamp, stamp, (one, other) => {
        const same = one.at.getTime() === other.at.getTime() && one.device === other.device;
        if (same) expect(isNewer(one, other)).toBe(true);
        else expect(isNewer(one, other)).toBe(!isNewer(other, one));
      }),
    );
  });

  it('is after the version the edit was made on, and never after one that was not stored', () => {
    const moment = fc.integer({ min: 0, max: 20 }).map((ms) => new Date(ms));
    fc.assert(
      fc.property(moment, moment, moment, (at, seen, stored) => {
        const result = onTopOf(at, seen, stored);
        expect(result.getTime()).toBeGreaterThanOrEqual(at.getTime());
        expect(result.getTime()).toBeLessThanOrEqual(Math.max(at.getTime(), stored.getTime() + 1));
        if (seen.getTime() >= stored.getTime()) expect(result.getTime()).toBeGreaterThan(stored.getTime());
        expect(onTopOf(at, null, stored)).toEqual(at);
      }),
    );
  });
});
