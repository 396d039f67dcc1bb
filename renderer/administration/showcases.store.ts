import type { AdministeredShowcase } from '@hallowerk/contract/administration/administration.ts';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { api } from '../api/app-api.ts';
import { useAnswer } from '../shared/composables/useAnswer.ts';

interface Listed {
  readonly items: readonly AdministeredShowcase[];
  /** Of the administrator's municipality. */
  readonly region: { readonly code: string; readonly name: string } | null;
}

/** Showcases as the server last listed them, with the region they can be used in. */
export const useShowcasesStore = defineStore('showcases', () => {
  const list = useAnswer<Listed>(
    async () => {
      const [{ items }, { regions }] = await Promise.all([
        api().administration.showcases(),
        api().administration.municipality(),
      ]);
      return { items, region: regions.find(({ own }) => own) ?? null };
    },
    { items: [], region: null },
  );

  return {
    showcases: computed(() => list.answer.value.items),
    region: computed(() => list.answer.value.region),
    answered: list.answered,
    answeredAt: list.answeredAt,
    loading: list.loading,
    failure: list.failure,
    load: list.load,
  };
});
