import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { AppEvent } from '@hallowerk/contract/app/app.desktop.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { provideApi } from '../api/app-api.ts';
import { clientStream } from '../api/client-answers.ts';
import { useAccountsStore } from '../accounts/accounts.store.ts';
import { useComparisonStore } from '../candidates/comparison.store.ts';
import { useContactRequestsStore } from '../candidates/contact-requests.store.ts';
import { useContactStore } from '../candidates/contact.store.ts';
import { useExplorerStore } from '../candidates/explorer.store.ts';
import { useFavouritesStore } from '../candidates/favourites.store.ts';
import { useNoteListStore } from '../candidates/note-list.store.ts';
import { useNotesStore } from '../candidates/notes.store.ts';
import { useProfileStore } from '../candidates/profile.store.ts';
import { useSavedSearchesStore } from '../candidates/saved-searches.store.ts';
import { usePrintCandidateStore } from '../printing/print-candidate.store.ts';
import { usePreferencesStore } from '../shared/preferences.store.ts';
import { useLocalDataStore } from '../shared/local-data.store.ts';
import { useVacancyChangesStore } from '../shared/vacancy-changes.store.ts';
import { useSyncStore } from '../sync/sync.store.ts';
import { fakeApi, refuse, TEST_SYNC } from '../testing/fake-api.ts';
import { makeDetail, makeResult, makeSummary, testId } from '../testing/make-candidate.ts';
import { makeContactRequest } from '../testing/make-contact.ts';
import { makeNote } from '../testing/make-note.ts';
import { makeSavedSearch } from '../testing/make-saved-search.ts';
import { createDispatcher, followEvents } from './event-stream.ts';

const TEST_USER: Me = {
  id: testId(800),
  fullName: 'Noor Jansen',
  email: 'noor@voorbeeld.example',
  role: 'EMPLOYER',
  roleName: null,
  rights: [...DEFAULT_RIGHTS.EMPLOYER],
  organizationName: 'Bakkerij Voorbeeld',
  municipalityName: 'Haaglanden',
  regionCodes: ['R01'],
};

