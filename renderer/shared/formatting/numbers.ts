import type { Language } from './dates.ts';

const locale = (language: Language) => (language === 'nl' ? 'nl-NL' : 'en-GB');

/** `5.000` */
export function formatCount(count: number, language: Language = 'nl'): string {
  return new Intl.NumberFormat(locale(language)).format(count);
}

/** `12 km`; whole kilometres, no-break space. */
export function formatDistance(kilometres: number, language: Language = 'nl'): string {
  return `${formatCount(Math.round(kilometres), language)}\u00a0km`;
}

/** `24–32`, `32`, `vanaf 24` or `tot 32` is chosen by the page; here only the numbers: hours a week, `7,5`. */
export function formatHours(hours: number, language: Language = 'nl'): string {
  return new Intl.NumberFormat(locale(language), { maximumFractionDigits: 2 }).format(hours);
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** `812 kB`, `48 MB`, `1,3 GB` from a number of bytes; steps of a thousand, no-break space. */
export function formatBytes(bytes: number, language: Language = 'nl'): string {
  const step = bytes < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** step;
  const digits = step > 0 && amount < 10 ? 1 : 0;
  return `${new Intl.NumberFormat(locale(language), { maximumFractionDigits: digits }).format(amount)}\u00a0${BYTE_UNITS[step]}`;
}

/** `0,4` from milliseconds; tenths below ten seconds, whole seconds from there. */
export function formatSeconds(milliseconds: number, language: Language = 'nl'): string {
  const seconds = milliseconds / 1000;
  const digits = seconds < 10 ? 1 : 0;
  return new Intl.NumberFormat(locale(language), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(seconds);
}
