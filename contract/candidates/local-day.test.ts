import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDay } from './local-day.ts';

const DAY_MILLISECONDS = 86_400_000;
const moment = fc.date({ min: new Date('1990-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });

describe('the local day', () => {
  it('is the date on the calendar in Amsterdam', () => {
    fc.assert(
      fc.property(moment, (at) => {
        const date = at.toLocaleDateString('sv-SE', { timeZone: 'Europe/Amsterdam' });
        expect(new Date(localDay(at) * DAY_MILLISECONDS).toISOString().slice(0, 10)).toBe(date);
      }),
    );
  });

  it('changes at midnight in Amsterdam, in summer and in winter', () => {
    expect(localDay(new Date('2026-07-01T22:00:00Z')) - localDay(new Date('2026-07-01T21:59:59Z'))).toBe(1);
    expect(localDay(new Date('2026-01-01T23:00:00Z')) - localDay(new Date('2026-01-01T22:59:59Z'))).toBe(1);
  });
});
