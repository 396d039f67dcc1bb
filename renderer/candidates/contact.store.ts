import type { ContactRequestRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import type { ContactState } from './view-types.ts';

/** Contact data of the one profile on screen (HW-CON), and what the user asked before. Data are held nowhere else. */
export const useContactStore = defineStore('candidate-contact', () => {
  const candidateId = ref<string | null>(null);
  const contact = shallowRef<ContactState>({ state: 'closed' });
  const requests = shallowRef<readonly ContactRequestRow[]>([]);
  const requestsFailure = ref<ApiFailure | null>(null);
  /**
   * The id of a request whose answer did not come, by candidate: the server may have recorded it, so asking again is the
   * same request and not a second one.
   */
  const unanswered = new Map<string, string>();
  let sequence = 0;

  /** Another profile, or none: the data of the one before are gone at once. */
  async function follow(id: string | null): Promise<void> {
    if (candidateId.value === id) return;
    candidateId.value = id;
    contact.value = { state: 'closed' };
    requests.value = [];
    requestsFailure.value = null;
    await refresh();
  }

  /** Reads the earlier requests again after the cache changed; does nothing while nobody looks. */
  async function refresh(): Promise<void> {
    const id = candidateId.value;
    const mine = ++sequence;
    if (id === null) return;
    try {
      const answer = await api().candidates.contactRequests({ candidateId: id });
      if (mine !== sequence) return;
      requests.value = answer;
      requestsFailure.value = null;
    } catch (error) {
      if (mine === sequence) requestsFailure.value = toApiFailure(error);
    }
  }

  /** Asks for the data; an answer that comes after the profile was left is thrown away. */
  async function ask(): Promise<void> {
    const id = candidateId.value;
    if (id === null || contact.value.state === 'loading') return;
    const requestId = unanswered.get(id) ?? crypto.randomUUID();
    unanswered.set(id, requestId);
    const mine: ContactState = { state: 'loading' };
    contact.value = mine;
    try {
      const data = await api().candidates.requestContactData({ candidateId: id, requestId });
      unanswered.delete(id);
      if (contact.value !== mine) return;
      contact.value = { state: 'ready', data };
      await refresh();
    } catch (error) {
      if (contact.value === mine) contact.value = { state: 'failed', failure: toApiFailure(error) };
    }
  }

  return { candidateId, contact, requests, requestsFailure, follow, refresh, ask };
});
