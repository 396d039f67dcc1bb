import type { ContactRequestRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { canFollow, CONTACT_OUTCOMES, type ContactOutcome } from '@hallowerk/contract/candidates/contact-request.ts';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { useAnswer } from '../shared/composables/useAnswer.ts';
import { useContactStore } from './contact.store.ts';

/** What somebody fills in about a request and has not saved; no outcome until he chooses one. */
export interface OutcomeDraft {
  readonly outcome: ContactOutcome | null;
  readonly note: string;
}

/** The outcomes that a request can get now, in the order of the list (§5.3); none when it is closed. */
export function nextOutcomes(request: Pick<ContactRequestRow, 'outcome'>): readonly ContactOutcome[] {
  return CONTACT_OUTCOMES.codes.filter((code) => canFollow(code, request.outcome));
}

/** The user's own contact requests (BX-08), newest first, and what he is filling in about them. */
export const useContactRequestsStore = defineStore('contact-requests', () => {
  const contact = useContactStore();
  const { answer: rows, ...list } = useAnswer<readonly ContactRequestRow[]>(
    () => api().candidates.contactRequests({ candidateId: null }),
    [],
  );
  const onlyOpen = ref(true);
  const drafts = shallowRef<ReadonlyMap<string, OutcomeDraft>>(new Map());
  const saving = ref<string | null>(null);
  /** Why an outcome was not saved, by request. */
  const failures = shallowRef<ReadonlyMap<string, ApiFailure>>(new Map());

  const open = computed(() => rows.value.filter((row) => row.outcome === 'OPEN'));
  const shown = computed(() => (onlyOpen.value ? open.value : rows.value));

  function draftOf(request: ContactRequestRow): OutcomeDraft {
    const { outcome, note } = drafts.value.get(request.id) ?? { outcome: null, note: request.note };
    // Another device may have recorded something meanwhile, which not every outcome may follow.
    return { outcome: outcome !== null && canFollow(outcome, request.outcome) ? outcome : null, note };
  }

  function write(id: string, draft: OutcomeDraft): void {
    drafts.value = new Map([...drafts.value, [id, draft]]);
  }

  function discard(id: string): void {
    drafts.value = new Map([...drafts.value].filter(([other]) => other !== id));
    failures.value = new Map([...failures.value].filter(([other]) => other !== id));
  }

  /** Saves what was filled in; without a connection it waits on this device. A failure stands in `failures`. */
  async function record(request: ContactRequestRow): Promise<void> {
    const { outcome, note } = draftOf(request);
    if (outcome === null || saving.value !== null) return;
    saving.value = request.id;
    try {
      await api().candidates.recordContactOutcome({ requestId: request.id, outcome, note: note.trim() });
      discard(request.id);
      await Promise.all([contact.refresh(), list.refresh()]);
    } catch (error) {
      failures.value = new Map([...failures.value, [request.id, toApiFailure(error)]]);
    } finally {
      saving.value = null;
    }
  }

  return {
    rows,
    onlyOpen,
    open,
    shown,
    saving,
    failures,
    draftOf,
    write,
    discard,
    record,
    ...list,
  };
});
