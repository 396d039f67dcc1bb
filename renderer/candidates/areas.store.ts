import type { CandidateArea, CandidateAreas, MapPoint } from '@hallowerk/contract/candidates/candidate-map.ts';
import type { CandidateQuery, PlaceSuggestion } from '@hallowerk/contract/candidates/candidate-search.ts';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { useExplorerStore } from './explorer.store.ts';

/** What the map shows: an answer with the question it belongs to, so that circle and dots never disagree. */
export interface ShownAreas extends CandidateAreas {
  readonly query: CandidateQuery;
  readonly place: PlaceSuggestion | null;
}

/**
 * The results of the explorer by place (BX-22). What stands on screen stays until the next answer is there; of two answers
 * only the one to the latest question is shown.
 */
export const useAreasStore = defineStore('candidate-areas', () => {
  const explorer = useExplorerStore();
  const shown = shallowRef<ShownAreas | null>(null);
  const failure = ref<ApiFailure | null>(null);
  /** Places that are being looked up. */
  const moving = ref(0);
  let sequence = 0;
  let moves = 0;

  /** The map shows what is asked now, not what was asked before. */
  const settled = computed(() => moving.value === 0 && shown.value?.query === explorer.query);

  async function load(): Promise<void> {
    const mine = ++sequence;
    const { query, place, savedSearchId } = explorer;
    try {
      const answer = await api().candidates.areas({ query, ...(savedSearchId === null ? {} : { savedSearchId }) });
      if (mine !== sequence) return;
      shown.value = { ...answer, query, place };
      failure.value = null;
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    }
  }

  /** Searches around the known place nearest to a point. Of two points at once the later one counts. */
  async function moveTo({ lat, lon }: MapPoint | CandidateArea): Promise<void> {
    const mine = ++moves;
    moving.value += 1;
    try {
      const place = await api().candidates.nearestPlace({ lat, lon });
      if (mine === moves && place !== null) void explorer.setPlace(place);
    } catch (error) {
      failure.value = toApiFailure(error);
    } finally {
      moving.value -= 1;
    }
  }

  return { shown, failure, settled, load, moveTo };
});