describe('what core tells without being asked', () => {
  beforeEach(() => setActivePinia(createPinia()));

  it('subscribes again after the stream broke', async () => {
    const stop = new AbortController();
    let subscriptions = 0;
    async function* stream(): AsyncGenerator<AppEvent, void, void> {
      subscriptions += 1;
      yield { type: 'sync', sync: { ...TEST_SYNC, received: subscriptions } };
      if (subscriptions === 2) stop.abort();
      throw new DOMException('The port was closed', 'AbortError');
    }
    provideApi(fakeApi({ app: { events: () => Promise.resolve(clientStream(stream())) } }));
    await followEvents(stop.signal);
    expect(useSyncStore().state?.received).toBe(2);
  });

  it('reads the list again when candidates changed, once for a burst', async () => {
    let searches = 0;
    const search = () => {
      searches += 1;
      return Promise.resolve(makeResult([makeSummary(searches)]));
    };
    provideApi(fakeApi({ candidates: { search } }));
    const explorer = useExplorerStore();
    await explorer.search();
    const dispatch = createDispatcher();
    for (let burst = 0; burst < 20; burst += 1) dispatch({ type: 'rows-changed', collections: [1] });
    await vi.waitFor(() => expect(explorer.items[0]?.id).toBe(testId(2)));
    expect(searches).toBe(2);
  });

  it.each(['vacancy', 'proposal', 'proposalCandidate', 'vacancyConflict', 'person'] as const)(
    'has the pages of vacancies read again when a row of %s changed, once for a burst (HW-PROP)',
    async (name) => {
      const changes = useVacancyChangesStore();
      const dispatch = createDispatcher();
      for (let burst = 0; burst < 20; burst += 1)
        dispatch({ type: 'rows-changed', collections: [COLLECTIONS[name].number] });
      await vi.waitFor(() => expect(changes.version).toBe(1));
    },
  );

  it('reads the saved searches again when one changed or candidates did, and only once they were shown (BX-06)', async () => {
    let reads = 0;
    let searches = 0;
    const savedSearches = () => {
      reads += 1;
      return Promise.resolve([makeSavedSearch(reads)]);
    };
    const search = () => {
      searches += 1;
      return Promise.resolve(makeResult([]));
    };
    provideApi(fakeApi({ candidates: { savedSearches, search } }));
    const saved = useSavedSearchesStore();
    await useExplorerStore().search();
    createDispatcher()({ type: 'rows-changed', collections: [COLLECTIONS.candidateCard.number] });
    await vi.waitFor(() => expect(searches).toBe(2));
    await saved.load();
    expect(reads).toBe(1);
    createDispatcher()({ type: 'rows-changed', collections: [COLLECTIONS.searchMark.number] });
    await vi.waitFor(() => expect(saved.rows[0]?.name).toBe('Zoekopdracht 2'));
    createDispatcher()({ type: 'rows-changed', collections: [COLLECTIONS.candidateCase.number] });
    await vi.waitFor(() => expect(saved.rows[0]?.name).toBe('Zoekopdracht 3'));
  });

  it('shows what was judged on another device while that search is open, and not otherwise (BX-06)', async () => {
    const judged = [makeSummary(1, { judgement: 'LATER' })];
    let searches = 0;
    const search = ({ savedSearchId }: { savedSearchId?: string | undefined }) => {
      searches += 1;
      return Promise.resolve(makeResult(savedSearchId !== undefined && searches > 2 ? judged : [makeSummary(1)]));
    };
    provideApi(fakeApi({ candidates: { search } }));
    const explorer = useExplorerStore();
    await explorer.search();
    const dispatch = createDispatcher();
    dispatch({ type: 'rows-changed', collections: [COLLECTIONS.judgement.number] });
    await explorer.openQuery(makeSavedSearch(1).query, null, testId(701));
    expect(searches).toBe(2);
    dispatch({ type: 'rows-changed', collections: [COLLECTIONS.judgement.number] });
    await vi.waitFor(() => expect(explorer.items[0]?.judgement).toBe('LATER'));
    expect(searches).toBe(3);
  });

  it('takes a candidate who is not visible any more from list and profile at once (HW-FAV-10)', async () => {
    let visible = true;
    provideApi(
      fakeApi({
        candidates: {
          search: () => Promise.resolve(makeResult(visible ? [makeSummary(1), makeSummary(2)] : [makeSummary(2)])),
          get: () => (visible ? Promise.resolve(makeDetail(1)) : refuse('Niet gevonden', 'NOT_FOUND')),
          favourites: () =>
            Promise.resolve({
              total: 1,
              items: [{ candidateId: testId(1), candidate: visible ? makeSummary(1) : null, pending: false }],
            }),
          physicalCapacity: () => Promise.resolve({ items: [{ activity: 'SITTING', level: 'YES' }] }),
        },
      }),
    );
    const [explorer, favourites, profile] = [useExplorerStore(), useFavouritesStore(), useProfileStore()];
    await Promise.all([explorer.search(), favourites.load(), profile.open(testId(1))]);
    await profile.openCapacity();
    visible = false;
    createDispatcher()({ type: 'rows-changed', collections: [1] });
    await vi.waitFor(() => expect(profile.detail).toBeNull());
    await vi.waitFor(() => expect(explorer.items.map(({ id }) => id)).toEqual([testId(2)]));
    await vi.waitFor(() => expect(favourites.rows[0]?.candidate).toBeNull());
    expect([explorer.total, profile.failure?.code, profile.capacity.state]).toEqual([1, 'NOT_FOUND', 'closed']);
  });

  it('takes somebody who is not visible any more from a print view too', async () => {
    provideApi(fakeApi());
    const print = usePrintCandidateStore();
    await print.load(testId(1));
    expect(print.detail).not.toBeNull();
    provideApi(fakeApi({ candidates: { get: () => refuse('Niet gevonden', 'NOT_FOUND') } }));
    createDispatcher()({ type: 'rows-changed', collections: [2] });
    await vi.waitFor(() => expect(print.detail).toBeNull());
  });

  it('reads the notes on screen again, and how many there are (HW-NOTE-05)', async () => {
    let notes = [makeNote(1)];
    provideApi(
      fakeApi({
        candidates: {
          notes: () => Promise.resolve(notes),
          get: () => Promise.resolve(makeDetail(1, { noteCount: notes.length })),
        },
      }),
    );
    const [shown, profile] = [useNotesStore(), useProfileStore()];
    await Promise.all([shown.follow(testId(1)), profile.open(testId(1))]);
    notes = [makeNote(2), makeNote(1)];
    createDispatcher()({ type: 'rows-changed', collections: [13] });
    await vi.waitFor(() => expect(shown.rows).toHaveLength(2));
    await vi.waitFor(() => expect(profile.detail?.noteCount).toBe(2));
  });

  it('reads the overviews that are open again', async () => {
    const asked: string[] = [];
    const answer = <T>(name: string, value: T) => {
      asked.push(name);
      return Promise.resolve(value);
    };
    provideApi(
      fakeApi({
        candidates: {
          listNotes: () => answer('notes', { total: 0, items: [] }),
          contactRequests: ({ candidateId }) =>
            answer(candidateId === null ? 'requests' : 'of one', [makeContactRequest(1)]),
        },
      }),
    );
    const [noteList, requests, contact] = [useNoteListStore(), useContactRequestsStore(), useContactStore()];
    await Promise.all([noteList.load(), requests.load(), contact.follow(testId(1))]);
    asked.length = 0;
    createDispatcher()({ type: 'rows-changed', collections: [13] });
    await vi.waitFor(() => expect(asked).toEqual(['notes']));
    createDispatcher()({ type: 'rows-changed', collections: [16] });
    await vi.waitFor(() => expect([...asked].sort()).toEqual(['notes', 'of one', 'requests']));
  });

  it('takes who is not visible any more out of a comparison (BX-16)', async () => {
    provideApi(fakeApi());
    const comparison = useComparisonStore();
    await comparison.open([testId(1)]);
    expect(comparison.columns[0]?.detail).not.toBeNull();
    provideApi(fakeApi({ candidates: { get: () => refuse('Niet gevonden', 'NOT_FOUND') } }));
    createDispatcher()({ type: 'rows-changed', collections: [1] });
    await vi.waitFor(() => expect(comparison.columns[0]?.detail).toBeNull());
  });

  it('takes over theme and language that were chosen on another device', async () => {
    provideApi(fakeApi({ app: { preferences: () => Promise.resolve({ 'appearance.theme': 'dark' }) } }));
    useAccountsStore().apply({ state: 'signed-in', me: TEST_USER });
    createDispatcher()({ type: 'rows-changed', collections: [15] });
    await vi.waitFor(() => expect(usePreferencesStore().values['appearance.theme']).toBe('dark'));
  });

  it('closes everything that changes something while the outbox is full', () => {
    provideApi(fakeApi());
    const dispatch = createDispatcher();
    dispatch({ type: 'sync', sync: { ...TEST_SYNC, readOnly: true } });
    expect(useLocalDataStore().readOnly).toBe(true);
    dispatch({ type: 'sync', sync: TEST_SYNC });
    expect(useLocalDataStore().readOnly).toBe(false);
  });

  it('does not search before the explorer was opened', () => {
    const dispatch = createDispatcher();
    provideApi(fakeApi());
    dispatch({ type: 'account', account: { state: 'signed-out', reason: 'none' } });
    dispatch({ type: 'rows-changed', collections: [10] });
    expect(useAccountsStore().signedIn).toBe(false);
    expect(useExplorerStore().answered).toBe(false);
  });

  it('takes the clocks away when nothing waits any more', async () => {
    provideApi(fakeApi());
    const favourites = useFavouritesStore();
    await favourites.set(testId(1), true);
    const dispatch = createDispatcher();
    dispatch({ type: 'sync', sync: { ...TEST_SYNC, waiting: 1 } });
    expect(favourites.pending.size).toBe(1);
    dispatch({ type: 'sync', sync: TEST_SYNC });
    expect(favourites.pending.size).toBe(0);
  });
});
