import * as fc from 'fast-check';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { EMPTY_QUERY, JUDGEMENTS, type CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCandidateCard, makeCandidateCase, makePage, uuidOf, type PageRow } from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';
import { plainScan } from '../testing/plain-scan.ts';
import { candidateArbitrary, NOW, OCCUPATIONS, PLACES, queryArbitrary } from '../testing/search-arbitraries.ts';
import type { Judgements } from './judged-slots.ts';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.directory.remove());

let rev = 0;
function store(rows: readonly PageRow[]): void {
  rev += 1;
  const page = { ...makePage(rows.map((one) => ({ ...one, rev }))), cursor: `c${rev}` };
  for (const slice of test.cache.applyPage(page, { now: NOW })) void slice;
}
const RUNS = { numRuns: Number(process.env['HALLOWERK_PROPERTY_RUNS'] ?? 100) };
const ids = Array.from({ length: 12 }, (_, at) => uuidOf(`candidate ${at}`));
const world: fc.Arbitrary<CandidateCard[]> = fc.tuple(...ids.map(candidateArbitrary));
/** One of the judged is not here (any more). */
const judgements: fc.Arbitrary<Judgements> = fc
  .array(fc.tuple(fc.constantFrom(...ids, uuidOf('gone')), fc.constantFrom(...JUDGEMENTS.codes)))
  .map((entries) => new Map(entries));
const storeWorld = (cards: readonly CandidateCard[]) =>
  store([
    ...OCCUPATIONS.map((row) => ({ collection: 9, row })),
    ...PLACES.map((row) => ({ collection: 10, row })),
    ...cards.map((row) => ({ collection: 1, row })),
  ]);
const card = (name: string, overrides: Partial<CandidateCard> = {}): PageRow => ({
  collection: 1,
  row: makeCandidateCard({ id: uuidOf(name), firstName: name, lastName: '', ...overrides }),
});
const search = (extra: { judged?: Judgements; freshSince?: string | null; query?: CandidateQuery }) =>
  test.search.search({ query: EMPTY_QUERY, offset: 0, limit: 200, now: NOW, ...extra });

describe('a search within a saved search', () => {
  it('BX-06: leaves out whom the user refused, from the list, the total, the divider and all counts', () => {
    const capacities = new Map([['LIFTING', new Set(ids.slice(3))]]);
    fc.assert(
      fc.property(world, queryArbitrary, judgements, (cards, query, judged) => {
        storeWorld(cards);
        const result = test.search.search({
          ...{ query, judged, offset: 0, limit: 200, now: NOW },
          physicalCapacity: capacities,
        });
        const rest = cards.filter(({ id }) => judged.get(id) !== 'NO');
        const expected = plainScan(rest, query, capacities);
        expect(result.items.map(({ id }) => id).sort()).toEqual(expected.ids.sort());
        expect(result.total).toBe(expected.ids.length);
        expect(result.matching).toBe(expected.matchingIds.length);
        expect(result.counts).toEqual(expected.counts);
        for (const item of result.items) expect(item.judgement).toBe(judged.get(item.id) ?? null);
      }),
      RUNS,
    );
  });

  it('BX-06: leaves out who is here as card and as case, and shows him again when the judgement goes', () => {
    const id = uuidOf('both');
    store([
      { collection: 1, row: makeCandidateCard({ id }) },
      { collection: 2, row: makeCandidateCase({ id }) },
    ]);
    expect(search({ judged: new Map([[id, 'NO']]) }).total).toBe(0);
    expect(search({ judged: new Map([[id, 'LATER']]) }).items.map(({ judgement }) => judgement)).toEqual(['LATER']);
    expect(search({}).items.map(({ judgement }) => judgement)).toEqual([null]);
  });

  it('BX-06: marks who changed after the last visit, to the moment, however the moment is written', () => {
    store([
      card('Voor', { lastModifiedAt: '2026-03-01T11:59:59.999Z' }),
      card('Gelijk', { lastModifiedAt: '2026-03-01T12:00:00.000Z' }),
      card('Na', { lastModifiedAt: '2026-03-01T13:00:00.001+01:00' }),
    ]);
    const fresh = (freshSince: string | null) =>
      search({ freshSince }).items.flatMap((item) => (item.fresh ? item.name : []));
    expect(fresh('2026-03-01T12:00:00Z')).toEqual(['Na']);
    expect(fresh(null)).toEqual([]);
    expect(search({}).items.map((item) => item.fresh)).toEqual([false, false, false]);
  });
});

describe('the badge of a watched search', () => {
  it('BX-06: counts who is found above the divider, changed since and not judged, as a plain count does', () => {
    const since = fc
      .integer({ min: -3 * 86_400_000, max: 400 * 86_400_000 })
      .map((ago) => new Date(NOW.getTime() - ago));
    let counted = 0;
    fc.assert(
      fc.property(world, queryArbitrary, judgements, since, (cards, query, judged, moment) => {
        storeWorld(cards);
        const freshSince = moment.toISOString();
        const { matchingIds } = plainScan(cards, query, new Map());
        const expected = cards.filter(
          ({ id, lastModifiedAt }) =>
            matchingIds.includes(id) && !judged.has(id) && Date.parse(lastModifiedAt) > moment.getTime(),
        );
        const count = test.search.countFresh({ query, now: NOW, judged, freshSince });
        expect(count).toBe(expected.length);
        counted += count;
      }),
      RUNS,
    );
    expect(counted).toBeGreaterThan(0);
  });

  it('BX-06: counts to the moment on the day of the last visit', () => {
    store([
      card('Voor', { lastModifiedAt: '2026-03-01T11:59:59Z' }),
      card('Na', { lastModifiedAt: '2026-03-01T12:00:01Z' }),
      card('Morgen', { lastModifiedAt: '2026-03-02T00:30:00Z' }),
    ]);
    const count = (freshSince: string) => test.search.countFresh({ query: EMPTY_QUERY, now: NOW, freshSince });
    expect(count('2026-03-01T12:00:00Z')).toBe(2);
    expect(count('2026-03-02T00:30:00Z')).toBe(0);
    expect(count('1970-01-01T00:00:00Z')).toBe(3);
  });
});
