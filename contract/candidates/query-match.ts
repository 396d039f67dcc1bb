import type { FilterCategory } from '../reference/reference.ts';
import { candidateOptions, type OptionCategory } from './candidate-options.ts';
import { weightKey, type CandidateQuery } from './candidate-search.ts';
import { candidateText, type OccupationName } from './candidate-text.ts';
import type { CandidateCard } from './candidate.ts';
import { distanceKm, type GeoPoint } from './distance.ts';
import { elementRule, type ElementTerm, type Taxonomy } from './element-rules.ts';
import { ageTest } from './last-modified.ts';
import { localDay } from './local-day.ts';
import { joinedTokens, textTokens, typedWords } from './typed-words.ts';

/** A candidate as a query sees him; made once and held against many queries. */
export interface SearchSubject {
  readonly id: string;
  /** Category and code of `candidateOptions`, see `optionKey`. */
  readonly options: ReadonlySet<string>;
  /** Folded words with a space on both sides of each; fields that no phrase runs across stand on lines of their own. */
  readonly words: string;
  /** Those of them that stand together without white space ('e-mail'), each run on a line of its own. */
  readonly runs: string;
  /** Centre of the place where he lives. */
  readonly point: GeoPoint | null;
  /** As `localDay`. */
  readonly modifiedDay: number;
}

/** What a query needs to know beside the candidate. */
export interface QueryWorld extends Taxonomy {
  place(id: string): GeoPoint | null;
}

/** `today` as `localDay`. */
export type QueryTest = (subject: SearchSubject, today: number) => boolean;

export function searchSubject(card: CandidateCard, occupationName: OccupationName): SearchSubject {
  const { id, lat, lon } = card;
  const texts = candidateText(card, occupationName);
  return {
    id,
    options: new Set(candidateOptions(card).map(({ category, code }) => optionKey(category, code))),
    words: texts.map((text) => spaced(textTokens(text))).join('\n'),
    runs: texts.flatMap(joinedTokens).map(spaced).join('\n'),
    point: lat === null || lon === null ? null : { lat, lon },
    modifiedDay: localDay(new Date(card.lastModifiedAt)),
  };
}

/**
 * Whether a query finds one candidate, and above the divider where it has one (decision 6.25): what `CandidateSearch` says
 * of a whole cache, said of one card. A property test holds the two equal. Physical capacity is not on a card (security §8):
 * nobody meets a filter on it here.
 */
export function compileQuery(query: CandidateQuery, world: QueryWorld): QueryTest {
  const tests = [
    ...filterTests(query.filters),
    ...placeTests(query, world),
    ...elementTests(query, world),
    ...keywordTests(query),
  ];
  return (subject, today) => tests.every((test) => test(subject, today));
}

/** Such a query can be answered only while the user is online, and never leads to an alert by e-mail. */
export function asksHealthData({ filters }: CandidateQuery): boolean {
  return (filters.physicalCapacity ?? []).length > 0;
}

function optionKey(category: OptionCategory, code: string): string {
  return `${category}\n${code}`;
}

/** Letters and digits; every other sign separates. */
function spaced(words: readonly string[]): string {
  return ` ${words.join(' ')} `;
}

/** OR inside a category, AND between categories (decision 6.1). */
function filterTests(filters: CandidateQuery['filters']): QueryTest[] {
  return (Object.entries(filters) as [FilterCategory, string[] | undefined][]).flatMap(([category, codes = []]) => {
    if (codes.length === 0) return [];
    if (category === 'lastModified') {
      const isAge = ageTest(codes);
      return (subject, today) => isAge(today - subject.modifiedDay);
    }
    return anyOf(codes.map((code) => optionKey(category, code)));
  });
}

function anyOf(keys: readonly string[]): QueryTest {
  return ({ options }) => keys.some((key) => options.has(key));
}

/** A radius around a place that does not exist (any more) holds nobody. */
function placeTests({ placeId, radiusKm }: CandidateQuery, world: QueryWorld): QueryTest[] {
  if (placeId === null || radiusKm === null) return [];
  const center = world.place(placeId);
  return [({ point }) => center !== null && point !== null && distanceKm(center, point) <= radiusKm];
}

function elementTests({ terms, weights }: CandidateQuery, world: QueryWorld): QueryTest[] {
  const elements = terms.filter((term): term is ElementTerm => term.kind !== 'KEYWORD');
  const ranking = elements.filter(
    ({ kind, code, mode }) => mode === 'MAY' && weights?.[weightKey(kind, code)] !== 'NONE',
  );
  return [
    ...elements.flatMap((term) => limitTest(term, world)),
    ...(ranking.length === 0 ? [] : [anyOf(ranking.flatMap((term) => meetingOptions(term, world, 'RELATED')))]),
  ];
}

/** Only a certain hit meets a requirement or is excluded: neither related nor unknown. */
function limitTest(term: ElementTerm, world: QueryWorld): QueryTest[] {
  if (term.mode === 'MAY') return [];
  const isHit = anyOf(meetingOptions(term, world, 'HIT'));
  return [term.mode === 'MUST' ? isHit : (subject, today) => !isHit(subject, today)];
}

function meetingOptions(term: ElementTerm, world: QueryWorld, atLeast: 'HIT' | 'RELATED'): string[] {
  return elementRule(term, world)
    .contributions.filter(({ state }) => state === 'HIT' || atLeast === 'RELATED')
    .map(({ category, code }) => optionKey(category, code));
}

/**
 * All words must occur literally (HW-SRCH-14), never by a variant; a word with signs inside ('e-mail') as its parts side by
 * side without white space, the words between quotation marks one after the other. Keywords without a single letter or digit occur nowhere.
 */
function keywordTests({ terms }: CandidateQuery): QueryTest[] {
  const keywords = terms.flatMap((term) => (term.kind === 'KEYWORD' ? [term.text] : []));
  if (keywords.length === 0) return [];
  const typed = typedWords(keywords);
  if (typed.length === 0) return [() => false];
  return typed.map(({ tokens, quoted }) => {
    const phrase = spaced(tokens);
    const isRun = tokens.length > 1 && !quoted;
    return ({ words, runs }) => (isRun ? runs : words).includes(phrase);
  });
}
