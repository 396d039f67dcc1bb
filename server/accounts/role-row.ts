import type { Role } from '@hallowerk/contract/accounts/account.ts';
import type { CustomRole, RoleMember } from '@hallowerk/contract/accounts/roles.ts';
import type { Right } from '@hallowerk/contract/accounts/rights.ts';
import { effectiveRights } from '@hallowerk/contract/accounts/default-rights.ts';

export interface CustomRoleRow {
  readonly id: string;
  readonly municipality_id: string;
  readonly organization_id: string | null;
  readonly name: string;
  readonly based_on: Role;
  readonly rights: readonly Right[];
  readonly version: number;
}

export interface ListedRoleRow extends CustomRoleRow {
  readonly members: string;
}

/** Explicit field list: nothing reaches the wire by being added to the table. */
export function toCustomRole(row: ListedRoleRow): CustomRole {
  return {
    id: row.id,
    name: row.name,
    basedOn: row.based_on,
    rights: [...effectiveRights({ role: row.based_on, rights: row.rights })],
    version: row.version,
    members: Number(row.members),
  };
}

/** Somebody whose role may be arranged. */
export interface MemberRow {
  readonly id: string;
  readonly full_name: string;
  readonly state: string;
  readonly role: Role;
  readonly custom_role_id: string | null;
  readonly role_name: string | null;
  readonly organization_id: string;
  readonly organization_name: string;
  readonly organization_types: readonly string[];
}

export function toMember(row: MemberRow): RoleMember {
  return {
    id: row.id,
    fullName: row.full_name,
    organizationName: row.organization_name,
    role: row.role,
    customRoleId: row.custom_role_id,
    roleName: row.role_name,
  };
}
