import type { AppEvent } from '@hallowerk/contract/app/app.desktop.ts';
import { assertNever } from '@hallowerk/contract/common/assert-never.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { toApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { logFault } from './error-handler.ts';
import { useAccountsStore } from '../accounts/accounts.store.ts';
import { useExplorerStore } from '../candidates/explorer.store.ts';
import { useFavouritesStore } from '../candidates/favourites.store.ts';
import { useProfileStore } from '../candidates/profile.store.ts';
import { useSyncStore } from '../sync/sync.store.ts';

/** Reads of the cache after a burst of changes, at most once in this many milliseconds. */
const REFRESH_EVERY_MS = 1_000;
const RETRY_MS = 1_000;
const CANDIDATE_COLLECTIONS: ReadonlySet<number> = new Set([
  COLLECTIONS.candidateCard.number,
  COLLECTIONS.candidateCase.number,
  COLLECTIONS.favourite.number,
]);
const CONFIG_COLLECTIONS: ReadonlySet<number> = new Set([
  COLLECTIONS.showcase.number,
  COLLECTIONS.referenceItem.number,
]);

/** Listens to core for as long as the window lives; after a lost connection it subscribes again. */
export async function followEvents(signal?: AbortSignal): Promise<void> {
  const dispatch = createDispatcher();
  while (!isAborted(signal)) {
    try {
      for await (const event of await api().app.events(undefined, signal === undefined ? {} : { signal }))
        dispatch(event);
    } catch (error) {
      if (toApiFailure(error).code === 'UNEXPECTED') logFault('The event stream of core ended with a fault');
    }
    if (isAborted(signal)) return;
    // The call itself waits for the connection; this only keeps a core that refuses from being asked in a tight loop.
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** A function, because the answer changes while the loop waits. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** Hands each event to the stores it concerns. */
export function createDispatcher(): (event: AppEvent) => void {
  const accounts = useAccountsStore();
  const sync = useSyncStore();
  const explorer = useExplorerStore();
  const favourites = useFavouritesStore();
  const refreshSoon = createRefresher();

  return (event) => {
    switch (event.type) {
      case 'account':
        accounts.apply(event.account);
        return;
      case 'sync': {
        const wasOffline = sync.offlineSince !== null;
        sync.apply(event.sync);
        if (event.sync.waiting === 0) favourites.allSent();
        // Which categories can be used depends on the connection (physical capacity is online only).
        if (wasOffline !== (event.sync.offlineSince !== null) && explorer.config !== null) void explorer.loadConfig();
        return;
      }
      case 'rows-changed':
        if (event.collections.some((number) => CANDIDATE_COLLECTIONS.has(number))) refreshSoon();
        if (event.collections.some((number) => CONFIG_COLLECTIONS.has(number)) && explorer.config !== null)
          void explorer.loadConfig();
        return;
      default:
        assertNever(event);
    }
  };
}

function createRefresher(): () => void {
  const explorer = useExplorerStore();
  const favourites = useFavouritesStore();
  const profile = useProfileStore();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;

  async function refresh(): Promise<void> {
    timer = undefined;
    last = Date.now();
    await Promise.all([
      explorer.answered ? explorer.refresh() : undefined,
      favourites.answered ? favourites.load() : undefined,
      profile.refresh(),
    ]);
    favourites.forgetSettled();
  }

  return () => {
    timer ??= setTimeout(() => void refresh(), Math.max(0, last + REFRESH_EVERY_MS - Date.now()));
  };
}
