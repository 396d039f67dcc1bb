/**
 * Working days in the Netherlands, for reminders (BX-08). Days are calendar dates in Europe/Amsterdam, `YYYY-MM-DD`.
 *
 * No working days are Saturday, Sunday and the days of the Algemene termijnenwet, art. 3: New Year's Day, Good Friday,
 * Easter Monday, Ascension Day, Whit Monday, both days of Christmas, King's Day and 5 May. One decision of our own: 5 May
 * counts in lustrum years only (2025, 2030, …), because in other years municipalities and most employers work.
 *
 * Ten rules, the same for ever by law, so they are written here and no package with the calendars of the world is carried
 * along to every device.
 */

const AMSTERDAM = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' });
const DAY_MILLISECONDS = 86_400_000;
const FIXED = ['01-01', '12-25', '12-26'];
/** Days from Easter Sunday: Good Friday, Easter Monday, Ascension Day, Whit Monday. */
const FROM_EASTER = [-2, 1, 39, 50];
const SUNDAY = 0;
const SATURDAY = 6;
const holidays = new Map<number, ReadonlySet<string>>();

/** Calendar day of a moment in Europe/Amsterdam. */
export function amsterdamDay(moment: Date): string {
  return AMSTERDAM.format(moment);
}

/** The day that lies `days` after another; before it when negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

export function isWorkingDay(day: string): boolean {
  const weekday = weekdayOf(day);
  return weekday !== SUNDAY && weekday !== SATURDAY && !holidaysOf(Number(day.slice(0, 4))).has(day);
}

/** Working days after `from`, up to and including `until`; 0 when `until` is not later. */
export function workingDaysBetween(from: string, until: string): number {
  let count = 0;
  for (let day = addDays(from, 1); day <= until; day = addDays(day, 1)) if (isWorkingDay(day)) count += 1;
  return count;
}

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

function holidaysOf(year: number): ReadonlySet<string> {
  const known = holidays.get(year);
  if (known !== undefined) return known;
  const easter = easterSunday(year);
  const lustrum = year % 5 === 0 ? [`${year}-05-05`] : [];
  const found = new Set([
    ...FIXED.map((day) => `${year}-${day}`),
    ...FROM_EASTER.map((days) => addDays(easter, days)),
    ...lustrum,
    kingsDay(year),
  ]);
  holidays.set(year, found);
  return found;
}

/** 27 April since 2014, or the day before when that is a Sunday; until 2013 30 April, likewise. */
function kingsDay(year: number): string {
  const birthday = year >= 2014 ? `${year}-04-27` : `${year}-04-30`;
  return weekdayOf(birthday) === SUNDAY ? addDays(birthday, -1) : birthday;
}

/** Easter Sunday of the Gregorian calendar (the method of Meeus, Jones and Butcher). */
function easterSunday(year: number): string {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const days = epact + weekday - 7 * late + 114;
  const month = Math.floor(days / 31);
  return `${year}-${String(month).padStart(2, '0')}-${String((days % 31) + 1).padStart(2, '0')}`;
}
