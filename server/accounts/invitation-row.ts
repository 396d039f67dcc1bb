import type { Role } from '@hallowerk/contract/accounts/account.ts';
import {
  stateAt,
  type Invitation,
  type InvitationKind,
  type InvitationState,
} from '@hallowerk/contract/accounts/invitation.ts';

/** A row of `invitation`; EXPIRED is not stored, see `stateAt`. */
export interface InvitationRow {
  readonly id: string;
  readonly kind: InvitationKind;
  readonly state: InvitationState;
  readonly email: string;
  readonly full_name: string;
  readonly role: Role;
  readonly municipality_id: string;
  readonly organization_id: string | null;
  readonly organization_name: string;
  readonly mobile: string | null;
  readonly personal_message: string;
  readonly inviter_id: string | null;
  readonly installation: boolean;
  readonly created_at: Date;
  readonly sent_at: Date | null;
  readonly expires_at: Date | null;
  readonly user_id: string | null;
  readonly wrong_passwords: number;
  readonly ticket_expires_at: Date | null;
}

/** With the names that stand elsewhere. */
export interface ListedInvitationRow extends InvitationRow {
  readonly inviter_name: string | null;
  readonly existing_organization: string | null;
}

export function stateOf(row: InvitationRow, now: Date): InvitationState {
  return stateAt({ state: row.state, expiresAt: row.expires_at }, now);
}

/** Explicit field list: no token, no hash and no account reaches who may send invitations. */
export function toInvitation(row: ListedInvitationRow, now: Date): Invitation {
  return {
    id: row.id,
    kind: row.kind,
    state: stateOf(row, now),
    fullName: row.full_name,
    email: row.email,
    role: row.role,
    organizationId: row.organization_id,
    organizationName: row.existing_organization ?? row.organization_name,
    mobile: row.mobile,
    personalMessage: row.personal_message,
    inviterName: row.inviter_name ?? '',
    createdAt: row.created_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
  };
}
