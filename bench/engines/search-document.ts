import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { FILTER_CATEGORIES, type FilterCategory } from '@hallowerk/contract/reference/reference.ts';
import { candidateOptions } from '@hallowerk/contract/candidates/candidate-options.ts';
import { candidateText } from '@hallowerk/contract/candidates/candidate-text.ts';
import { localDay } from '@hallowerk/contract/candidates/local-day.ts';
import { productOccupations } from '../../server/demo/product-lists.ts';
import { TODAY } from '../data/region.ts';

/**
 * A candidate as every engine gets him: the product's own choice of searchable text and of options, so that what is
 * compared is searching, not reading profiles.
 */
export interface SearchDocument {
  readonly number: number;
  /** Folded words per field: name, headline, skills, work, education, about. */
  readonly fields: readonly (readonly string[])[];
  /** All fields together. */
  readonly words: readonly string[];
  /** `category:code` of every filter category that is asked for here. */
  readonly options: readonly string[];
  /** Preferred occupations and those he worked in. */
  readonly occupationIds: readonly string[];
  readonly lat: number;
  readonly lon: number;
}

/** Left out: `physicalCapacity` is answered by the server only. */
export const OPTION_CATEGORIES = FILTER_CATEGORIES.filter((category) => category !== 'physicalCapacity');
const COMPARED = new Set<string>(OPTION_CATEGORIES);
const OCCUPATION_FACTS = new Set<string>(['occupationPreferred', 'occupationHistory']);

const OCCUPATION_NAMES = new Map(productOccupations().map(({ id, name }) => [id, name]));

/** Words as FTS5's `unicode61 remove_diacritics 2` makes them. */
export function foldedWords(text: string): string[] {
  return (
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{Co}]+/gu) ?? []
  );
}

export function searchDocument(card: CandidateCard, number: number): SearchDocument {
  if (card.lat === null || card.lon === null) throw new TypeError('Every candidate of the bench region has a place');
  const fields = candidateText(card, (id) => OCCUPATION_NAMES.get(id) ?? null).map(foldedWords);
  const options = candidateOptions(card);
  const facts = options.filter(({ category }) => OCCUPATION_FACTS.has(category));
  return {
    number,
    fields,
    words: fields.flat(),
    options: [
      ...options.filter(({ category }) => COMPARED.has(category)).map(({ category, code }) => `${category}:${code}`),
      ...modifiedBuckets(card).map((code) => `lastModified:${code}`),
    ],
    occupationIds: [...new Set(facts.map(({ code }) => code))],
    lat: card.lat,
    lon: card.lon,
  };
}

/** Greatest age in days; a younger one counts in the older buckets as well, OLDER is the rest. */
const BUCKETS = { TODAY: 0, WEEK: 7, MONTH: 31, QUARTER: 92, YEAR: 365 } as const;

function modifiedBuckets({ lastModifiedAt }: CandidateCard): string[] {
  const age = localDay(TODAY) - localDay(new Date(lastModifiedAt));
  const buckets = Object.entries(BUCKETS).flatMap(([code, days]) => (age <= days ? code : []));
  return buckets.length > 0 ? buckets : ['OLDER'];
}

export function codesByCategory(options: readonly string[]): Map<FilterCategory, string[]> {
  const codes = new Map<FilterCategory, string[]>();
  for (const option of options) {
    const colon = option.indexOf(':');
    const category = option.slice(0, colon) as FilterCategory;
    codes.set(category, [...(codes.get(category) ?? []), option.slice(colon + 1)]);
  }
  return codes;
}
