import { vacancyRights } from '@hallowerk/contract/vacancies/vacancy-rules.ts';
import { computed, type ComputedRef } from 'vue';
import { useRightsStore } from '../rights.store.ts';

/** Whether the signed-in user proposes candidates for vacancies: account managers (HW-PROP-01). The server decides. */
export function useMayPropose(): ComputedRef<boolean> {
  const rights = useRightsStore();
  return computed(() => rights.held !== null && vacancyRights(rights.held).propose);
}
