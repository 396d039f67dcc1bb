import { PRINT_PART } from '@hallowerk/contract/candidates/candidate-export.ts';
import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';

/** What the print view of a selection shows: the profiles of one print job, read in parts. */
export const usePrintSelectionStore = defineStore('print-selection', () => {
  const details = shallowRef<readonly CandidateDetail[]>([]);
  const total = ref<number | null>(null);
  const loaded = ref(0);
  const complete = ref(false);
  const municipalityName = shallowRef('');
  const failure = shallowRef<ApiFailure | null>(null);

  let shownJob: string | null = null;

  async function load(jobId: string): Promise<void> {
    if (jobId !== shownJob) complete.value = false;
    shownJob = jobId;
    try {
      const account = await api().accounts.state();
      municipalityName.value = account.state === 'signed-in' ? account.me.municipalityName : '';
      const all: CandidateDetail[] = [];
      for (let offset = 0; offset === 0 || offset < (total.value ?? 0); offset += PRINT_PART) {
        const part = await api().candidates.printJob({ jobId, offset });
        all.push(...part.items);
        total.value = part.total;
        loaded.value = Math.min(offset + PRINT_PART, part.total);
      }
      details.value = all;
      failure.value = null;
      complete.value = true;
    } catch (error) {
      details.value = [];
      failure.value = toApiFailure(error);
    }
  }

  /** After the cache changed: who is not visible any more goes from the page. */
  async function refresh(): Promise<void> {
    if (shownJob !== null) await load(shownJob);
  }

  return { details, total, loaded, complete, municipalityName, failure, load, refresh };
});
