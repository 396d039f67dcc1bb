import * as fc from 'fast-check';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import type { SearchTerm } from '@hallowerk/contract/candidates/candidate-search.ts';
import { localDay } from '@hallowerk/contract/candidates/local-day.ts';
import { compileQuery, searchSubject, type QueryWorld } from '@hallowerk/contract/candidates/query-match.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makePage, uuidOf } from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';
import { candidateArbitrary, NOW, OCCUPATIONS, PLACES, queryArbitrary } from '../testing/search-arbitraries.ts';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.directory.remove());

const WORLD: QueryWorld = {
  occupation: (id) => OCCUPATIONS.find((one) => one.id === id) ?? null,
  occupationsInGroup: (code) => OCCUPATIONS.filter(({ groupCode }) => groupCode === code),
  place: (id) => PLACES.find((one) => one.id === id) ?? null,
};
const occupationName = (id: string) => WORLD.occupation(id)?.name ?? null;

/** Words of every field, signs, accents, capitals, phrases that hold, and phrases that a field border breaks. */
const TYPED = [
  'Appel',
  'een',
  'ÉÉN',
  'e-mail',
  'E/mail',
  'mail-e',
  'peer kers',
  'peer-kers',
  '-',
  'app',
  '"kers',
  '"peer kers"',
  'appel "Peer-kers" een',
  'kers*',
];
const FIELDS = ['bakker', 'kok', 'vca', 'VCA-basis', 'eigen-ding', 'Nederlands', 'nederlands-engels', 'rijbewijs', 'b'];
const keyword = fc.constantFrom(...TYPED, ...FIELDS).map((text): SearchTerm => ({ kind: 'KEYWORD', text }));
const query = fc
  .tuple(queryArbitrary, fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(keyword, { maxLength: 2 })))
  .map(([one, keywords]) => ({ ...one, terms: [...one.terms, ...keywords] }));
const ids = Array.from({ length: 15 }, (_, at) => uuidOf(`candidate ${at}`));

function store(cards: readonly CandidateCard[], rev: number): void {
  const rows = [
    ...OCCUPATIONS.map((row) => ({ collection: 9, row, rev })),
    ...PLACES.map((row) => ({ collection: 10, row, rev })),
    ...cards.map((row) => ({ collection: 1, row, rev })),
  ];
  for (const slice of test.cache.applyPage({ ...makePage(rows), cursor: `c${rev}` }, { now: NOW })) void slice;
}

it('BX-06: a query means for one candidate what it means in a search of all, above the divider', () => {
  let rev = 0;
  let found = 0;
  fc.assert(
    fc.property(
      fc.tuple(...ids.map(candidateArbitrary)),
      fc.array(query, { minLength: 10, maxLength: 10 }),
      (cards, all) => {
        store(cards, (rev += 1));
        for (const one of all) {
          const meets = compileQuery(one, WORLD);
          const mine = cards.filter((card) => meets(searchSubject(card, occupationName), localDay(NOW)));
          const { items } = test.search.search({ query: one, offset: 0, limit: 200, now: NOW });
          const above = items.filter(({ other, tier }) => !other && tier === 'LITERAL').map(({ id }) => id);
          found += above.length;
          expect(mine.map(({ id }) => id).sort()).toEqual(above.sort());
        }
      },
    ),
    { numRuns: Number(process.env['HALLOWERK_PROPERTY_RUNS'] ?? 60) },
  );
  expect(found).toBeGreaterThan(rev);
}, 120_000);
