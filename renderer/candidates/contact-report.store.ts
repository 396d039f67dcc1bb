import type { ContactReport, ReportPeriod } from '@hallowerk/contract/candidates/follow-up.ts';
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { api } from '../api/app-api.ts';
import { useAnswer } from '../shared/composables/useAnswer.ts';
import { periodOf, type PeriodChoice, type ReportSort } from './contact-report.ts';

/** What became of contact requests, per employer (BX-08): asked of the server each time. What was chosen stays. */
export const useContactReportStore = defineStore('contact-report', () => {
  const choice = ref<PeriodChoice>('thisMonth');
  const own = ref<ReportPeriod>(periodOf('thisMonth', new Date()));
  const sort = ref<ReportSort>({ column: 'employer', descending: false });
  const {
    answer: report,
    put,
    ...list
  } = useAnswer<ContactReport | null>(
    () => api().candidates.contactReport(choice.value === 'own' ? own.value : periodOf(choice.value, new Date())),
    null,
  );

  async function load(): Promise<void> {
    await list.load();
    // Numbers of another period under this one would be wrong.
    if (list.failure.value !== null) put(null);
  }

  function choose(next: PeriodChoice): Promise<void> {
    if (next === 'own' && choice.value !== 'own') own.value = periodOf(choice.value, new Date());
    choice.value = next;
    return load();
  }

  function chooseOwn(period: ReportPeriod): Promise<void> {
    own.value = period;
    choice.value = 'own';
    return load();
  }

  return { choice, own, sort, report, ...list, load, choose, chooseOwn };
});
