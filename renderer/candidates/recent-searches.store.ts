import {
  CandidateQuerySchema,
  PlaceSuggestionSchema,
  type CandidateQuery,
  type PlaceSuggestion,
} from '@hallowerk/contract/candidates/candidate-search.ts';
import { PREFERENCE_MAX_LENGTH } from '@hallowerk/contract/app/app.desktop.ts';
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { toApiFailure } from '../api/api-error.ts';
import { usePreferencesStore, type PreferenceValue } from '../shared/preferences.store.ts';
import { asksNothing, goesOnFrom, sameQuery } from './query-identity.ts';

export interface RecentSearch {
  readonly query: CandidateQuery;
  /** Of the query, with its name. */
  readonly place: PlaceSuggestion | null;
}

const KEY = 'candidates.recent-searches';
const MOST = 10;

/**
 * What this user searched for before on this device, the newest first. Core keeps it encrypted with his other
 * preferences; after signing out nobody else sees it.
 */
export const useRecentSearchesStore = defineStore('recent-searches', () => {
  const preferences = usePreferencesStore();
  /** The last one could not be kept. */
  const failed = ref(false);

  const entries = computed<readonly RecentSearch[]>(() => {
    const kept = preferences.values[KEY];
    if (!Array.isArray(kept)) return [];
    return kept.flatMap((entry) => parseEntry(entry) ?? []).slice(0, MOST);
  });

  /** Puts a query in front. The steps on the way to it are not kept beside it. */
  async function remember(query: CandidateQuery, place: PlaceSuggestion | null): Promise<void> {
    if (asksNothing(query)) return;
    const [newest, ...older] = entries.value.filter((entry) => !sameQuery(entry.query, query));
    const before = newest === undefined || goesOnFrom(newest.query, query) ? older : [newest, ...older];
    await keep([{ query, place }, ...before].slice(0, MOST));
  }

  function clear(): Promise<void> {
    return keep([]);
  }

  async function keep(next: readonly RecentSearch[]): Promise<void> {
    try {
      await preferences.set(KEY, next.length === 0 ? null : toPreference(shortEnough(next)));
      failed.value = false;
    } catch (error) {
      toApiFailure(error);
      failed.value = true;
    }
  }

  return { entries, failed, remember, clear };
});

/** Null for what another version wrote. */
function parseEntry(value: unknown): RecentSearch | null {
  if (typeof value !== 'object' || value === null || !('query' in value) || !('place' in value)) return null;
  const query = CandidateQuerySchema.safeParse(value.query);
  const place = PlaceSuggestionSchema.nullable().safeParse(value.place);
  return query.success && place.success ? { query: query.data, place: place.data } : null;
}

function toPreference(entries: readonly RecentSearch[]): PreferenceValue {
  return JSON.parse(JSON.stringify(entries)) as PreferenceValue;
}

/** The oldest give way when there is no room. */
function shortEnough(entries: readonly RecentSearch[]): readonly RecentSearch[] {
  const fits = entries.length <= 1 || JSON.stringify(entries).length <= PREFERENCE_MAX_LENGTH;
  return fits ? entries : shortEnough(entries.slice(0, -1));
}
