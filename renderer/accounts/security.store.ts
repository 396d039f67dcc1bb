import type { SecurityOverview } from '@hallowerk/contract/accounts/security.ts';
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { api } from '../api/app-api.ts';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';

/** One's own password and factors, as the server last said. */
export const useSecurityStore = defineStore('security', () => {
  const overview = ref<SecurityOverview | null>(null);
  const failure = ref<ApiFailure | null>(null);
  const loading = ref(false);

  async function load(): Promise<void> {
    loading.value = true;
    failure.value = null;
    try {
      overview.value = await api().security.overview();
    } catch (error) {
      failure.value = toApiFailure(error);
    } finally {
      loading.value = false;
    }
  }

  /** Whether password and code were given in the last ten minutes, with a minute to spare for filling in the next form. */
  function isConfirmed(now: Date): boolean {
    const until = overview.value?.confirmedUntil ?? null;
    return until !== null && Date.parse(until) - now.getTime() > 60_000;
  }

  function confirmed(until: string): void {
    if (overview.value !== null) overview.value = { ...overview.value, confirmedUntil: until };
  }

  return { overview, failure, loading, load, isConfirmed, confirmed };
});
