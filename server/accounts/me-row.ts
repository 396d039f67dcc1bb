import { toHeldRole, type HeldRoleRow } from '../shared/held-role.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';

export interface MeRow extends HeldRoleRow {
  readonly id: string;
  readonly full_name: string;
  readonly email: string;
  readonly role_name: string | null;
  readonly organization_name: string;
  readonly municipality_name: string;
  readonly region_codes: string[];
}

/** Explicit field list: nothing reaches the wire by being added to the table. */
export function toMe(row: MeRow): Me {
  return {
    id: row.id,
    fullName: row.full_name,
    email: row.email,
    role: row.role,
    roleName: row.role_name,
    rights: [...toHeldRole(row).rights],
    organizationName: row.organization_name,
    municipalityName: row.municipality_name,
    regionCodes: row.region_codes,
  };
}
