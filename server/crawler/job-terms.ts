import type { CrawledContent, EmploymentFraction } from '@hallowerk/contract/vacancies/crawled-vacancy.ts';
import { isNode, valueOf } from './linked-data.ts';

type WorkingLevel = CrawledContent['workingLevel'];

/** Hours, kinds of employment, level and salary out of the words of a page. What it does not say stays empty. */
export interface Hours {
  readonly hoursMin: number | null;
  readonly hoursMax: number | null;
}

const NO_HOURS: Hours = { hoursMin: null, hoursMax: null };
/** Boundary between part-time and full-time, hours a week (features §5.1). */
const FULL_TIME_HOURS = 32;
const MOST_HOURS = 60;

const RANGE =
  /(\d{1,2})(?:[.,]\d+)?\s*(?:-|–|tot(?:\s+en\s+met)?|t\/m|à|to|\/)\s*(\d{1,2})(?:[.,]\d+)?\s*(?:uur|uren|u\b|hours|hrs?\b)/i;
const SINGLE = /(\d{1,2})(?:[.,]\d+)?[ -]*(?:uur|uren|u\b|hours|hrs?\b)/i;

/** `32-40 uur`, `36 hours`, or in a field for hours only `24 tot 32`. */
export function hoursIn(text: string, isHoursField = false): Hours {
  const words = isHoursField && !/uur|uren|\bu\b|hour|hr/i.test(text) ? `${text.trim()} uur` : text;
  const range = RANGE.exec(words);
  if (range !== null) return ordered(Number(range[1]), Number(range[2]));
  const single = SINGLE.exec(words);
  return single === null ? NO_HOURS : ordered(Number(single[1]), Number(single[1]));
}

export function ordered(one: number, other: number): Hours {
  const [low, high] = one <= other ? [one, other] : [other, one];
  const isPossible = high >= 1 && high <= MOST_HOURS && low >= 0 && Number.isInteger(low) && Number.isInteger(high);
  return isPossible ? { hoursMin: low, hoursMax: high } : NO_HOURS;
}

export interface Employment {
  readonly employmentFractions: EmploymentFraction[];
  readonly contractTypes: ('O' | 'B')[];
  readonly agreementTypes: ('01' | '02' | '03' | '04')[];
}

/** Out of `employmentType` and its like; the hours decide on full-time and part-time when the words do not. */
export function employmentOf(values: readonly string[], { hoursMin, hoursMax }: Hours): Employment {
  const words = values.join(' , ').toLowerCase().replaceAll('_', ' ').slice(0, 1000);
  const says = (pattern: RegExp): boolean => pattern.test(words);
  const fractions: EmploymentFraction[] = [];
  if (says(/full[ -]?time|voltijds?/)) fractions.push('FULL_TIME');
  if (says(/part[ -]?time|deeltijds?|per diem/)) fractions.push('PART_TIME');
  if (fractions.length === 0 && hoursMin !== null && hoursMax !== null) {
    if (hoursMax >= FULL_TIME_HOURS) fractions.push('FULL_TIME');
    if (hoursMin < FULL_TIME_HOURS) fractions.push('PART_TIME');
  }
  const contractTypes: ('O' | 'B')[] = [];
  if (says(/permanent|onbepaalde|\bvast(e)?\b/)) contractTypes.push('O');
  if (says(/temporary|contractor|\bcontract\b|fixed|tijdelijk|(^|[^n])bepaalde tijd|interim/)) contractTypes.push('B');
  const agreementTypes: Employment['agreementTypes'] = [];
  if (says(/volunteer|vrijwillig/)) agreementTypes.push('03');
  if (says(/leerbaan|\bbbl\b|apprentice|werken en leren/)) agreementTypes.push('02');
  if (says(/werkervaring|work experience/)) agreementTypes.push('04');
  if (agreementTypes.length === 0 && fractions.length + contractTypes.length > 0 && !says(/intern\b|stage/)) {
    agreementTypes.push('01');
  }
  return { employmentFractions: fractions, contractTypes, agreementTypes };
}

