import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';

/** What one print view shows: the fields this user may see, and the name of his municipality. */
export const usePrintCandidateStore = defineStore('print-candidate', () => {
  const detail = shallowRef<CandidateDetail | null>(null);
  const municipalityName = shallowRef('');
  const failure = shallowRef<ApiFailure | null>(null);

  let shownId: string | null = null;

  async function load(id: string): Promise<void> {
    shownId = id;
    try {
      const [found, account] = await Promise.all([api().candidates.get({ id }), api().accounts.state()]);
      municipalityName.value = account.state === 'signed-in' ? account.me.municipalityName : '';
      detail.value = found;
      failure.value = null;
    } catch (error) {
      detail.value = null;
      failure.value = toApiFailure(error);
    }
  }

  /** After the cache changed: who is not visible any more goes from the page. */
  async function refresh(): Promise<void> {
    if (shownId !== null) await load(shownId);
  }

  return { detail, municipalityName, failure, load, refresh };
});
