import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveTime, isNewer } from './effective-time.ts';

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
});
