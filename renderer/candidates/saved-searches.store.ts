import type { SavedSearchRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { Watch } from '@hallowerk/contract/candidates/saved-search.ts';
import type { NoteScope } from '@hallowerk/contract/candidates/note.ts';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { useLocalDataStore } from '../shared/local-data.store.ts';
import { useExplorerStore } from './explorer.store.ts';
import { useJudgementsStore } from './judgements.store.ts';
import { sameQuery } from './query-identity.ts';

/** What the user fills in to keep a search. */
export interface SearchDraft {
  readonly name: string;
  readonly scope: NoteScope;
}

/**
 * Searches that were kept (BX-06), and the one that is open in the explorer. A search counts as visited when the user
 * leaves it, so that what is new stays marked for as long as he looks.
 */
export const useSavedSearchesStore = defineStore('saved-searches', () => {
  const explorer = useExplorerStore();
  const judgements = useJudgementsStore();
  const localData = useLocalDataStore();
  const state = createState();
  const { rows, answered, failure, actionFailure, placeLost, goneName, linkLost } = state;
  let sequence = 0;
  let openings = 0;
  let lastName = '';

  const current = computed(() => rows.value.find((row) => row.id === explorer.savedSearchId) ?? null);
  const changed = computed(() => current.value !== null && !sameQuery(current.value.query, explorer.query));

  async function load(): Promise<void> {
    const mine = ++sequence;
    try {
      const found = await api().candidates.savedSearches();
      if (mine !== sequence) return;
      rows.value = found;
      answered.value = true;
      failure.value = null;
      await noticeGone();
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    }
  }

  /** The query stays on screen when its search was taken away; marks and judgements go. */
  async function noticeGone(): Promise<void> {
    if (current.value !== null) lastName = current.value.name;
    if (explorer.savedSearchId === null || current.value !== null) return;
    goneName.value = lastName;
    detach();
    await explorer.search();
  }

  /** Loads its query into the explorer. Without the place, when that does not exist any more. */
  async function open(row: SavedSearchRow): Promise<void> {
    const mine = ++openings;
    await attempt(async () => {
      const { placeId } = row.query;
      const place = placeId === null ? null : await api().candidates.place({ id: placeId });
      if (mine !== openings) return;
      void visit();
      detach();
      goneName.value = '';
      linkLost.value = false;
      placeLost.value = placeId !== null && place === null;
      lastName = row.name;
      const query = placeLost.value ? { ...row.query, placeId: null, radiusKm: null } : row.query;
      await explorer.openQuery(query, place, row.id);
    });
  }

  /** Opens the search that a link names; `linkLost` when the user has no such search (any more). */
  async function openLinked(id: string): Promise<void> {
    linkLost.value = false;
    await load();
    const row = rows.value.find((one) => one.id === id);
    if (row !== undefined) await open(row);
    else linkLost.value = answered.value;
  }

  /** Leaves the search; its query stays in the search bar. */
  function leave(): void {
    openings += 1;
    goneName.value = '';
    void visit();
    detach();
  }

  async function close(): Promise<void> {
    leave();
    await explorer.search();
  }

  function detach(): void {
    explorer.savedSearchId = null;
    placeLost.value = false;
    judgements.reset();
  }

  /** The user has looked at what the open search found; what changes from now on is new to him. */
  async function visit(): Promise<void> {
    const id = explorer.savedSearchId;
    if (id === null || explorer.shownSearchId !== id || localData.readOnly) return;
    if (await attempt(() => api().candidates.visitSearch({ id }))) await load();
  }

  /** Keeps the query on screen as a new search and opens it. Says whether that worked. */
  function saveNew(draft: SearchDraft): Promise<boolean> {
    return attempt(async () => {
      const { id } = await api().candidates.saveSearch({ id: null, ...draft, query: explorer.query });
      await api().candidates.visitSearch({ id });
      void visit();
      detach();
      explorer.savedSearchId = id;
      await Promise.all([load(), explorer.refresh()]);
    });
  }

  /** Changes name and scope, and its query for the one on screen when asked to. Says whether that worked. */
  function saveAgain(row: SavedSearchRow, draft: SearchDraft, withQuery: boolean): Promise<boolean> {
    return attempt(async () => {
      const query = withQuery ? explorer.query : row.query;
      await api().candidates.saveSearch({ id: row.id, ...draft, query });
      if (withQuery && row.id === explorer.savedSearchId) placeLost.value = false;
      await load();
    });
  }

  /** Says whether that worked. */
  function remove(row: SavedSearchRow): Promise<boolean> {
    return attempt(async () => {
      await api().candidates.deleteSearch({ id: row.id });
      const wasOpen = row.id === explorer.savedSearchId;
      if (wasOpen) detach();
      await Promise.all([load(), wasOpen ? explorer.search() : undefined]);
    });
  }

  async function setPinned({ id }: SavedSearchRow, pinned: boolean): Promise<void> {
    await attempt(() => api().candidates.markSearch({ id, pinned }));
    await load();
  }

  /** Hits of a watched search are counted and shown in the program; by mail the server tells how many there are. */
  async function setWatch({ id }: SavedSearchRow, watch: Watch): Promise<void> {
    await attempt(() => api().candidates.markSearch({ id, watch }));
    await load();
  }

  async function attempt(action: () => Promise<unknown>): Promise<boolean> {
    actionFailure.value = null;
    try {
      await action();
      return true;
    } catch (error) {
      actionFailure.value = toApiFailure(error);
      return false;
    }
  }

  return {
    ...state,
    current,
    changed,
    load,
    open,
    openLinked,
    leave,
    close,
    visit,
    saveNew,
    saveAgain,
    remove,
    setPinned,
    setWatch,
  };
});

function createState() {
  return {
    rows: shallowRef<readonly SavedSearchRow[]>([]),
    answered: ref(false),
    failure: ref<ApiFailure | null>(null),
    /** Why the last action on a search did not work. */
    actionFailure: ref<ApiFailure | null>(null),
    /** The open search names a place that does not exist any more. */
    placeLost: ref(false),
    /** Name of the search that was open until its owner took it away; empty for none. */
    goneName: ref(''),
    linkLost: ref(false),
  };
}
