import type { CrawledContent } from '@hallowerk/contract/vacancies/crawled-vacancy.ts';
import { cleanHtml, CLEANED_BY, plainText } from './clean-html.ts';
import { dayOf } from './job-dates.ts';
import { employmentOf, hoursIn, levelIn, levelInText, ordered, salaryOf, type Hours } from './job-terms.ts';
import { isNode, valueOf, type DataNode } from './linked-data.ts';

export interface NamedPlace {
  readonly city: string;
  /** Without a space; empty when there is none. */
  readonly postcode: string;
}

/** A job as a page describes it, in our words; occupation and place are not looked up yet. */
export interface ParsedJob extends Omit<
  CrawledContent,
  'placeId' | 'city' | 'postcode' | 'occupationId' | 'occupationName' | 'occupationCertainty'
> {
  /** Number that the organisation gave it; null when there is none. */
  readonly identifier: string | null;
  /** Page of the job as it says itself; null when it says none, or one that is no web address. */
  readonly url: string | null;
  /** In the order of the page. */
  readonly places: readonly NamedPlace[];
}

const MOST_PLACES = 10;
const TITLE = 120;
const FAR_PLACE = /^(remote|thuis(werk(en)?)?|hybride?|heel nederland|nederland|netherlands)$/i;

/** @returns null without a title: there is nothing to show then */
export function parseJob(node: DataNode): ParsedJob | null {
  const title = cut(textOf(valueOf(node, 'title')) || textOf(valueOf(node, 'name')), TITLE);
  if (title === '') return null;
  const descriptionHtml = cleanHtml(descriptionOf(node));
  const hours = hoursOf(node, title);
  const education = cut(listed(valueOf(node, 'educationRequirements')), 200);
  const asked = levelIn(education);
  return {
    title,
    descriptionHtml,
    cleanedBy: CLEANED_BY,
    identifier: identifierOf(valueOf(node, 'identifier')),
    url: webAddress(textOf(valueOf(node, 'url'))),
    places: placesOf(valueOf(node, 'jobLocation')),
    ...hours,
    ...employmentOf(texts(valueOf(node, 'employmentType')), hours),
    workingLevel: asked === '7' ? levelInText(`${title} ${descriptionHtml}`) : asked,
    education,
    salaryText: salaryOf(valueOf(node, 'baseSalary') ?? valueOf(node, 'estimatedSalary')),
    datePosted: dayOf(scalar(valueOf(node, 'datePosted'))),
    closingDate: dayOf(scalar(valueOf(node, 'validThrough'))),
  };
}

/** Some sites say what is asked and offered in fields of their own. */
function descriptionOf(node: DataNode): string {
  const parts = ['description', 'responsibilities', 'qualifications'].map((name) => {
    const value = scalar(valueOf(node, name));
    return typeof value === 'string' ? value : '';
  });
  const [description = '', ...more] = parts;
  return [description, ...more.filter((part) => part !== '' && !description.includes(part))].join('\n\n');
}

function hoursOf(node: DataNode, title: string): Hours {
  const [least, most] = ['hoursMin', 'hoursMax'].map((name) => valueOf(node, name));
  if (typeof least === 'number' && typeof most === 'number') return ordered(least, most);
  const said = hoursIn(textOf(valueOf(node, 'workHours')), true);
  return said.hoursMin === null ? hoursIn(title) : said;
}

function identifierOf(value: unknown): string | null {
  const first = scalar(value);
  const said = isNode(first) ? scalar(valueOf(first, 'value') ?? valueOf(first, 'name')) : first;
  const text = typeof said === 'number' ? String(said) : typeof said === 'string' ? said.trim() : '';
  return text === '' ? null : text.slice(0, 200);
}

function placesOf(value: unknown): readonly NamedPlace[] {
  return [value].flat().slice(0, MOST_PLACES).flatMap(placesIn);
}

function placesIn(location: unknown): readonly NamedPlace[] {
  if (typeof location === 'string') return namedPlace(location, '');
  if (!isNode(location)) return [];
  const address = scalar(valueOf(location, 'address'));
  if (typeof address === 'string') return namedPlace(address, '');
  const parts = isNode(address) ? address : location;
  const city = textOf(valueOf(parts, 'addressLocality')) || textOf(valueOf(location, 'name'));
  return namedPlace(city, textOf(valueOf(parts, 'postalCode')));
}

/** `Delft, Zuid-Holland, Nederland` and `2611 AB Delft` are Delft. */
function namedPlace(text: string, postcode: string): readonly NamedPlace[] {
  const found = /\b[1-9]\d{3}\s?[A-Z]{2}\b|\b[1-9]\d{3}\b/.exec(`${postcode} ${text}`.toUpperCase())?.[0] ?? '';
  const parts = text.split(/[,;|(\n]/).map((part) => part.replace(/\b[1-9]\d{3}\s?([A-Z]{2}\b)?/g, ' ').trim());
  const city = parts.find((part) => part !== '' && !/\d/.test(part)) ?? '';
  if ((city === '' && found === '') || FAR_PLACE.test(city)) return [];
  return [{ city: cut(city, 80), postcode: found.replace(' ', '') }];
}

/** Only what a browser opens as a page. */
function webAddress(text: string): string | null {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.href.length <= 1000 ? url.href : null;
}

/** The first of several, and what stands in `{"@value": …}`. */
function scalar(value: unknown): unknown {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return isNode(first) && valueOf(first, '@value') !== undefined ? valueOf(first, '@value') : first;
}

function textOf(value: unknown): string {
  const first = scalar(value);
  const said = isNode(first) ? (valueOf(first, 'name') ?? valueOf(first, 'credentialCategory')) : first;
  if (typeof said === 'number') return String(said);
  if (typeof said !== 'string') return '';
  const text = /[<&]/.test(said) ? plainText(said) : said;
  // eslint-disable-next-line no-control-regex -- control characters of a page are what is taken out
  return text.replace(/[\s\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g, ' ').trim();
}

const texts = (value: unknown): readonly string[] =>
  [value]
    .flat()
    .slice(0, 20)
    .map(textOf)
    .filter((text) => text !== '');
const listed = (value: unknown): string => [...new Set(texts(value))].join(', ');

/** Whole characters only: half of a surrogate pair cannot be stored. */
function cut(text: string, most: number): string {
  const whole = text.toWellFormed();
  return whole.length <= most
    ? whole
    : whole
        .slice(0, most)
        .replace(/[\ud800-\udbff]$/, '')
        .trim();
}
