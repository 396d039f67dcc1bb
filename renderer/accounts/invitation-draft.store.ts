import { INVITATION_KINDS, type Invitation, type InvitationKind } from '@hallowerk/contract/accounts/invitation.ts';
import { ROLES, type Role } from '@hallowerk/contract/accounts/account.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toApiFailure } from '../api/api-error.ts';
import { usePreferencesStore } from '../shared/preferences.store.ts';

/** What somebody fills in; the id is that of the invitation it becomes, so that saving twice makes one. */
export interface InvitationDraft {
  readonly id: string;
  readonly kind: InvitationKind;
  readonly role: Role;
  readonly fullName: string;
  readonly email: string;
  readonly organizationId: string | null;
  readonly organizationName: string;
  readonly personalMessage: string;
}

const KEY = 'invitation-draft';
const KEEP_AFTER_MS = 300;

/** The kinds that the form makes, with the roles each can give. */
export function emptyDraft(inviter: Role): InvitationDraft {
  const staff = inviter === 'MUNICIPAL_ADMINISTRATOR';
  return {
    id: crypto.randomUUID(),
    kind: staff ? 'ATS_USER' : 'EMPLOYER',
    role: staff ? 'ACCOUNT_MANAGER' : 'EMPLOYER',
    ...{ fullName: '', email: '', organizationId: null, organizationName: '', personalMessage: '' },
  };
}

export function draftOf(invitation: Invitation): InvitationDraft {
  const { id, kind, role, fullName, email, organizationId, organizationName, personalMessage } = invitation;
  const staff = kind === 'ATS_USER';
  return {
    ...{ id, kind, role, fullName, email, personalMessage },
    organizationId: staff ? null : organizationId,
    organizationName: staff || organizationId !== null ? '' : organizationName,
  };
}

/**
 * The invitation that is being written, from the first keystroke. It outlives the form and a restart; core keeps it
 * encrypted with the other preferences of this user, never the browser.
 */
export const useInvitationDraftStore = defineStore('invitation-draft', () => {
  const preferences = usePreferencesStore();
  /** Undefined: nothing was touched since the start, and what was kept counts. */
  const typed = shallowRef<InvitationDraft | null | undefined>(undefined);
  const failed = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;

  window.addEventListener('pagehide', () => void flush());

  function find(): InvitationDraft | null {
    return typed.value === undefined ? parseDraft(preferences.values[KEY]) : typed.value;
  }

  function write(draft: InvitationDraft): void {
    typed.value = draft;
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), KEEP_AFTER_MS);
  }

  /** It was saved on the server or given up. */
  async function discard(): Promise<void> {
    if (find() === null) return;
    typed.value = null;
    await flush();
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    if (typed.value === undefined) return;
    try {
      await preferences.set(KEY, typed.value === null ? null : { ...typed.value });
      failed.value = false;
    } catch (error) {
      toApiFailure(error);
      failed.value = true;
    }
  }

  return { failed, find, write, discard, flush };
});

function parseDraft(value: unknown): InvitationDraft | null {
  if (typeof value !== 'object' || value === null) return null;
  const kept = value as Readonly<Record<string, unknown>>;
  const text = (key: string): string => (typeof kept[key] === 'string' ? kept[key] : '');
  const kind = INVITATION_KINDS.codes.find((code) => code === kept['kind']);
  const role = ROLES.codes.find((code) => code === kept['role']);
  if (text('id') === '' || kind === undefined || role === undefined) return null;
  return {
    ...{ id: text('id'), kind, role, fullName: text('fullName'), email: text('email') },
    organizationId: text('organizationId') || null,
    ...{ organizationName: text('organizationName'), personalMessage: text('personalMessage') },
  };
}
