import type { Knex } from 'knex';
import type { OwnAccount } from '@hallowerk/contract/accounts/own-accounts.ts';
import { accountsOfLogin } from './logins.ts';

/** The accounts that a person can work with, and those that were blocked: the one that asks, then by name (HW-SET-03). */
export async function ownAccounts(knex: Knex, userId: string): Promise<OwnAccount[]> {
  const rows = await knex('app_user as u')
    .join('organization as o', 'o.id', 'u.organization_id')
    .join('municipality as m', 'm.id', 'u.municipality_id')
    .whereIn('u.id', accountsOfLogin(knex, userId))
    .whereIn('u.state', ['ACTIVE', 'BLOCKED'])
    .orderByRaw('u.id = ? desc, o.name, u.role, u.id', [userId])
    .select('u.id', 'u.role', 'u.state', { organization: 'o.name', municipality: 'm.name' });
  return rows.map((row) => ({
    id: row.id,
    organizationName: row.organization,
    municipalityName: row.municipality,
    role: row.role,
    state: row.state,
    current: row.id === userId,
  }));
}
