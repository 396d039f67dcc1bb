import type {
  Invitation,
  InvitationDecision,
  InvitationMail,
  InvitationOrganization,
} from '@hallowerk/contract/accounts/invitation.ts';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { useAnswer } from '../shared/composables/useAnswer.ts';
import type { InvitationDraft } from './invitation-draft.store.ts';

interface InvitationList {
  readonly items: readonly Invitation[];
  readonly organizations: readonly InvitationOrganization[];
}

/** Invitations as the server last listed them, for who may send them. */
export const useInvitationsStore = defineStore('invitations', () => {
  const { answer, put, ...list } = useAnswer<InvitationList>(() => api().invitations.list(), {
    items: [],
    organizations: [],
  });
  const invitations = computed(() => answer.value.items);
  const organizations = computed(() => answer.value.organizations);

  /** Shows it as it is now; null takes it away. */
  function show(id: string, item: Invitation | null): void {
    put({ ...answer.value, items: withItem(answer.value.items, id, item) });
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

  return { invitations, organizations, ...list, save, decide, preview };
});

function withItem(items: readonly Invitation[], id: string, item: Invitation | null): readonly Invitation[] {
  if (item === null) return items.filter((other) => other.id !== id);
  if (!items.some((other) => other.id === id)) return [item, ...items];
  return items.map((other) => (other.id === id ? item : other));
}
