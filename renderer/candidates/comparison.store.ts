import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';

/** `detail` is null when the profile is not visible (any more). */
export interface ComparedCandidate {
  readonly id: string;
  readonly detail: CandidateDetail | null;
}

/** The candidates side by side; held only while that page is there. */
export const useComparisonStore = defineStore('candidate-comparison', () => {
  const columns = shallowRef<readonly ComparedCandidate[]>([]);
  const answered = ref(false);
  const loading = ref(false);
  const failure = ref<ApiFailure | null>(null);
  let ids: readonly string[] = [];
  let sequence = 0;

  async function open(wanted: readonly string[]): Promise<void> {
    ids = wanted;
    const mine = ++sequence;
    loading.value = true;
    try {
      const found = await Promise.all(ids.map(fetchColumn));
      if (mine !== sequence) return;
      columns.value = found;
      answered.value = true;
      failure.value = null;
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    } finally {
      if (mine === sequence) loading.value = false;
    }
  }

  /** Reads again after the cache changed; does nothing while nobody looks. */
  async function refresh(): Promise<void> {
    if (answered.value) await open(ids);
  }

  function close(): void {
    sequence += 1;
    ids = [];
    columns.value = [];
    answered.value = false;
    loading.value = false;
    failure.value = null;
  }

  return { columns, answered, loading, failure, open, refresh, close };
});

async function fetchColumn(id: string): Promise<ComparedCandidate> {
  try {
    return { id, detail: await api().candidates.get({ id }) };
  } catch (error) {
    if (toApiFailure(error).code !== 'NOT_FOUND') throw error;
    return { id, detail: null };
  }
}
