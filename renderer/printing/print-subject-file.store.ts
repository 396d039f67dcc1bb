import type { SubjectFile } from '@hallowerk/contract/privacy/subject-file.ts';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';

/** The file of one person, as core has it in memory, and the name of the municipality above it. */
export const usePrintSubjectFileStore = defineStore('print-subject-file', () => {
  const file = shallowRef<SubjectFile | null>(null);
  const municipalityName = shallowRef('');
  const failure = shallowRef<ApiFailure | null>(null);

  async function load(id: string): Promise<void> {
    try {
      const [found, account] = await Promise.all([api().privacy.subjectFile({ id }), api().accounts.state()]);
      municipalityName.value = account.state === 'signed-in' ? account.me.municipalityName : '';
      file.value = found;
      failure.value = null;
    } catch (error) {
      file.value = null;
      failure.value = toApiFailure(error);
    }
  }

  return { file, municipalityName, failure, load };
});
