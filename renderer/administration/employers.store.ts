import type {
  AdministeredEmployer,
  AssignmentInput,
  ServingManager,
} from '@hallowerk/contract/administration/administration.ts';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { useAnswer } from '../shared/composables/useAnswer.ts';

interface Listed {
  readonly items: readonly AdministeredEmployer[];
  readonly accountManagers: readonly ServingManager[];
}

/** Employers of the municipality as the server last listed them, and who can serve them. */
export const useEmployersStore = defineStore('administered-employers', () => {
  const list = useAnswer<Listed>(() => api().administration.employers(), { items: [], accountManagers: [] });

  /** Gives employers to an account manager; null, or why it was not done. */
  async function assign(input: AssignmentInput): Promise<ApiFailure | null> {
    try {
      const { items } = await api().administration.assignEmployers(input);
      const changed = new Map(items.map((item) => [item.id, item]));
      const before = list.answer.value;
      list.put({ ...before, items: before.items.map((item) => changed.get(item.id) ?? item) });
      return null;
    } catch (error) {
      return toApiFailure(error);
    }
  }

  return {
    employers: computed(() => list.answer.value.items),
    accountManagers: computed(() => list.answer.value.accountManagers),
    answered: list.answered,
    answeredAt: list.answeredAt,
    loading: list.loading,
    failure: list.failure,
    load: list.load,
    assign,
  };
});
