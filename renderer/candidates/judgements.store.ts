import type { CandidateSummary, Judgement } from '@hallowerk/contract/candidates/candidate-search.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { useExplorerStore } from './explorer.store.ts';

/** Somebody who was judged NO a moment ago, and what was thought of him before. */
interface Hidden {
  readonly searchId: string;
  readonly item: Pick<CandidateSummary, 'id' | 'name' | 'judgement'>;
}

/** What the user thinks of candidates within the saved search that is open (BX-06). */
export const useJudgementsStore = defineStore('judgements', () => {
  const explorer = useExplorerStore();
  const hidden = shallowRef<Hidden | null>(null);
  const failure = ref<ApiFailure | null>(null);

  /** Shown at once; put back when core refuses. Null takes a judgement back. Does nothing without a saved search. */
  async function judge(item: Hidden['item'], value: Judgement | null): Promise<void> {
    const searchId = explorer.savedSearchId;
    if (searchId === null) return;
    explorer.showJudgement(item.id, value);
    hidden.value = value === 'NO' ? { searchId, item } : null;
    await keep(searchId, item.id, value);
  }

  /** Brings back who was judged NO last, with what was thought of him before. */
  async function undo(): Promise<void> {
    if (hidden.value === null) return;
    const { searchId, item } = hidden.value;
    hidden.value = null;
    await keep(searchId, item.id, item.judgement);
  }

  /** The list is read again in any case: it may count others now, and after a refusal it shows what holds. */
  async function keep(searchId: string, candidateId: string, value: Judgement | null): Promise<void> {
    failure.value = null;
    try {
      await api().candidates.judge({ searchId, candidateId, value });
    } catch (error) {
      failure.value = toApiFailure(error);
      if (hidden.value?.item.id === candidateId) hidden.value = null;
    }
    if (explorer.savedSearchId === searchId) await explorer.refresh();
  }

  /** Another search is on screen. */
  function reset(): void {
    hidden.value = null;
    failure.value = null;
  }

  return { hidden, failure, judge, undo, reset };
});
