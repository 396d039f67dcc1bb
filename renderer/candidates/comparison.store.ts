import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { defineStore } from 'pinia';
import { toApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { useAnswer } from '../shared/composables/useAnswer.ts';

/** `detail` is null when the profile is not visible (any more). */
export interface ComparedCandidate {
  readonly id: string;
  readonly detail: CandidateDetail | null;
}

/** The candidates side by side; held only while that page is there. */
export const useComparisonStore = defineStore('candidate-comparison', () => {
  let ids: readonly string[] = [];
  const { answer: columns, ...list } = useAnswer<readonly ComparedCandidate[]>(
    () => Promise.all(ids.map(fetchColumn)),
    [],
  );

  function open(wanted: readonly string[]): Promise<void> {
    ids = wanted;
    return list.load();
  }

  return { columns, open, ...list };
});

async function fetchColumn(id: string): Promise<ComparedCandidate> {
  try {
    return { id, detail: await api().candidates.get({ id }) };
  } catch (error) {
    if (toApiFailure(error).code !== 'NOT_FOUND') throw error;
    return { id, detail: null };
  }
}
