import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJudgementsRepository } from '#db/candidates/judgements.repository.ts';
import { createSavedSearchesRepository } from '#db/candidates/saved-searches.repository.ts';
import { makeCandidateCard, makePage, makeSavedSearch, uuidOf, type PageRow } from '#db/testing/builders.ts';
import { openTestDatabase } from '#db/testing/open-test-database.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { EMPTY_QUERY, type CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { filterConfig } from './filter-config.ts';
import type { CapacityGroups } from './physical-capacity.ts';
import { createSavedSearchesService, type SavedSearchesService } from './saved-searches.service.ts';

const ME = { id: uuidOf('me'), fullName: 'Ik Zelf' } as Me;
const SKEW = 60_000;
const VISITED = '2026-03-01T12:00:00.000Z';
const SEARCH = uuidOf('search');

let test: Awaited<ReturnType<typeof openTestDatabase>>;
let service: SavedSearchesService;
let sent: Mutation[];
let now: number;
let groups: CapacityGroups | null;

beforeEach(async () => {
  test = await openTestDatabase();
  sent = [];
  groups = null;
  now = Date.parse('2026-03-02T10:00:00.000Z');
  service = createSavedSearchesService({
    searches: createSavedSearchesRepository(test.database),
    judgements: createJudgementsRepository(test.database),
    candidates: test.candidates,
    search: test.search,
    capacity: { known: () => groups },
    filterConfig: () => filterConfig([], [], test.search.filterOptions(), false),
    clock: { ...SYSTEM_CLOCK, now: () => now },
    offsetMs: () => SKEW,
    me: () => ME,
    mutate: (mutation) => {
      sent.push({ ...mutation, offset_ms: SKEW });
      test.cache.setOverlay(sent);
    },
  });
});
afterEach(() => test.directory.remove());

/** What the server has. Everything sent so far is acknowledged. */
function store(...rows: PageRow[]): void {
  const acks = sent.splice(0).map(({ uid }): [string, 'ok', null] => [uid, 'ok', null]);
  test.cache.restart();
  for (const slice of test.cache.applyPage(makePage(rows, { acks }), { now: new Date(now) })) void slice;
}

function candidate(name: string, lastModifiedAt = '2026-03-02T08:00:00.000Z'): PageRow {
  return { collection: 1, row: makeCandidateCard({ id: uuidOf(name), drivingLicences: ['B'], lastModifiedAt }) };
}

function search(query: CandidateQuery = EMPTY_QUERY, change: Parameters<typeof makeSavedSearch>[0] = {}): PageRow {
  return { collection: 17, row: makeSavedSearch({ query, ...change }) };
}

function mark(watch: 'APP' | 'OFF', lastSeenAt: string | null = VISITED): PageRow {
  const row = { id: uuidOf('mark'), searchId: SEARCH, pinned: false, watch, lastSeenAt };
  return { collection: 18, row };
}

const save = (name = 'Timmerlieden') => service.saveSearch({ id: null, name, query: EMPTY_QUERY, scope: 'PRIVATE' }).id;
const first = async () => (await service.savedSearches())[0];

describe('saved searches', () => {
  it('BX-06: are there as soon as they are saved, without a connection, and whatever follows waits for that', async () => {
    const id = save();
    service.saveSearch({ id, name: 'Lassers', query: EMPTY_QUERY, scope: 'ORGANIZATION' });
    service.markSearch({ id, pinned: true });
    expect(await service.savedSearches()).toMatchObject([
      { id, name: 'Lassers', scope: 'ORGANIZATION', own: true, pinned: true, fresh: null, lost: [], pending: true },
    ]);
    const [made, ...others] = sent;
    expect(made).toMatchObject({ kind: 'savedSearch.put', args: { seen: null }, deps: [] });
    expect(others.map(({ kind, deps }) => [kind, deps])).toEqual([
      ['savedSearch.put', [made!.uid]],
      ['searchMark.set', [made!.uid]],
    ]);
  });

  it('are changed on top of what was on the screen, and only when something differs', () => {
    store(search());
    const same = { id: SEARCH, name: 'Timmerlieden', query: EMPTY_QUERY, scope: 'PRIVATE' } as const;
    service.saveSearch(same);
    expect(sent).toEqual([]);
    service.saveSearch({ ...same, query: { ...EMPTY_QUERY, radiusKm: 10 } });
    expect(sent).toMatchObject([{ args: { seen: '2026-03-01T09:00:00.000Z', query: { radiusKm: 10 } }, deps: [] }]);
  });

  it('are deleted once', async () => {
    store(search());
    service.deleteSearch({ id: SEARCH });
    service.deleteSearch({ id: SEARCH });
    expect(await service.savedSearches()).toEqual([]);
    expect(sent.map(({ kind, args }) => [kind, args])).toEqual([
      ['savedSearch.delete', { id: SEARCH, seen: '2026-03-01T09:00:00.000Z' }],
    ]);
  });

  it('of a colleague can be pinned, but not changed or deleted', async () => {
    store(search(EMPTY_QUERY, { ownerId: uuidOf('colleague'), scope: 'ORGANIZATION' }));
    const change = { id: SEARCH, name: 'x', query: EMPTY_QUERY, scope: 'PRIVATE' } as const;
    expect(() => service.saveSearch(change)).toThrow(/Alleen wie/);
    expect(() => service.deleteSearch({ id: SEARCH })).toThrow(/Alleen wie/);
    service.markSearch({ id: SEARCH, pinned: true });
    expect(await first()).toMatchObject({ own: false, pinned: true });
  });

  it('that are gone are refused in words, and looking at one that is gone does nothing', () => {
    expect(() => service.markSearch({ id: SEARCH, pinned: true })).toThrow(/zoekopdracht is er niet/);
    expect(() => service.judge({ searchId: SEARCH, candidateId: uuidOf('a'), value: 'NO' })).toThrow(/is er niet/);
    service.visitSearch({ id: SEARCH });
    expect(sent).toEqual([]);
  });

  it('tell which filter options do not exist any more, and are counted without them', async () => {
    const filters = { certificate: ['WEG'], drivingLicence: ['B'] };
    store(search({ ...EMPTY_QUERY, filters }), mark('APP'), candidate('a'));
    expect(await first()).toMatchObject({ lost: [{ category: 'certificate', code: 'WEG' }], fresh: 1 });
  });
});

