import type {
  Invitation,
  InvitationDecision,
  InvitationMail,
  InvitationOrganization,
} from '@hallowerk/contract/accounts/invitation.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import type { InvitationDraft } from './invitation-draft.store.ts';

/** Invitations as the server last listed them, for who may send them. */
export const useInvitationsStore = defineStore('invitations', () => {
  const invitations = shallowRef<readonly Invitation[]>([]);
  const organizations = shallowRef<readonly InvitationOrganization[]>([]);
  /** When the list was last fetched; null before the first time. */
  const fetchedAt = ref<string | null>(null);
  const loading = ref(false);
  const failure = ref<ApiFailure | null>(null);
  let sequence = 0;

  async function load(): Promise<void> {
    const mine = ++sequence;
    loading.value = true;
    try {
      const answer = await api().invitations.list();
      if (mine !== sequence) return;
      invitations.value = answer.items;
      organizations.value = answer.organizations;
      fetchedAt.value = new Date().toISOString();
      failure.value = null;
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    } finally {
      if (mine === sequence) loading.value = false;
    }
  }

  /** Shows it as it is now; null takes it away. A list that is on its way was made before this. */
  function show(id: string, item: Invitation | null): void {
    sequence++;
    loading.value = false;
    const others = invitations.value.filter((invitation) => invitation.id !== id);
    if (item === null) invitations.value = others;
    else if (others.length === invitations.value.length) invitations.value = [item, ...others];
    else invitations.value = invitations.value.map((invitation) => (invitation.id === id ? item : invitation));
  }

  /** Null, or why it was not saved. */
  async function save({ id, ...draft }: InvitationDraft, send: boolean): Promise<ApiFailure | null> {
    try {
      show(id, await api().invitations.save({ id, invitation: { ...draft, mobile: null }, send }));
      return null;
    } catch (error) {
      return toApiFailure(error);
    }
  }

  /** Null, or why it was not carried out. */
  async function decide(id: string, decision: InvitationDecision): Promise<ApiFailure | null> {
    try {
      show(id, (await api().invitations.decide({ id, decision })).item);
      return null;
    } catch (error) {
      return toApiFailure(error);
    }
  }

  async function preview(draft: InvitationDraft): Promise<InvitationMail | ApiFailure> {
    const { id: _id, ...invitation } = draft;
    try {
      return await api().invitations.preview({ ...invitation, mobile: null });
    } catch (error) {
      return toApiFailure(error);
    }
  }

  return { invitations, organizations, fetchedAt, loading, failure, load, save, decide, preview };
});
