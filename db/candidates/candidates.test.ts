import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  makeCandidateCard,
  makeCandidateCase,
  makeFavouriteMutation,
  makePage,
  uuidOf,
  type PageRow,
} from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.directory.remove());

function store(...rows: PageRow[]): void {
  for (const slice of test.cache.applyPage(makePage(rows), { now: NOW })) void slice;
}

const favourite = (candidateId: string) => ({
  collection: 5,
  row: { id: uuidOf(`fav ${candidateId}`), candidateId, createdAt: '2026-03-02T10:00:00Z' },
});

describe('candidates', () => {
  it('come as what this user has: a card, a case, the case when both, or nothing', () => {
    const card = makeCandidateCard({ id: uuidOf('a') });
    const both = makeCandidateCase({ id: uuidOf('b'), oneLiner: 'case' });
    store(
      { collection: 1, row: card },
      { collection: 1, row: makeCandidateCard({ id: uuidOf('b'), oneLiner: 'card' }) },
      { collection: 2, row: both },
    );
    expect(test.candidates.get(card.id)).toEqual({ kind: 'card', row: card });
    expect(test.candidates.get(both.id)).toEqual({ kind: 'case', row: both });
    expect(test.candidates.get(uuidOf('c'))).toBeNull();
    expect(test.candidates.getMany([uuidOf('b'), uuidOf('c'), uuidOf('a')]).map(({ row }) => row.id)).toEqual([
      uuidOf('b'),
      uuidOf('a'),
    ]);
  });
});

describe('favourites', () => {
  const named = (name: string, firstName: string) => makeCandidateCard({ id: uuidOf(name), firstName, lastName: 'X' });

  it('are those of the server with the waiting changes on top', () => {
    store({ collection: 1, row: named('a', 'Ans') }, { collection: 1, row: named('b', 'Bea') }, favourite(uuidOf('a')));
    test.cache.setOverlay([
      makeFavouriteMutation(uuidOf('a'), false, uuidOf('m1')),
      makeFavouriteMutation(uuidOf('b'), true, uuidOf('m2')),
    ]);
    expect([...test.favourites.ids()]).toEqual([uuidOf('b')]);
    expect(test.favourites.list({ offset: 0, limit: 20, sort: 'name-asc' })).toEqual({
      total: 1,
      items: [{ candidateId: uuidOf('b'), name: 'Bea X', pending: true }],
    });
  });

  it('HW-FAV-06 HW-FAV-10: sort by name both ways, page, and keep invisible ones at the end without a name', () => {
    store(
      { collection: 1, row: named('a', 'Émile') },
      { collection: 1, row: named('b', 'Dirk') },
      { collection: 1, row: named('c', 'Fatma') },
      ...['a', 'b', 'c', 'gone'].map((name) => favourite(uuidOf(name))),
    );
    const names = (sort: 'name-asc' | 'name-desc', offset = 0) =>
      test.favourites.list({ offset, limit: 3, sort }).items.map(({ name }) => name);
    expect(names('name-asc')).toEqual(['Dirk X', 'Émile X', 'Fatma X']);
    expect(names('name-desc')).toEqual(['Fatma X', 'Émile X', 'Dirk X']);
    expect(names('name-asc', 3)).toEqual([null]);
    expect(test.favourites.list({ offset: 0, limit: 1, sort: 'name-asc' }).total).toBe(4);
  });
});
