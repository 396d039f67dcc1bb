import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, amsterdamDay, isWorkingDay, workingDaysBetween } from './working-days.ts';

describe('working days in the Netherlands', () => {
  it('BX-08: are not on the holidays of a whole year', () => {
    const weekdaysOff = (year: number): string[] => {
      const off: string[] = [];
      for (let day = `${year}-01-01`; day.startsWith(`${year}`); day = addDays(day, 1)) {
        const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
        if (weekday !== 0 && weekday !== 6 && !isWorkingDay(day)) off.push(day.slice(5));
      }
      return off;
    };
    expect(weekdaysOff(2025)).toEqual(['01-01', '04-18', '04-21', '05-05', '05-29', '06-09', '12-25', '12-26']);
    expect(weekdaysOff(2026)).toEqual(['01-01', '04-03', '04-06', '04-27', '05-14', '05-25', '12-25']);
    expect(weekdaysOff(2030)).toEqual(['01-01', '04-19', '04-22', '05-30', '06-10', '12-25', '12-26']);
  });

  it('know that King’s Day moves to Saturday, and that 5 May is a holiday in lustrum years only', () => {
    expect(['2025-04-28', '2026-04-27', '2025-05-05', '2026-05-05', '2027-05-05'].map(isWorkingDay)).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it.each([
    [2000, '2000-04-24'],
    [2008, '2008-03-24'],
    [2011, '2011-04-25'],
    [2038, '2038-04-26'],
  ])('know Easter Monday of %i, also the earliest and latest', (_year, monday) => {
    expect(isWorkingDay(monday)).toBe(false);
    expect(isWorkingDay(addDays(monday, 7)) || addDays(monday, 7).endsWith('05-05')).toBe(true);
  });

  it('begin at midnight in Amsterdam, in summer and in winter', () => {
    expect(amsterdamDay(new Date('2026-03-02T22:59:59Z'))).toBe('2026-03-02');
    expect(amsterdamDay(new Date('2026-03-02T23:00:00Z'))).toBe('2026-03-03');
    expect(amsterdamDay(new Date('2026-07-02T22:00:00Z'))).toBe('2026-07-03');
  });

  it('add up: from one day to another and on to a third is the whole', () => {
    const day = fc.integer({ min: 0, max: 4000 }).map((days) => addDays('2020-01-01', days));
    fc.assert(
      fc.property(fc.tuple(day, day, day), (days) => {
        const [one = '', two = '', three = ''] = days.toSorted();
        expect(workingDaysBetween(one, two) + workingDaysBetween(two, three)).toBe(workingDaysBetween(one, three));
        expect(workingDaysBetween(two, one)).toBe(0);
      }),
      { numRuns: 30 },
    );
  });
});
