import type { Knex } from 'knex';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS, effectiveRights, type HeldRole } from '@hallowerk/contract/accounts/default-rights.ts';
import type { Right } from '@hallowerk/contract/accounts/rights.ts';

/** Of `app_user u left join custom_role r on r.id = u.custom_role_id`. */
export interface HeldRoleRow {
  readonly role: Role;
  readonly custom_rights: readonly Right[] | null;
}

/** Role and rights as they count: those of the custom role, or of the built-in one, never beyond the maximum. */
export function toHeldRole({ role, custom_rights }: HeldRoleRow): HeldRole {
  return { role, rights: effectiveRights({ role, rights: custom_rights ?? DEFAULT_RIGHTS[role] }) };
}

/** What an active user may do as of this transaction, or null. `share` keeps his row from changing until its end. */
export async function findHeldRole(
  db: Knex,
  userId: string,
  lock: 'none' | 'share' = 'none',
): Promise<HeldRole | null> {
  const query = db('app_user as u')
    .leftJoin('custom_role as r', 'r.id', 'u.custom_role_id')
    .where({ 'u.id': userId, 'u.state': 'ACTIVE' });
  if (lock === 'share') query.forShare('u');
  const row: HeldRoleRow | undefined = await query.first({ role: 'u.role', custom_rights: 'r.rights' });
  return row === undefined ? null : toHeldRole(row);
}
