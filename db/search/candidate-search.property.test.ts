import * as fc from 'fast-check';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { weightKey } from '@hallowerk/contract/candidates/candidate-search.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePage, uuidOf } from '../testing/builders.ts';
import { openTestDatabase, wireCache } from '../testing/open-test-database.ts';
import { plainOrder } from '../testing/plain-ranking.ts';
import { plainScan } from '../testing/plain-scan.ts';
import { candidateArbitrary, NOW, OCCUPATIONS, PLACES, queryArbitrary } from '../testing/search-arbitraries.ts';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.directory.remove());

const ids = Array.from({ length: 12 }, (_, at) => uuidOf(`candidate ${at}`));
const edit = fc.constantFrom(...ids).chain((id) => fc.tuple(fc.constant(id), fc.option(candidateArbitrary(id))));
/** Rounds of edits (null removes), with queries after each round. */
const rounds = fc.array(
  fc.record({
    edits: fc.array(edit, { minLength: 1, maxLength: 12 }),
    queries: fc.array(queryArbitrary, { minLength: 1, maxLength: 4 }),
    able: fc.subarray(ids),
  }),
  { minLength: 1, maxLength: 4 },
);

let rev = 0;
function store(current: ReadonlyMap<string, CandidateCard>, changed: ReadonlySet<string>): void {
  rev += 1;
  const gone = [...changed].filter((id) => !current.has(id));
  const rows = [...current.values()].filter(({ id }) => changed.has(id)).map((row) => ({ collection: 1, row, rev }));
  const page = makePage(rows);
  const ops = [...page.ops, ...gone.map((id): [number, number, string, number, 0] => [1, 1, id, rev, 0])];
  for (const slice of test.cache.applyPage({ ...page, ops, cursor: `c${rev}` }, { now: NOW })) void slice;
}

function storeReference(): void {
  const page = makePage([
    ...OCCUPATIONS.map((row) => ({ collection: 9, row })),
    ...PLACES.map((row) => ({ collection: 10, row })),
  ]);
  for (const slice of test.cache.applyPage(page, { now: NOW })) void slice;
}

describe('a search', () => {
  it('finds, counts and divides exactly as a plain scan, through all edits, and explains every score', () => {
    storeReference();
    fc.assert(
      fc.property(rounds, (steps) => {
        const current = new Map<string, CandidateCard>();
        store(current, new Set(ids));
        for (const { edits, queries, able } of steps) {
          for (const [id, next] of edits) {
            if (next === null) current.delete(id);
            else current.set(id, next);
          }
          store(current, new Set(edits.map(([id]) => id)));
          const physicalCapacity = new Map([
            ['LIFTING', new Set(able)],
            ['SITTING', new Set(able.slice(2))],
          ]);
          for (const query of queries) {
            const result = test.search.search({ query, offset: 0, limit: 200, now: NOW, physicalCapacity });
            const expected = plainScan([...current.values()], query, physicalCapacity);
            expect(result.items.map(({ id }) => id).sort()).toEqual(expected.ids.sort());
            expect(result.total).toBe(expected.ids.length);
            expect(result.counts).toEqual(expected.counts);
            expect(result.matching).toBe(expected.matchingIds.length);
            const above = result.items.filter(({ other }) => !other).map(({ id }) => id);
            expect(above.sort()).toEqual(expected.matchingIds.sort());
            const order = result.items.map(({ other, score }) => (other ? 0 : 1_000_000) + score);
            expect(order).toEqual(order.toSorted((a, b) => b - a));
            expect(result.items.map(({ id }) => id)).toEqual(
              plainOrder([...current.values()], query, physicalCapacity, test.database.connection),
            );
            for (const { score, parts } of result.items) {
              expect(score).toBe(parts.reduce((sum, { points }) => sum + points, 0));
              for (const { criterion, code, state, points, most } of parts) {
                const isWeightless = query.weights?.[weightKey(criterion, code)] === 'NONE';
                if (isWeightless) expect({ points, most }).toEqual({ points: 0, most: 0 });
                else if (state === 'RELATED') expect(points).toBeGreaterThan(0);
                else if (points > 0) expect(state).toBe('HIT');
                expect(points).toBeLessThanOrEqual(most);
              }
            }
          }
        }
      }),
      { numRuns: Number(process.env['HALLOWERK_PROPERTY_RUNS'] ?? 50) },
    );
  }, 120_000);

  it('gives the same pages from a reopened file, and pages that join without gap or double', async () => {
    storeReference();
    const [first] = fc.sample(fc.tuple(...ids.map(candidateArbitrary)), { seed: 7, numRuns: 1 });
    store(new Map((first ?? []).map((card) => [card.id, card])), new Set(ids));
    const queries = fc.sample(queryArbitrary, { seed: 11, numRuns: 40 });
    const answers = () =>
      queries.map((query) => {
        const page = (offset: number, limit: number) => test.search.search({ query, offset, limit, now: NOW });
        const all = page(0, 200);
        expect([...page(0, 1).items, ...page(1, 3).items, ...page(4, 100).items]).toEqual(all.items);
        return all;
      });
    const before = answers();
    await test.database.close();
    test = { ...wireCache(await test.directory.openCache()), directory: test.directory };
    expect(answers()).toEqual(before);
  });
});
