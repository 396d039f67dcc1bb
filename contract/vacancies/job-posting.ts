import { amsterdamDay } from '../candidates/working-days.ts';
import { htmlToText, textToHtml } from './plain-text.ts';
import { BLANK_VACANCY, type Vacancy, type VacancyFields } from './vacancy.ts';

/** From how many hours a week on a job is full-time (features §5.1). */
const FULL_TIME_HOURS = 32;

/** Levels that schema.org has a word for; the words are those that search engines understand. */
const CREDENTIALS = {
  '3': 'high school',
  '4': 'professional certificate',
  '5': 'bachelor degree',
  '6': 'postgraduate degree',
} as const satisfies Partial<Record<VacancyFields['workingLevel'], string>>;

const CONTRACTS = { TEMPORARY: 'B' } as const;
const AGREEMENTS = { VOLUNTEER: '03', INTERN: '04' } as const;

export type JobPosting = Readonly<Record<string, unknown>>;

/** A vacancy as schema.org JobPosting, without `@context`. What schema.org has no word for is left out. */
export function toJobPosting(vacancy: Vacancy): JobPosting {
  const { closingDate, salaryText: _, ...fields } = vacancy;
  const level = CREDENTIALS[fields.workingLevel as keyof typeof CREDENTIALS];
  return filled({
    '@type': 'JobPosting',
    identifier: { '@type': 'PropertyValue', name: fields.organizationName, value: vacancy.id },
    title: fields.title,
    description: textToHtml(fields.description),
    datePosted: (vacancy.publishedAt ?? vacancy.createdAt).slice(0, 10),
    validThrough: closingDate,
    employmentType: employmentTypes(vacancy),
    workHours: hoursText(vacancy),
    jobStartDate: fields.startDate,
    totalJobOpenings: fields.openPositions,
    occupationalCategory: fields.occupationName,
    skills: fields.skills,
    hiringOrganization: filled({ '@type': 'Organization', name: fields.organizationName }),
    jobLocation: {
      '@type': 'Place',
      address: filled({
        '@type': 'PostalAddress',
        addressLocality: fields.city,
        postalCode: fields.postcode,
        addressCountry: 'NL',
      }),
    },
    educationRequirements:
      level === undefined ? null : { '@type': 'EducationalOccupationalCredential', credentialCategory: level },
  });
}

/**
 * What a JobPosting says of each field of a vacancy, unchecked: a field can hold what ours does not take. What it does not
 * say is as in a blank vacancy.
 */
export function jobPostingFields(posting: JobPosting): Record<keyof VacancyFields, unknown> {
  const address = objectIn(objectIn(posting['jobLocation'])['address']);
  const types = textsIn(posting['employmentType']).map((type) => type.trim().toUpperCase().replaceAll('-', '_'));
  return {
    ...BLANK_VACANCY,
    title: textIn(posting['title']) || textIn(posting['name']),
    description: htmlToText(textIn(posting['description'])),
    city: textIn(address['addressLocality']),
    postcode: textIn(address['postalCode']).replace(/\s/gu, '').toUpperCase(),
    occupationName: textIn(posting['occupationalCategory']),
    workingLevel: levelOf(posting['educationRequirements']),
    ...hoursIn(textIn(posting['workHours'])),
    startDate: dayIn(posting['jobStartDate']),
    closingDate: dayIn(posting['validThrough']),
    openPositions: numberIn(posting['totalJobOpenings']) ?? 1,
    contractTypes: codesIn(types, CONTRACTS),
    agreementTypes: codesIn(types, AGREEMENTS),
    salaryText: salaryIn(posting['baseSalary'] ?? posting['estimatedSalary']),
    skills: textsIn(posting['skills']).map((skill) => skill.trim()),
  };
}

/** What the sender calls it; empty when he does not say. */
export function jobPostingIdentifier(posting: JobPosting): string {
  const identifier = firstOf(posting['identifier']);
  return typeof identifier === 'string' ? identifier : textIn(objectIn(identifier)['value']);
}

/** Deepest nesting that is walked; a search engine reads no deeper either. */
const DEEPEST = 6;

