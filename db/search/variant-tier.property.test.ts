import * as fc from 'fast-check';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { candidateText } from '@hallowerk/contract/candidates/candidate-text.ts';
import type { CandidateQuery, CandidateSearchResult } from '@hallowerk/contract/candidates/candidate-search.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCandidateCard, makePage, uuidOf } from '../testing/builders.ts';
import { openTestDatabase, wireCache } from '../testing/open-test-database.ts';
import { plainScan } from '../testing/plain-scan.ts';
import { candidateArbitrary, NOW, OCCUPATIONS, PLACES, queryArbitrary } from '../testing/search-arbitraries.ts';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.directory.remove());

const RUNS = Number(process.env['HALLOWERK_PROPERTY_RUNS'] ?? 60);
const TEXT = [
  ...['chauffeur', 'chauffeurs', 'vrachtwagen', 'vrachtwagenchauffeur', 'vrachtwagenchauffeurs', 'verpleegkundige'],
  ...['verpleegkundigen', 'administratief', 'administratieve', 'medewerker', 'medewerkster', 'e-mail', 'email', 'dak'],
];
/** A text to type, and the phrases that it asks for. */
const TYPED: readonly (readonly [text: string, ...phrases: string[]])[] = [
  ['Chauffeur', 'chauffeur'],
  ['chauffeur vrachtwagen', 'chauffeur', 'vrachtwagen'],
  ['"vrachtwagen chauffeur"', 'vrachtwagen chauffeur'],
  ['chauffeurs “administratief medewerker”', 'chauffeurs', 'administratief medewerker'],
  ['vrachtwagenchauffeur', 'vrachtwagenchauffeur'],
  ['verpleegkunidge', 'verpleegkunidge'],
  ['administratief', 'administratief'],
  ['medewérkster dak', 'medewerkster', 'dak'],
  ['e-mail', 'e mail'],
  ['"chaufeur"', 'chaufeur'],
];
const ids = Array.from({ length: 15 }, (_, at) => uuidOf(`candidate ${at}`));
const person = (id: string) =>
  fc
    .tuple(candidateArbitrary(id), fc.array(fc.constantFrom(...TEXT), { maxLength: 3 }))
    .map(([card, words]): CandidateCard => ({ ...card, about: words.join(' ') }));
const asked = fc
  .tuple(queryArbitrary, fc.uniqueArray(fc.constantFrom(...TYPED), { minLength: 1, maxLength: 2 }), fc.boolean())
  .map(([query, typed, everywhere]) => {
    const elements = query.terms.filter(({ kind }) => kind !== 'KEYWORD');
    const keywords = typed.map(([text]) => ({ kind: 'KEYWORD' as const, text }));
    const { variants: _either, ...limited } = query;
    const rest = everywhere ? { ...limited, filters: {}, placeId: null } : limited;
    return { query: { ...rest, terms: [...elements, ...keywords] }, phrases: typed.flatMap(([, ...all]) => all) };
  });
const worldAndQueries = fc.tuple(fc.tuple(...ids.map(person)), fc.array(asked, { minLength: 6, maxLength: 6 }));

let rev = 0;
function store(cards: readonly CandidateCard[], to = test): void {
  rev += 1;
  const rows = [
    ...OCCUPATIONS.map((row) => ({ collection: 9, row, rev })),
    ...PLACES.map((row) => ({ collection: 10, row, rev })),
    ...cards.map((row) => ({ collection: 1, row, rev })),
  ];
  for (const slice of to.cache.applyPage({ ...makePage(rows), cursor: `c${rev}` }, { now: NOW })) void slice;
}
const search = (query: CandidateQuery): CandidateSearchResult =>
  test.search.search({ query, offset: 0, limit: 200, now: NOW });
const nameOf = (id: string) => OCCUPATIONS.find((one) => one.id === id)?.name ?? null;
/** In any text of the profile, labels of codes included. */
const holds = (card: CandidateCard, phrase: string) =>
  candidateText(card, nameOf).some((text) =>
    ` ${text
      .toLowerCase()
      .split(/\P{L}+/u)
      .join(' ')} `.includes(` ${phrase} `),
  );
const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id).sort();

