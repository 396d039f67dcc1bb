import type { VacancyComparison } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import { defineStore } from 'pinia';
import { api } from '../api/app-api.ts';
import { useAnswer } from '../shared/composables/useAnswer.ts';

/** The vacancy that compared candidates are laid against (BX-16); held only while that page is there. */
export const useVacancyComparisonStore = defineStore('vacancy-comparison', () => {
  let asked: { readonly vacancyId: string; readonly candidateIds: readonly string[] } | null = null;
  const { answer: comparison, ...state } = useAnswer<VacancyComparison | null>(async () => {
    if (asked === null) return null;
    return api().vacancies.compare({ vacancyId: asked.vacancyId, candidateIds: [...asked.candidateIds] });
  }, null);

  function open(vacancyId: string, candidateIds: readonly string[]): Promise<void> {
    asked = { vacancyId, candidateIds };
    return state.load();
  }

  return { comparison, open, ...state };
});
