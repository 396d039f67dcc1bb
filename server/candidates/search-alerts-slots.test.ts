import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastSlot } from './search-alerts-slots.ts';

const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
const inAmsterdam = (at: Date) =>
  at.toLocaleString('en-GB', { timeZone: 'Europe/Amsterdam', weekday: 'long', hour: '2-digit', minute: '2-digit' });
const slot = (watch: 'EMAIL_DAILY' | 'EMAIL_WEEKLY', now: string) => lastSlot(watch, new Date(now)).toISOString();

describe('the moment of sending', () => {
  it('BX-06: is seven in the morning in Amsterdam, in summer and in winter', () => {
    expect(slot('EMAIL_DAILY', '2026-01-15T06:00:00Z')).toBe('2026-01-15T06:00:00.000Z');
    expect(slot('EMAIL_DAILY', '2026-01-15T05:59:59Z')).toBe('2026-01-14T06:00:00.000Z');
    expect(slot('EMAIL_DAILY', '2026-07-15T05:00:00Z')).toBe('2026-07-15T05:00:00.000Z');
    expect(slot('EMAIL_DAILY', '2026-07-15T04:59:59Z')).toBe('2026-07-14T05:00:00.000Z');
    // The clock goes forward in the night to Sunday 29 March and back in the night to Sunday 25 October.
    expect(slot('EMAIL_DAILY', '2026-03-29T05:30:00Z')).toBe('2026-03-29T05:00:00.000Z');
    expect(slot('EMAIL_DAILY', '2026-10-25T05:30:00Z')).toBe('2026-10-24T05:00:00.000Z');
    expect(slot('EMAIL_WEEKLY', '2026-03-29T12:00:00Z')).toBe('2026-03-23T06:00:00.000Z');
    expect(slot('EMAIL_WEEKLY', '2026-03-30T05:00:00Z')).toBe('2026-03-30T05:00:00.000Z');
  });

  it('BX-06: is never later than now, and less than a day, or a week, and the change of the clock before', () => {
    fc.assert(
      fc.property(moment, (now) => {
        const daily = lastSlot('EMAIL_DAILY', now);
        const weekly = lastSlot('EMAIL_WEEKLY', now);
        expect(inAmsterdam(daily)).toMatch(/07:00$/);
        expect(inAmsterdam(weekly)).toMatch(/^Monday.*07:00$/);
        const age = (at: Date) => (now.getTime() - at.getTime()) / 3_600_000;
        expect(age(daily)).toBeGreaterThanOrEqual(0);
        expect(age(daily)).toBeLessThan(25.0001);
        expect(age(weekly)).toBeGreaterThanOrEqual(age(daily));
        expect(age(weekly)).toBeLessThan(169.0001);
        expect(lastSlot('EMAIL_DAILY', daily)).toEqual(daily);
      }),
    );
  });
});
