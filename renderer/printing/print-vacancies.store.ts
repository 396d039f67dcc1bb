import type { VacancyDetail } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import { VACANCY_PRINT_PART } from '@hallowerk/contract/vacancies/vacancy-export.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';

/** What the print view of vacancies shows: those of one print, read in parts. */
export const usePrintVacanciesStore = defineStore('print-vacancies', () => {
  const details = shallowRef<readonly VacancyDetail[]>([]);
  const complete = ref(false);
  const municipalityName = shallowRef('');
  const failure = shallowRef<ApiFailure | null>(null);

  async function load(jobId: string): Promise<void> {
    complete.value = false;
    try {
      const account = await api().accounts.state();
      municipalityName.value = account.state === 'signed-in' ? account.me.municipalityName : '';
      const all: VacancyDetail[] = [];
      let total = 1;
      for (let offset = 0; offset < total; offset += VACANCY_PRINT_PART) {
        const part = await api().vacancies.printJob({ jobId, offset });
        all.push(...part.items);
        total = part.total;
      }
      details.value = all;
      failure.value = null;
      complete.value = true;
    } catch (error) {
      details.value = [];
      failure.value = toApiFailure(error);
    }
  }

  return { details, complete, municipalityName, failure, load };
});