describe('a watched search', () => {
  it('BX-06: counts who changed since the last visit and is not judged', async () => {
    const all = [candidate('a'), candidate('b'), candidate('c'), candidate('oud', '2026-02-01T08:00:00.000Z')];
    store(search(), mark('APP'), ...all);
    expect(await first()).toMatchObject({ watch: 'APP', fresh: 3 });
    service.judge({ searchId: SEARCH, candidateId: uuidOf('a'), value: 'NO' });
    service.judge({ searchId: SEARCH, candidateId: uuidOf('b'), value: 'LATER' });
    expect(await first()).toMatchObject({ fresh: 1 });
    service.visitSearch({ id: SEARCH });
    expect(await first()).toMatchObject({ fresh: 0, lastSeenAt: '2026-03-02T09:59:00.000Z' });
  });

  it('is not counted while it is not watched, and begins with what changes from then on', async () => {
    store(search(), mark('OFF', null), candidate('a'));
    expect(await first()).toMatchObject({ fresh: null });
    service.markSearch({ id: SEARCH, watch: 'APP' });
    expect(sent).toMatchObject([{ args: { watch: 'APP', pinned: false, lastSeenAt: '2026-03-02T09:59:00.000Z' } }]);
    expect(await first()).toMatchObject({ fresh: 0 });
    store(search(), mark('APP', '2026-03-02T09:59:00.000Z'), candidate('a', '2026-03-02T11:00:00.000Z'));
    expect(await first()).toMatchObject({ fresh: 1 });
  });

  it('with physical capacity is counted only when the groups are known', async () => {
    store(search({ ...EMPTY_QUERY, filters: { physicalCapacity: ['LIFTING'] } }), mark('APP'), candidate('a'));
    expect(await first()).toMatchObject({ fresh: null });
    groups = new Map([['LIFTING', new Set([uuidOf('a')])]]);
    expect(await first()).toMatchObject({ fresh: 1 });
  });

  it('does not forget a later visit on another device when this clock is behind', () => {
    store(search(), mark('APP', '2026-03-02T10:00:00.000Z'));
    service.visitSearch({ id: SEARCH });
    expect(sent).toEqual([]);
  });
});

describe('a judgement', () => {
  const judge = (value: 'NO' | 'INTERESTING' | null) =>
    service.judge({ searchId: SEARCH, candidateId: uuidOf('a'), value });

  it('BX-06: is sent when it differs, and can be taken back', () => {
    store(search(), candidate('a'));
    judge('NO');
    judge('NO');
    judge('INTERESTING');
    judge(null);
    judge(null);
    expect(sent.map(({ args }) => (args as { value: unknown }).value)).toEqual(['NO', 'INTERESTING', null]);
  });

  it('of somebody who is not visible any more can only be taken back', () => {
    const row = { id: uuidOf('judgement'), searchId: SEARCH, candidateId: uuidOf('a'), value: 'LATER' };
    store(search(), { collection: 19, row });
    expect(() => judge('NO')).toThrow(/zichtbaar/);
    judge(null);
    expect(sent).toMatchObject([{ kind: 'judgement.set', args: { value: null } }]);
  });
});
