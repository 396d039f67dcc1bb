import type { PlaceSuggestion, Suggestion } from '@hallowerk/contract/candidates/candidate-search.ts';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { toApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';

/** What stands under the two search fields while typing. An older answer never replaces a newer one. */
export const useSuggestionsStore = defineStore('candidates-suggestions', () => {
  const elements = shallowRef<readonly Suggestion[]>([]);
  const places = shallowRef<readonly PlaceSuggestion[]>([]);
  const failed = shallowRef(false);
  let elementSequence = 0;
  let placeSequence = 0;

  async function suggest(text: string): Promise<void> {
    const mine = ++elementSequence;
    const found = text.trim() === '' ? [] : await ask(() => api().candidates.suggest({ text: text.slice(0, 100) }));
    if (mine === elementSequence) elements.value = found;
  }

  async function suggestPlaces(text: string): Promise<void> {
    const mine = ++placeSequence;
    const found =
      text.trim() === '' ? [] : await ask(() => api().candidates.suggestPlaces({ text: text.slice(0, 80) }));
    if (mine === placeSequence) places.value = found;
  }

  /** Typing goes on without suggestions when they fail: the text still searches as a keyword. */
  async function ask<T>(call: () => Promise<T[]>): Promise<T[]> {
    try {
      const found = await call();
      failed.value = false;
      return found;
    } catch (error) {
      failed.value = toApiFailure(error).code !== 'INTERRUPTED';
      return [];
    }
  }

  return { elements, places, failed, suggest, suggestPlaces };
});
