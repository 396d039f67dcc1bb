/** Calendar days out of what pages call a date. All results are `YYYY-MM-DD` in Europe/Amsterdam. */
const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'januari', 'january'],
  ['feb', 'februari', 'february'],
  ['mrt', 'maart', 'mar', 'march'],
  ['apr', 'april'],
  ['mei', 'may'],
  ['jun', 'juni', 'june'],
  ['jul', 'juli', 'july'],
  ['aug', 'augustus', 'august'],
  ['sep', 'sept', 'september'],
  ['okt', 'oktober', 'oct', 'october'],
  ['nov', 'november'],
  ['dec', 'december'],
];
const MONTH_OF: ReadonlyMap<string, number> = new Map(
  MONTHS.flatMap((names, index) => names.map((name) => [name, index + 1] as const)),
);
/** Years outside this are a mistake, or mean 'never'. */
const [FIRST_YEAR, LAST_YEAR] = [1990, 2100];
/** Numbers below are seconds since 1970, above milliseconds. */
const FIRST_MILLISECONDS = 100_000_000_000;

const LOCAL_DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam', dateStyle: 'short' });

/** The day in Amsterdam at a moment. */
export const dayAt = (moment: Date): string => LOCAL_DAY.format(moment);

/** Null for what is no day, or one that cannot be meant (year 0, 31 February). Days stand before months, as in Dutch. */
export function dayOf(value: unknown): string | null {
  if (typeof value === 'number') return dayOfNumber(value);
  if (typeof value !== 'string') return null;
  const text = value.trim().slice(0, 60);
  if (/^\d{9,13}$/.test(text)) return dayOfNumber(Number(text));
  return isoDay(text) ?? numericDay(text) ?? writtenDay(text);
}

function dayOfNumber(value: number): string | null {
  const moment = new Date(value < FIRST_MILLISECONDS ? value * 1000 : value);
  if (Number.isNaN(moment.getTime())) return null;
  const year = moment.getUTCFullYear();
  return year > FIRST_YEAR && year < LAST_YEAR ? dayAt(moment) : null;
}

function isoDay(text: string): string | null {
  const match =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?\b/i.exec(
      text,
    ) ?? /^(\d{4})(\d{2})(\d{2})(?!\d)/.exec(text);
  if (match === null) return null;
  const [, year, month, day, time, zone] = match;
  const date = validDay(Number(year), Number(month), Number(day));
  // The last moment of a day means that day, in whichever zone a system writes it.
  if (date === null || time === undefined || zone === undefined || time.startsWith('23:59')) return date;
  const moment = new Date(`${date}T${time.padStart(5, '0').padEnd(8, ':00')}${offsetOf(zone)}`);
  return Number.isNaN(moment.getTime()) ? date : dayAt(moment);
}

function offsetOf(zone: string): string {
  const match = /^([+-]\d{2}):?(\d{2})?$/.exec(zone);
  return match === null ? 'Z' : `${match[1]}:${match[2] ?? '00'}`;
}

function numericDay(text: string): string | null {
  const match = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b/.exec(text);
  if (match === null) return null;
  const [first, second, year] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return validDay(year, second, first) ?? validDay(year, first, second);
}

function writtenDay(text: string): string | null {
  const words = text.toLowerCase();
  const dayFirst = /(\d{1,2})(?:e|ste|th|st|nd|rd)?[ -]+([a-z]{3,9})\.?,?[ -]+(\d{4})/.exec(words);
  if (dayFirst !== null) return named(dayFirst[3], dayFirst[2], dayFirst[1]);
  const monthFirst = /([a-z]{3,9})\.? +(\d{1,2})(?:th|st|nd|rd)?,? +(\d{4})/.exec(words);
  return monthFirst === null ? null : named(monthFirst[3], monthFirst[1], monthFirst[2]);
}

function named(year = '', month = '', day = ''): string | null {
  const number = MONTH_OF.get(month);
  return number === undefined ? null : validDay(Number(year), number, Number(day));
}

function validDay(year: number, month: number, day: number): string | null {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return null;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (day < 1 || day > last) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