describe('the second tier', () => {
  it('BX-10: changes nothing of the literal one, which is a plain scan, and goes away when it is switched off', () => {
    let second = 0;
    fc.assert(
      fc.property(worldAndQueries, ([cards, queries]) => {
        store(cards);
        for (const { query, phrases } of queries) {
          const on = search(query);
          const off = search({ ...query, variants: false });
          const terms = query.terms.filter(({ kind }) => kind !== 'KEYWORD');
          const limited = new Set(plainScan(cards, { ...query, terms }, new Map()).ids);
          const expected = cards.filter((card) => limited.has(card.id) && phrases.every((one) => holds(card, one)));
          expect(idsOf(off.items)).toEqual(idsOf(expected));
          expect(on.items.slice(0, on.literal)).toEqual(off.items);
          expect([on.literal, on.matching]).toEqual([off.total, off.matching]);
          expect([off.literal, off.variantWords]).toEqual([off.total, []]);
          expect(on.items.map(({ tier }) => tier)).toEqual(
            on.items.map((_, at) => (at < on.literal ? 'LITERAL' : 'VARIANT')),
          );
          second += on.total - on.literal;
        }
      }),
      { numRuns: RUNS },
    );
    expect(second).toBeGreaterThan(RUNS);
  }, 120_000);

  it('BX-10: is everybody who has, for each word, the word or one of the variants that are told', () => {
    fc.assert(
      fc.property(worldAndQueries, ([cards, queries]) => {
        store(cards);
        for (const { query, phrases } of queries) {
          const { items, variantWords, total, counts } = search({ ...query, filters: {}, variants: true });
          const told = new Map(variantWords.map(({ word, variants }) => [word, variants]));
          const meets = (card: CandidateCard, phrase: string) =>
            holds(card, phrase) ||
            (told.get(phrase) ?? []).some((variant) => variant.split(' ').every((one) => holds(card, one)));
          const terms = query.terms.filter(({ kind }) => kind !== 'KEYWORD');
          const limited = new Set(plainScan(cards, { ...query, filters: {}, terms }, new Map()).ids);
          const expected = cards.filter((card) => limited.has(card.id) && phrases.every((one) => meets(card, one)));
          expect(idsOf(items)).toEqual(idsOf(expected));
          expect(total).toBe(expected.length);
          const inCare = items.filter(({ workTypes }) => workTypes.includes('CARE')).length;
          expect(counts.workType?.['CARE'] ?? 0).toBe(inCare);
        }
      }),
      { numRuns: RUNS },
    );
  }, 120_000);

  it('BX-10: stands in one order: tier, divider, score; every score the sum of its parts; every page the same', () => {
    fc.assert(
      fc.property(worldAndQueries, ([cards, queries]) => {
        store(cards);
        for (const { query } of queries) {
          const { items } = search(query);
          const rank = items.map(
            ({ tier, other, score }) => (tier === 'LITERAL' ? 0 : 2e6) + (other ? 1e6 : 0) - score,
          );
          expect(rank).toEqual(rank.toSorted((a, b) => a - b));
          for (const { score, parts, tier } of items) {
            expect(score).toBe(parts.reduce((sum, { points }) => sum + points, 0));
            const keyword = parts.find(({ criterion }) => criterion === 'KEYWORD');
            expect(keyword?.state).toBe(tier === 'LITERAL' ? 'HIT' : 'RELATED');
          }
          const page = (offset: number, limit: number) => test.search.search({ query, offset, limit, now: NOW }).items;
          expect([...page(0, 2), ...page(2, 3), ...page(5, 200)]).toEqual(items);
        }
      }),
      { numRuns: RUNS },
    );
  }, 120_000);

  it('BX-10: knows the words of today: those that came and those that went', async () => {
    const one = (about: string) => [makeCandidateCard({ id: ids[0] ?? '', about })];
    const typed: CandidateQuery = {
      terms: [{ kind: 'KEYWORD', text: 'chauffeurs' }],
      placeId: null,
      radiusKm: null,
      filters: {},
    };
    store(one('kok'));
    expect(search(typed)).toMatchObject({ total: 0, variantWords: [] });
    store(one('chauffeur'));
    expect(search(typed)).toMatchObject({ total: 1, literal: 0, matching: 0 });
    const before = search(typed);
    await test.database.close();
    test = { ...wireCache(await test.directory.openCache()), directory: test.directory };
    expect(search(typed)).toEqual(before);
    store(one('kok'));
    expect(search(typed)).toMatchObject({ total: 0, variantWords: [] });
  });

  it('BX-06: is not counted as a fresh hit of a watched search', () => {
    store([makeCandidateCard({ id: ids[0] ?? '', about: 'chauffeur', lastModifiedAt: NOW.toISOString() })]);
    const fresh = (text: string) =>
      test.search.countFresh({
        query: { terms: [{ kind: 'KEYWORD', text }], placeId: null, radiusKm: null, filters: {} },
        now: NOW,
        freshSince: '2020-01-01T00:00:00Z',
      });
    expect([fresh('chauffeur'), fresh('chauffeurs')]).toEqual([1, 0]);
  });
});
