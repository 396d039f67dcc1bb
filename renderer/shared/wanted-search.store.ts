import type { CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/**
 * A query that another page wants the explorer to open with ('Zoek kandidaten', the entrances of Home). Held in memory:
 * no search stands in an address. Set it, then go to the route `candidates`; the explorer takes it.
 */
export const useWantedSearchStore = defineStore('wanted-search', () => {
  const wanted = shallowRef<CandidateQuery | null>(null);

  function want(query: CandidateQuery): void {
    wanted.value = query;
  }
  /** Gives the query once. */
  function take(): CandidateQuery | null {
    const query = wanted.value;
    wanted.value = null;
    return query;
  }

  return { wanted, want, take };
});
