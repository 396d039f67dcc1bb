import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openWorkingDays, reminderReached, reminderToSend } from './follow-up.ts';
import { amsterdamDay, isWorkingDay } from './working-days.ts';

const asked = (requestedAt: string) => ({ outcome: 'OPEN', requestedAt }) as const;
const at = (moment: string) => new Date(moment);

describe('reminders of contact requests', () => {
  it('BX-08: come after three and seven working days, not counting the day itself', () => {
    // Asked on a Thursday: Friday 1, Monday 2, Tuesday 3, … Monday 7.
    const request = asked('2026-02-26T15:00:00Z');
    expect(reminderReached(request, at('2026-03-02T22:00:00Z'))).toBeNull();
    expect(reminderReached(request, at('2026-03-03T06:00:00Z'))).toBe(3);
    expect(reminderReached(request, at('2026-03-06T06:00:00Z'))).toBe(3);
    expect(reminderReached(request, at('2026-03-09T06:00:00Z'))).toBe(7);
    expect(openWorkingDays(request, at('2026-03-09T06:00:00Z'))).toBe(7);
  });

  it('BX-08: skip the days of Easter', () => {
    // Thursday before Good Friday: the first working day is Tuesday.
    const request = asked('2026-04-02T10:00:00Z');
    expect(openWorkingDays(request, at('2026-04-06T10:00:00Z'))).toBe(0);
    expect(reminderToSend(request, at('2026-04-09T06:00:00Z'))).toBe(3);
  });

  it('are not sent on a day off, but are still shown', () => {
    const request = asked('2026-02-26T15:00:00Z');
    expect(reminderToSend(request, at('2026-03-07T06:00:00Z'))).toBeNull();
    expect(reminderReached(request, at('2026-03-07T06:00:00Z'))).toBe(3);
  });

  it('end with an outcome, and never come for a request of the future', () => {
    expect(
      reminderReached({ ...asked('2026-01-05T10:00:00Z'), outcome: 'SPOKEN' }, at('2026-03-02T06:00:00Z')),
    ).toBeNull();
    expect(reminderReached(asked('2026-03-20T10:00:00Z'), at('2026-03-02T06:00:00Z'))).toBeNull();
  });

  it('are sent on working days only, whenever somebody asked', () => {
    const moment = fc.date({ min: at('2020-01-01'), max: at('2035-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 40 * 86_400_000 }), (requested, later) => {
        const now = new Date(requested.getTime() + later);
        const days = reminderToSend(asked(requested.toISOString()), now);
        if (days === null) return;
        expect(isWorkingDay(amsterdamDay(now))).toBe(true);
        // A plain count, hour by hour.
        const seen = new Set<string>();
        for (let time = requested.getTime(); time <= now.getTime(); time += 3_600_000)
          seen.add(amsterdamDay(new Date(time)));
        seen.add(amsterdamDay(now)).delete(amsterdamDay(requested));
        expect([...seen].filter(isWorkingDay).length).toBeGreaterThanOrEqual(days);
      }),
      { numRuns: 100 },
    );
  });
});