/** Every JobPosting in a JSON-LD document: alone, in an array, in `@graph`, or as item of a list. */
export function findJobPostings(document: unknown, depth = 0): readonly JobPosting[] {
  if (depth > DEEPEST || typeof document !== 'object' || document === null) return [];
  if (Array.isArray(document)) return document.flatMap((part) => findJobPostings(part, depth + 1));
  const node = document as JobPosting;
  if (textsIn(node['@type']).some((type) => /^(?:https?:\/\/schema\.org\/)?JobPosting$/u.test(type))) return [node];
  return ['@graph', 'itemListElement', 'item', 'mainEntity'].flatMap((key) => findJobPostings(node[key], depth + 1));
}

function employmentTypes({ hoursMin, hoursMax, contractTypes, agreementTypes }: Vacancy): readonly string[] {
  const types: string[] = [];
  if (hoursMax !== null && hoursMax >= FULL_TIME_HOURS) types.push('FULL_TIME');
  if (hoursMin !== null && hoursMin <= FULL_TIME_HOURS) types.push('PART_TIME');
  for (const [type, code] of Object.entries(CONTRACTS)) if (contractTypes.includes(code)) types.push(type);
  for (const [type, code] of Object.entries(AGREEMENTS)) if (agreementTypes.includes(code)) types.push(type);
  return types;
}

function codesIn<C extends string>(types: readonly string[], codes: Readonly<Record<string, C>>): C[] {
  return Object.entries(codes).flatMap(([type, code]) => (types.includes(type) ? [code] : []));
}

function hoursText({ hoursMin, hoursMax }: VacancyFields): string {
  if (hoursMin === null && hoursMax === null) return '';
  if (hoursMin === null || hoursMax === null || hoursMin === hoursMax) return `${hoursMin ?? hoursMax}`;
  return `${hoursMin}-${hoursMax}`;
}

function hoursIn(text: string): { readonly hoursMin: number | null; readonly hoursMax: number | null } {
  const found = /(?<![\d:.,])(\d{1,2})(?:\s*(?:-|–|tot|to|à)\s*(\d{1,2}))?(?![\d:])/u.exec(text);
  if (found === null) return { hoursMin: null, hoursMax: null };
  const min = Number(found[1]);
  return { hoursMin: min, hoursMax: found[2] === undefined ? min : Number(found[2]) };
}

function levelOf(requirements: unknown): string {
  const first = firstOf(requirements);
  const words = typeof first === 'string' ? first : textIn(objectIn(first)['credentialCategory']);
  const wanted = words.trim().toLowerCase();
  return Object.entries(CREDENTIALS).find(([, name]) => name === wanted)?.[0] ?? '7';
}

/** A calendar day as it is written, a moment as the day it has in the Netherlands. */
function dayIn(value: unknown): string | null {
  const text = textIn(value).trim();
  if (text === '') return null;
  if (/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/u.test(text)) return text.slice(0, 10);
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? text : amsterdamDay(new Date(moment));
}

const PERIODS: Readonly<Record<string, string>> = {
  HOUR: 'per uur',
  DAY: 'per dag',
  WEEK: 'per week',
  MONTH: 'per maand',
  YEAR: 'per jaar',
};

function salaryIn(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const salary = objectIn(value);
  const amount = typeof salary['value'] === 'object' ? objectIn(salary['value']) : salary;
  const [low, high] = [amount['minValue'] ?? amount['value'], amount['maxValue']].map((one) => numberIn(one));
  const range = [low, high].filter((one) => one !== null && one !== undefined);
  if (range.length === 0) return '';
  const currency = textIn(salary['currency']) || 'EUR';
  const amounts = range.map((one) => one.toLocaleString('nl-NL', { maximumFractionDigits: 2 })).join(' – ');
  const period = PERIODS[textIn(amount['unitText']).toUpperCase()] ?? '';
  return `${currency === 'EUR' ? '€' : currency} ${amounts} ${period}`.trim();
}

function filled(values: Readonly<Record<string, unknown>>): JobPosting {
  const isEmpty = (value: unknown): boolean =>
    value === null || value === '' || (Array.isArray(value) && !value.length);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

function objectIn(value: unknown): JobPosting {
  const first = firstOf(value);
  return typeof first === 'object' && first !== null ? (first as JobPosting) : {};
}

function textIn(value: unknown): string {
  const first = firstOf(value);
  return typeof first === 'string' || typeof first === 'number' ? String(first) : '';
}

function textsIn(value: unknown): readonly string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.filter((one): one is string => typeof one === 'string');
}

function numberIn(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
