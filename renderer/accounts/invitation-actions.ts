import type { Invitation, InvitationState } from '@hallowerk/contract/accounts/invitation.ts';

/** What can be done with an invitation in the list; `RESEND` is sending one that has been sent before. */
export const INVITATION_ACTIONS = ['EDIT', 'SEND', 'RESEND', 'REVOKE', 'REMOVE'] as const;
export type InvitationAction = (typeof INVITATION_ACTIONS)[number];

const OF_STATE: Readonly<Record<InvitationState, readonly InvitationAction[]>> = {
  DRAFT: ['SEND', 'EDIT', 'REMOVE'],
  SENT: ['RESEND', 'REVOKE'],
  OPENED: ['RESEND', 'REVOKE'],
  ACCEPTED: [],
  EXPIRED: ['RESEND'],
  REVOKED: ['RESEND'],
};

/** A hirer's invitation has a telephone number that this form does not show. */
export function actionsFor({ state, kind }: Invitation): readonly InvitationAction[] {
  return OF_STATE[state].filter((action) => action !== 'EDIT' || kind !== 'CLIENT_PORTAL');
}
