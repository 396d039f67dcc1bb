import type { AppEvent } from '@hallowerk/contract/app/app.desktop.ts';
import { assertNever } from '@hallowerk/contract/common/assert-never.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { toApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { logFault } from './error-handler.ts';
import { useAccountsStore } from '../accounts/accounts.store.ts';
import { useComparisonStore } from '../candidates/comparison.store.ts';
import { useContactStore } from '../candidates/contact.store.ts';
import { useContactRequestsStore } from '../candidates/contact-requests.store.ts';
import { useExplorerStore } from '../candidates/explorer.store.ts';
import { useFavouritesStore } from '../candidates/favourites.store.ts';
import { useNoteListStore } from '../candidates/note-list.store.ts';
import { useNotesStore } from '../candidates/notes.store.ts';
import { useProfileStore } from '../candidates/profile.store.ts';
import { useSavedSearchesStore } from '../candidates/saved-searches.store.ts';
import { useStaleProfilesStore } from '../candidates/stale-profiles.store.ts';
import { usePreferencesStore } from '../shared/preferences.store.ts';
import { useVacancyChangesStore } from '../shared/vacancy-changes.store.ts';
import { usePrintCandidateStore } from '../printing/print-candidate.store.ts';
import { usePrintSelectionStore } from '../printing/print-selection.store.ts';
import { useSyncStore } from '../sync/sync.store.ts';
import { useSyncOverviewStore } from '../sync/sync-overview.store.ts';

/** Reads of the cache after a burst of changes, at most once in this many milliseconds. */
const REFRESH_EVERY_MS = 1_000;
/** An answer to a proposal is seen within two seconds. */
const VACANCIES_EVERY_MS = 500;
/** What is new in a watched search is counted by running it. */
const SAVED_SEARCHES_EVERY_MS = 5_000;
const RETRY_MS = 1_000;
const CANDIDATE_COLLECTIONS: ReadonlySet<number> = new Set([
  COLLECTIONS.candidateCard.number,
  COLLECTIONS.candidateCase.number,
  COLLECTIONS.favourite.number,
]);
const SAVED_SEARCH_COLLECTIONS: ReadonlySet<number> = new Set([
  COLLECTIONS.savedSearch.number,
  COLLECTIONS.searchMark.number,
  COLLECTIONS.judgement.number,
]);
const NOTE_COLLECTIONS: ReadonlySet<number> = new Set([COLLECTIONS.note.number, COLLECTIONS.noteConflict.number]);
/** What lists and pages of vacancies show; candidates because the name of a proposed one goes with his visibility. */
const VACANCY_COLLECTIONS: ReadonlySet<number> = new Set([
  COLLECTIONS.vacancy.number,
  COLLECTIONS.proposal.number,
  COLLECTIONS.proposalCandidate.number,
  COLLECTIONS.vacancyConflict.number,
  COLLECTIONS.person.number,
  COLLECTIONS.candidateCard.number,
  COLLECTIONS.candidateCase.number,
  COLLECTIONS.crawledVacancy.number,
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
  const overview = useSyncOverviewStore();
  const preferences = usePreferencesStore();
  const refreshSoon = atMostEvery(REFRESH_EVERY_MS, createRefresh());
  const savedSearchesSoon = atMostEvery(SAVED_SEARCHES_EVERY_MS, createSavedSearchesRefresh());
  const notesSoon = atMostEvery(REFRESH_EVERY_MS, createNotesRefresh());
  const contactSoon = atMostEvery(REFRESH_EVERY_MS, createContactRefresh());
  const overviewSoon = atMostEvery(REFRESH_EVERY_MS, overview.refresh);
  const vacancies = useVacancyChangesStore();
  const vacanciesSoon = atMostEvery(VACANCIES_EVERY_MS, () => Promise.resolve(vacancies.rise()));

  return (event) => {
    switch (event.type) {
      case 'account':
        accounts.apply(event.account);
        return;
      case 'sync': {
        const wasOffline = sync.offlineSince !== null;
        sync.apply(event.sync);
        overviewSoon();
        if (event.sync.waiting === 0) favourites.allSent();
        // Which categories can be used depends on the connection (physical capacity is online only).
        if (wasOffline !== (event.sync.offlineSince !== null) && explorer.config !== null) void explorer.loadConfig();
        return;
      }
      case 'rows-changed': {
        const touches = (set: ReadonlySet<number>) => event.collections.some((number) => set.has(number));
        if (touches(CANDIDATE_COLLECTIONS)) refreshSoon();
        if (touches(SAVED_SEARCH_COLLECTIONS) || touches(CANDIDATE_COLLECTIONS)) savedSearchesSoon();
        // What was judged on another device.
        if (event.collections.includes(COLLECTIONS.judgement.number) && explorer.savedSearchId !== null) refreshSoon();
        if (touches(NOTE_COLLECTIONS)) notesSoon();
        if (touches(VACANCY_COLLECTIONS)) vacanciesSoon();
        if (event.collections.includes(COLLECTIONS.contactRequest.number)) contactSoon();
        if (event.collections.includes(COLLECTIONS.noteConflict.number)) overviewSoon();
        // Theme and language follow the user from his other device.
        if (event.collections.includes(COLLECTIONS.setting.number) && accounts.signedIn) void preferences.load();
        if (touches(CONFIG_COLLECTIONS) && explorer.config !== null) void explorer.loadConfig();
        return;
      }
      default:
        assertNever(event);
    }
  };
}

function createRefresh(): () => Promise<void> {
  const explorer = useExplorerStore();
  const favourites = useFavouritesStore();
  const profile = useProfileStore();
  const print = usePrintCandidateStore();
  const printSelection = usePrintSelectionStore();
  const noteList = useNoteListStore();
  const requests = useContactRequestsStore();
  const comparison = useComparisonStore();
  const stale = useStaleProfilesStore();

  return async () => {
    await Promise.all([
      noteList.refresh(),
      requests.refresh(),
      comparison.refresh(),
      stale.refresh(),
      explorer.answered ? explorer.refresh() : undefined,
      favourites.answered ? favourites.load() : undefined,
      profile.refresh(),
      print.refresh(),
      printSelection.refresh(),
    ]);
    favourites.forgetSettled();
  };
}

function createSavedSearchesRefresh(): () => Promise<void> {
  const saved = useSavedSearchesStore();
  return async () => {
    if (saved.answered) await saved.load();
  };
}

/** The panel, the overview, and the number on the button of the panel, which is part of the profile. */
function createNotesRefresh(): () => Promise<void> {
  const notes = useNotesStore();
  const noteList = useNoteListStore();
  const profile = useProfileStore();
  return async () => {
    await Promise.all([notes.refresh(), noteList.refresh(), profile.refresh()]);
  };
}

function createContactRefresh(): () => Promise<void> {
  const contact = useContactStore();
  const requests = useContactRequestsStore();
  return async () => {
    await Promise.all([contact.refresh(), requests.refresh()]);
  };
}

/** The first call works at once, those of the next `ms` together once more at its end. */
function atMostEvery(ms: number, work: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  return () => {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        last = Date.now();
        void work();
      },
      Math.max(0, last + ms - Date.now()),
    );
  };
}
