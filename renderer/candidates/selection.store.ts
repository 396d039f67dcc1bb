import type { CandidateSummary } from '@hallowerk/contract/candidates/candidate-search.ts';
import { BULK_LIMIT } from '@hallowerk/contract/candidates/candidate-export.ts';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';

/** The candidates chosen in the result list for one action on all of them; at most `BULK_LIMIT`. */
export const useSelectionStore = defineStore('candidate-selection', () => {
  const chosen = shallowRef<ReadonlyMap<string, CandidateSummary>>(new Map());
  /** Somebody was left out because there is no room for more. */
  const limited = ref(false);

  const ids = computed<ReadonlySet<string>>(() => new Set(chosen.value.keys()));
  const count = computed(() => chosen.value.size);

  function check(items: readonly CandidateSummary[], on: boolean): void {
    const next = new Map(chosen.value);
    let room = true;
    for (const item of items) {
      if (!on) next.delete(item.id);
      else if (next.has(item.id) || next.size < BULK_LIMIT) next.set(item.id, item);
      else room = false;
    }
    limited.value = on && !room;
    chosen.value = next;
  }

  /** After a search or a change of the cache: who is not in the list any more is not chosen either. */
  function follow(items: readonly CandidateSummary[]): void {
    if (chosen.value.size === 0) return;
    const kept = items.filter((item) => chosen.value.has(item.id));
    if (kept.length < chosen.value.size) limited.value = false;
    chosen.value = new Map(kept.map((item) => [item.id, item]));
  }

  function clear(): void {
    chosen.value = new Map();
    limited.value = false;
  }

  return { chosen, ids, count, limited, check, follow, clear };
});
