import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppEvent } from '@hallowerk/contract/app/app.desktop.ts';
import { provideApi } from '../api/app-api.ts';
import { clientStream } from '../api/client-answers.ts';
import { useAccountsStore } from '../accounts/accounts.store.ts';
import { useExplorerStore } from '../candidates/explorer.store.ts';
import { useFavouritesStore } from '../candidates/favourites.store.ts';
import { useSyncStore } from '../sync/sync.store.ts';
import { fakeApi, TEST_SYNC } from '../testing/fake-api.ts';
import { makeResult, makeSummary, testId } from '../testing/make-candidate.ts';
import { createDispatcher, followEvents } from './event-stream.ts';

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

  it('does not search before the explorer was opened', () => {
    const dispatch = createDispatcher();
    provideApi(fakeApi());
    dispatch({ type: 'account', account: { state: 'signed-out' } });
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
