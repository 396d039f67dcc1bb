import type {
  PolicyScope,
  RetentionOverview,
  RetentionPolicyInput,
  RetentionRehearsal,
} from '@hallowerk/contract/privacy/retention.ts';
import { defineStore } from 'pinia';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { useAnswer } from '../shared/composables/useAnswer.ts';

export interface Retention extends RetentionOverview {
  readonly rehearsal: RetentionRehearsal;
}

/** How long things are kept, and what would go now. */
export const useRetentionStore = defineStore('retention', () => {
  const { answer: retention, ...list } = useAnswer<Retention | null>(async () => {
    const [overview, rehearsal] = await Promise.all([api().privacy.retention(), api().privacy.rehearseRetention()]);
    return { ...overview, rehearsal };
  }, null);

  /** Saves a term; what would go is asked again. Null, or why it was not saved. */
  const save = (scope: PolicyScope, policy: RetentionPolicyInput) =>
    change(() => api().privacy.setRetentionPolicy({ scope, policy }));

  /** Removes what is over now. */
  const run = () => change(() => api().privacy.runRetention());

  async function change(work: () => Promise<unknown>): Promise<ApiFailure | null> {
    try {
      await work();
    } catch (error) {
      return toApiFailure(error);
    }
    await list.load();
    return null;
  }

  return { retention, ...list, save, run };
});
