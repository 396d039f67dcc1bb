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
