import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { SavedSearch } from '@hallowerk/contract/candidates/saved-search.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { makeMutation, makePage, makeSavedSearch, uuidOf, type PageRow } from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';
import { createJudgementsRepository, type JudgementsRepository } from './judgements.repository.ts';
import { createSavedSearchesRepository, type SavedSearchesRepository } from './saved-searches.repository.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const AT = NOW.toISOString();
const ME = { id: uuidOf('me'), fullName: 'Ik Zelf' };

let test: Awaited<ReturnType<typeof openTestDatabase>>;
let searches: SavedSearchesRepository;
let judgements: JudgementsRepository;
beforeEach(async () => {
  test = await openTestDatabase();
  searches = createSavedSearchesRepository(test.database);
  judgements = createJudgementsRepository(test.database);
});
afterEach(() => test.directory.remove());

function store(rows: readonly PageRow[], acks: readonly Mutation[] = []): void {
  const page = makePage(rows, { acks: acks.map(({ uid }) => [uid, 'ok', null]) });
  for (const slice of test.cache.applyPage(page, { now: NOW })) void slice;
}

const search = (name: string, change: Partial<SavedSearch> = {}): PageRow => ({
  collection: 17,
  row: makeSavedSearch({ id: uuidOf(name), name, ...change }),
});
const mark = (name: string, change: object): PageRow => ({
  collection: 18,
  row: { id: uuidOf(`mark ${name}`), searchId: uuidOf(name), pinned: false, watch: 'OFF', lastSeenAt: null, ...change },
});
const judged = (name: string, candidate: string, value: string): PageRow => ({
  collection: 19,
  row: { id: uuidOf(`${name} ${candidate}`), searchId: uuidOf(name), candidateId: uuidOf(candidate), value },
});
const put = (name: string, seen: string | null = null): Mutation =>
  makeMutation('savedSearch.put', { id: uuidOf(name), name, query: EMPTY_QUERY, scope: 'PRIVATE', seen }, AT);
const judge = (name: string, candidate: string, value: 'NO' | 'LATER' | null): Mutation =>
  makeMutation('judgement.set', { search: uuidOf(name), candidate: uuidOf(candidate), value }, AT);
const names = () => searches.list(ME).map(({ name }) => name);

describe('saved searches', () => {
  it('BX-06: are those of the user and of colleagues who share, pinned first, then by name as Dutch sorts', () => {
    const colleague = { ownerId: uuidOf('colleague'), ownerName: 'Collega', scope: 'ORGANIZATION' } as const;
    store([
      search('zagen'),
      search('Één keer'),
      search('eentje', colleague),
      search('lassen'),
      mark('zagen', { pinned: true }),
    ]);
    expect(searches.list(ME).map(({ name, own, pinned }) => [name, own, pinned])).toEqual([
      ['zagen', true, true],
      ['Één keer', true, false],
      ['eentje', false, false],
      ['lassen', true, false],
    ]);
    expect(searches.list(ME)[2]).toMatchObject({
      ownerName: 'Collega',
      watch: 'OFF',
      lastSeenAt: null,
      pending: false,
    });
  });

  it('show what was saved offline, as mine, with its mark, before the server knows of it', () => {
    const made = put('nieuw');
    const pinned = { search: uuidOf('nieuw'), pinned: true, watch: 'APP', lastSeenAt: AT } as const;
    test.cache.setOverlay([made, makeMutation('searchMark.set', pinned, AT)]);
    expect(searches.list(ME)).toEqual([
      {
        ...makeSavedSearch({ id: uuidOf('nieuw'), name: 'nieuw', changedAt: AT }),
        own: true,
        pinned: true,
        watch: 'APP',
        lastSeenAt: AT,
        pending: true,
      },
    ]);
    expect(searches.waitingCreate(uuidOf('nieuw'))).toBe(made.uid);
    store([search('nieuw')], [made]);
    expect(searches.waitingCreate(uuidOf('nieuw'))).toBeNull();
  });

  it('are gone when deleted here, and come back when that is refused', () => {
    store([search('a'), search('b')]);
    const removed = makeMutation('savedSearch.delete', { id: uuidOf('a'), seen: AT }, AT);
    test.cache.setOverlay([removed]);
    expect([names(), searches.find(uuidOf('a')), searches.nameOf(uuidOf('a'))]).toEqual([['b'], null, 'a']);
    test.cache.setOverlay([]);
    expect(names()).toEqual(['a', 'b']);
  });

  it('show the prediction until its effect comes in (C8)', () => {
    store([search('a'), mark('a', {})]);
    const pinned = { search: uuidOf('a'), pinned: true, watch: 'OFF', lastSeenAt: null } as const;
    const waiting = [makeMutation('searchMark.set', pinned, AT), judge('a', 'wie', 'LATER')];
    test.cache.setOverlay(waiting);
    const view = () => JSON.stringify([searches.mark(uuidOf('a')), [...judgements.ofSearch(uuidOf('a'))]]);
    const seen = new Set([view()]);
    test.cache.onChanged(() => seen.add(view()));
    const page = makePage([search('a'), { ...mark('a', { pinned: true }), rev: 2 }, judged('a', 'wie', 'LATER')], {
      acks: waiting.map(({ uid }) => [uid, 'ok', null]),
    });
    for (const slice of test.cache.applyPage(page, { now: NOW, sliceRows: 1 })) void slice;
    expect([...seen]).toHaveLength(1);
    expect(searches.list(ME)).toMatchObject([{ pinned: true, pending: false }]);
  });
});

describe('judgements', () => {
  it('BX-06: are those of one search with the waiting ones on top, and none when taken back', () => {
    store([search('a'), judged('a', 'x', 'NO'), judged('a', 'y', 'INTERESTING'), judged('b', 'z', 'NO')]);
    const of = (name: string) => Object.fromEntries(judgements.ofSearch(uuidOf(name)));
    expect(of('a')).toEqual({ [uuidOf('x')]: 'NO', [uuidOf('y')]: 'INTERESTING' });
    test.cache.setOverlay([
      judge('a', 'x', null),
      judge('a', 'w', 'NO'),
      judge('a', 'w', 'LATER'),
      judge('b', 'z', null),
    ]);
    expect(of('a')).toEqual({ [uuidOf('y')]: 'INTERESTING', [uuidOf('w')]: 'LATER' });
    expect(of('b')).toEqual({});
    expect(of('unknown')).toEqual({});
  });
});