const LEVELS: readonly (readonly [WorkingLevel, RegExp])[] = [
  ['2', /basisonderwijs|basisschool|elementary|primary school/i],
  ['3', /vmbo|mavo|\blts\b/i],
  ['4', /\bmbo|havo|(^|[^\w])vwo|gymnasium|professional certificate|high school|\bmts\b/i],
  ['5', /\bhbo|hoger beroeps|bachelor|\bhts\b|associate degree/i],
  ['6', /\bwo\b|universit|master|academisch|wetenschappelijk|postgraduate|phd/i],
];

/** The lowest level that is good enough; `7` when none is named. */
export function levelIn(text: string): WorkingLevel {
  return LEVELS.find(([, pattern]) => pattern.test(text))?.[0] ?? '7';
}

const NAMED_LEVEL =
  /\b(?:vmbo|mavo|mbo|havo|vwo|hbo|wo)\b(?:\s*[/+-]\s*\w+)?[\s-]*(?:werk|niveau|denk|diploma|opleiding|geschoold)/i;

/** Only where running text clearly asks for a level: a school can also be the employer. */
export function levelInText(text: string): WorkingLevel {
  return levelIn(NAMED_LEVEL.exec(text)?.[0] ?? '');
}

const UNITS: Readonly<Record<string, string>> = {
  HOUR: 'per uur',
  DAY: 'per dag',
  WEEK: 'per week',
  MONTH: 'per maand',
  YEAR: 'per jaar',
};
const MOST_SALARY = 100;
const WHOLE = new Intl.NumberFormat('nl-NL', { maximumFractionDigits: 0 });
const CENTS = new Intl.NumberFormat('nl-NL', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `baseSalary` in one line: its own words, or amounts written out. Empty when it says nothing sure. */
export function salaryOf(said: unknown): string {
  const value: unknown = [said].flat()[0];
  if (typeof value === 'string') return value.replace(/\s+/g, ' ').trim().slice(0, MOST_SALARY);
  if (typeof value === 'number') return money(value, 'EUR') ?? '';
  if (!isNode(value)) return '';
  const inner = [valueOf(value, 'value')].flat()[0];
  const quantity = isNode(inner) ? inner : value;
  const currency = /^[A-Z]{3}$/.exec(firstText(valueOf(value, 'currency')))?.[0] ?? 'EUR';
  const amount = (name: string): string | null => money(asNumber([valueOf(quantity, name)].flat()[0]), currency);
  const [low, high] = [amount('minValue'), amount('maxValue')];
  const range = low !== null && high !== null && low !== high ? `${low} – ${high}` : (low ?? high);
  const text = range ?? (isNode(inner) ? amount('value') : money(asNumber(inner), currency));
  if (text === null) return typeof inner === 'string' ? salaryOf(inner) : '';
  const unit = UNITS[firstText(valueOf(quantity, 'unitText') ?? valueOf(value, 'unitText')).toUpperCase()];
  return [text, unit]
    .filter((part) => part !== undefined)
    .join(' ')
    .slice(0, MOST_SALARY);
}

function firstText(value: unknown): string {
  const first: unknown = [value].flat()[0];
  return typeof first === 'string' ? first.trim() : '';
}

function asNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Number.NaN;
  const bare = value.replace(/[€\s]|EUR/gi, '');
  const dutch = /^\d{1,3}(\.\d{3})+(,\d+)?$|^\d+,\d{1,2}$/.test(bare);
  return Number(dutch ? bare.replaceAll('.', '').replace(',', '.') : bare.replaceAll(',', ''));
}

function money(amount: number, currency: string): string | null {
  if (!Number.isFinite(amount) || amount <= 0 || amount > 10_000_000) return null;
  const format = Number.isInteger(amount) ? WHOLE : CENTS;
  return `${currency === 'EUR' ? '€' : currency} ${format.format(amount)}`;
}
