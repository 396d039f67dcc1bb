import type { ContactReport, ReportPeriod } from '@hallowerk/contract/candidates/follow-up.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { periodOf, type PeriodChoice, type ReportSort } from './contact-report.ts';

/** What became of contact requests, per employer (BX-08): asked of the server each time. What was chosen stays. */
export const useContactReportStore = defineStore('contact-report', () => {
  const choice = ref<PeriodChoice>('thisMonth');
  const own = ref<ReportPeriod>(periodOf('thisMonth', new Date()));
  const sort = ref<ReportSort>({ column: 'employer', descending: false });
  const report = shallowRef<ContactReport | null>(null);
  const loading = ref(false);
  const failure = ref<ApiFailure | null>(null);
  let sequence = 0;

  async function load(): Promise<void> {
    const mine = ++sequence;
    loading.value = true;
    try {
      const period = choice.value === 'own' ? own.value : periodOf(choice.value, new Date());
      const answer = await api().candidates.contactReport(period);
      if (mine !== sequence) return;
      report.value = answer;
      failure.value = null;
    } catch (error) {
      if (mine !== sequence) return;
      // Numbers of another period under this one would be wrong.
      report.value = null;
      failure.value = toApiFailure(error);
    } finally {
      if (mine === sequence) loading.value = false;
    }
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

  /** The page is left. */
  function close(): void {
    sequence += 1;
    report.value = null;
    failure.value = null;
    loading.value = false;
  }

  return { choice, own, sort, report, loading, failure, load, choose, chooseOwn, close };
});
