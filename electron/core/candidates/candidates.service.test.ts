import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { NoteListRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { startContractServer, type ContractServer } from '../testing/contract-server.ts';
import { makeCandidate, testId } from '../testing/make-candidate.ts';
import { makeProfile, signIn, startTestCore, type TestCore, type TestProfile } from '../testing/start-test-core.ts';

const SEARCH = testId(17, 1);
const VISITED = '2026-11-10T09:00:00.000Z';

let server: ContractServer;
let profile: TestProfile;
let core: TestCore;

beforeEach(async () => {
  server = await startContractServer();
  profile = await makeProfile();
  core = await startTestCore(profile, server.url);
});
afterEach(async () => {
  await core.close();
  await server.close();
  await profile.remove();
});

const put = (collection: keyof typeof COLLECTIONS, id: string, row: object): void =>
  server.feed.put(COLLECTIONS[collection].number, id, { id, ...row });

async function start(candidates: number): Promise<void> {
  for (let n = 1; n <= candidates; n += 1) put('candidateCard', testId(1, n), makeCandidate(n));
  await signIn(core.api);
  await vi.waitFor(
    async () => expect(await core.api.sync.state()).toMatchObject({ complete: true, phase: 'idle' }),
    10_000,
  );
}

describe('favourites of many', () => {
  const page = { offset: 0, limit: 200, sort: 'name-asc' } as const;

  it('HW-FAV-01: are saved in one action, pass over who is one already or is not visible, and are sent', async () => {
    await start(4);
    await core.api.candidates.setFavourite({ id: testId(1, 1), on: true });
    const ids = [1, 2, 2, 3, 9].map((n) => testId(1, n));
    await expect(core.api.candidates.setFavourites({ ids, on: true })).resolves.toEqual({ changed: 2 });
    await expect(core.api.candidates.setFavourites({ ids, on: true })).resolves.toEqual({ changed: 0 });
    await vi.waitFor(
      () => expect(server.feed.favourites().toSorted()).toEqual([1, 2, 3].map((n) => testId(1, n))),
      10_000,
    );
    await expect(core.api.candidates.setFavourites({ ids, on: false })).resolves.toEqual({ changed: 3 });
    await expect(core.api.candidates.favourites(page)).resolves.toMatchObject({ total: 0 });
  });

  it('are all refused when there is not room for all of them', async () => {
    await start(500);
    await server.away();
    const ids = Array.from({ length: 500 }, (_, at) => testId(1, at + 1));
    await core.api.candidates.setFavourites({ ids, on: true });
    await core.api.candidates.setFavourite({ id: testId(1, 1), on: false });
    await expect(core.api.candidates.setFavourites({ ids, on: false })).resolves.toEqual({ changed: 499 });
    await expect(core.api.candidates.setFavourites({ ids: ids.slice(0, 2), on: true })).rejects.toMatchObject({
      code: 'REFUSED',
      data: { code: 'outbox_full' },
    });
    await expect(core.api.candidates.favourites(page)).resolves.toMatchObject({ total: 0 });
  });
});

describe('a search within a saved search', () => {
  const search = async (savedSearchId?: string) =>
    core.api.candidates.search({ query: EMPTY_QUERY, offset: 0, limit: 50, savedSearchId });

  it('BX-06: marks who is new, tells what the user thought of them, and leaves out whom he does not want', async () => {
    put('savedSearch', SEARCH, {
      ownerId: server.me.id,
      ownerName: server.me.fullName,
      name: 'Administratie',
      query: EMPTY_QUERY,
      scope: 'PRIVATE',
      changedAt: VISITED,
    });
    put('searchMark', testId(18, 1), { searchId: SEARCH, pinned: false, watch: 'APP', lastSeenAt: VISITED });
    put('judgement', testId(19, 1), { searchId: SEARCH, candidateId: testId(1, 1), value: 'LATER' });
    put('judgement', testId(19, 2), { searchId: SEARCH, candidateId: testId(1, 2), value: 'NO' });
    await start(4);
    put('candidateCard', testId(1, 3), makeCandidate(3, { lastModifiedAt: '2026-11-20T09:00:00.000Z' }));
    await core.api.sync.start();
    await vi.waitFor(
      async () => expect(await core.api.candidates.savedSearches()).toMatchObject([{ fresh: 1 }]),
      10_000,
    );

    const { total, items } = await search(SEARCH);
    const shown = items.map(({ id, fresh, judgement }) => [id, fresh, judgement] as const);
    expect(total).toBe(3);
    expect(shown.toSorted()).toEqual([
      [testId(1, 1), false, 'LATER'],
      [testId(1, 3), true, null],
      [testId(1, 4), false, null],
    ]);
    expect((await search()).items).toHaveLength(4);
    expect((await search(testId(17, 9))).total).toBe(4);
  });
});

describe('the overview of notes', () => {
  it('HW-NOTE-01: finds what was just written, by the name of the candidate', async () => {
    await start(2);
    await core.api.candidates.addNote({ candidateId: testId(1, 2), text: 'Belt maandag', scope: 'PRIVATE' });
    const page = { offset: 0, limit: 20, sort: 'newest', whose: 'own' } as const;
    const found = async (text: string): Promise<NoteListRow[]> =>
      (await core.api.candidates.listNotes({ ...page, text })).items;
    expect(await found('voornaam2 maandag')).toMatchObject([
      { text: 'Belt maandag', candidateName: 'Voornaam2 Achternaam2', own: true },
    ]);
    expect(await found('voornaam1')).toEqual([]);
  });
});
