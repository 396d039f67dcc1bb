/** Dates as people read them. Everything is shown in Europe/Amsterdam, whatever the clock of the machine says. */
const ZONE = 'Europe/Amsterdam';
const DAY_MS = 86_400_000;

export type Language = 'nl' | 'en';

function parts(moment: Date, language: Language, options: Intl.DateTimeFormatOptions): Map<string, string> {
  const formatter = new Intl.DateTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', { timeZone: ZONE, ...options });
  return new Map(formatter.formatToParts(moment).map((part) => [part.type, part.value.replace('.', '')]));
}

/** `wo 24 sep 2026` from a moment in UTC or a calendar date `YYYY-MM-DD`. */
export function formatDate(value: string, language: Language = 'nl'): string {
  const found = parts(toMoment(value), language, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  return `${found.get('weekday')} ${found.get('day')} ${found.get('month')} ${found.get('year')}`;
}

/** Made once: a long table asks for many. */
const SHORT = {
  nl: new Intl.DateTimeFormat('nl-NL', { timeZone: ZONE, day: 'numeric', month: 'short', year: 'numeric' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, day: 'numeric', month: 'short', year: 'numeric' }),
};

/** `24 sep 2026`, for columns. */
export function formatShortDate(value: string, language: Language = 'nl'): string {
  return SHORT[language].format(toMoment(value)).replace('.', '');
}

/** `14:03` */
export function formatTime(value: string): string {
  const found = parts(new Date(value), 'nl', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return `${found.get('hour')}:${found.get('minute')}`;
}

/** `wo 24 sep 2026 14:03` */
export function formatDateTime(value: string, language: Language = 'nl'): string {
  return `${formatDate(value, language)} ${formatTime(value)}`;
}

/** `14:03` on the day itself, else `wo 24 sep 2026 14:03`. */
export function formatTimeOrDate(value: string, now: Date, language: Language = 'nl'): string {
  return calendarDay(new Date(value)) === calendarDay(now) ? formatTime(value) : formatDateTime(value, language);
}

/**
 * How long ago in calendar days: 'vandaag', 'gisteren', '3 dagen geleden'; the date itself from a week on and for
 * moments to come.
 */
export function formatRelativeDay(value: string, now: Date, language: Language = 'nl'): string {
  const days = Math.round((dayNumber(now) - dayNumber(toMoment(value))) / DAY_MS);
  if (days < 0 || days >= 7) return formatDate(value, language);
  const text = new Intl.RelativeTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', { numeric: 'auto' });
  return days > 1 ? text.format(-days, 'day') : text.format(days === 0 ? 0 : -1, 'day');
}

/** `vandaag 14:03`, `gisteren 14:03`, then as `formatRelativeDay`: for what somebody wrote a while ago. */
export function formatRecent(value: string, now: Date, language: Language = 'nl'): string {
  const day = formatRelativeDay(value, now, language);
  const days = Math.round((dayNumber(now) - dayNumber(toMoment(value))) / DAY_MS);
  return days === 0 || days === 1 ? `${day} ${formatTime(value)}` : day;
}

/** A month of a curriculum vitae: `sep 2019` from `2019-09` or `2019-09-24`, `2019` from `2019`. */
export function formatMonth(value: string, language: Language = 'nl'): string {
  const [year = '', month] = value.split('-');
  if (month === undefined) return year;
  const found = parts(new Date(`${year}-${month}-15T12:00:00Z`), language, { month: 'short', year: 'numeric' });
  return `${found.get('month')} ${found.get('year')}`;
}

/** `sep 2019 – mrt 2023`; an open end reads as `openEnd` ('heden'). Empty when neither end is known. */
export function formatPeriod(
  from: string | null,
  until: string | null,
  openEnd: string,
  language: Language = 'nl',
): string {
  if (from === null && until === null) return '';
  const end = until === null ? openEnd : formatMonth(until, language);
  return from === null ? end : `${formatMonth(from, language)} – ${end}`;
}

/** Noon, so that a calendar date stays the same day in every zone near ours. */
function toMoment(value: string): Date {
  return new Date(value.length === 10 ? `${value}T12:00:00Z` : value);
}

function calendarDay(moment: Date): string {
  const found = parts(moment, 'nl', { day: '2-digit', month: '2-digit', year: 'numeric' });
  return `${found.get('year')}-${found.get('month')}-${found.get('day')}`;
}

function dayNumber(moment: Date): number {
  return Date.parse(`${calendarDay(moment)}T00:00:00Z`);
}
