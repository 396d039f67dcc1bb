import type { Knex } from 'knex';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import {
  DEFAULT_RIGHTS,
  grantableRights,
  GRANTABLE_ROLES,
  type HeldRole,
} from '@hallowerk/contract/accounts/default-rights.ts';
import { scopeOf, type Right } from '@hallowerk/contract/accounts/rights.ts';
import { MEMBERS_PER_PAGE } from '@hallowerk/contract/accounts/roles.ts';
import type { Trx } from '../database/transaction.ts';
import { toHeldRole } from '../shared/held-role.ts';
import type { CustomRoleRow, ListedRoleRow, MemberRow } from './role-row.ts';

/** Who arranges roles, as he is now: his right is never taken from what a session said before. */
export interface RoleGiver {
  readonly id: string;
  readonly held: HeldRole;
  readonly municipalityId: string;
  /** Null: the whole municipality; else this organisation only. */
  readonly organizationId: string | null;
  readonly roles: readonly Role[];
  readonly grantable: readonly Right[];
}

/** Null when he is not active or may give no role. */
export async function findGiver(knex: Knex, userId: string): Promise<RoleGiver | null> {
  const row = await knex('app_user as u')
    .leftJoin('custom_role as r', 'r.id', 'u.custom_role_id')
    .where({ 'u.id': userId, 'u.state': 'ACTIVE' })
    .first('u.municipality_id', 'u.organization_id', 'u.role', { custom_rights: 'r.rights' });
  if (row === undefined) return null;
  const held = toHeldRole(row);
  const scopes = [scopeOf(held.rights, 'ROLE', 'EDIT'), scopeOf(held.rights, 'ROLE', 'ADMINISTER')];
  if (scopes.every((scope) => scope === null)) return null;
  return {
    id: userId,
    held,
    municipalityId: row.municipality_id,
    organizationId: scopes.includes('ALL') ? null : row.organization_id,
    roles: GRANTABLE_ROLES[held.role],
    grantable: grantableRights(held),
  };
}

/** Custom roles of the giver's tenant that are based on a role he may give. */
export function customRoles(knex: Knex, giver: RoleGiver, id?: string): Promise<ListedRoleRow[]> {
  const query = knex('custom_role as c')
    .where({ 'c.municipality_id': giver.municipalityId })
    .whereIn('c.based_on', giver.roles)
    .orderByRaw('lower(c.name), c.id')
    .select(
      'c.*',
      knex.raw(`(select count(*) from app_user u where u.custom_role_id = c.id and u.state <> 'REMOVED') as members`),
    );
  if (giver.organizationId !== null) query.where({ 'c.organization_id': giver.organizationId });
  if (id !== undefined) query.where({ 'c.id': id });
  return query;
}

/** Locked until the end of the transaction; undefined outside the giver's reach. */
export function lockRole(trx: Trx, giver: RoleGiver, id: string): Promise<CustomRoleRow | undefined> {
  const query = trx<CustomRoleRow>('custom_role')
    .where({ id, municipality_id: giver.municipalityId })
    .whereIn('based_on', giver.roles)
    .forUpdate();
  if (giver.organizationId !== null) query.where({ organization_id: giver.organizationId });
  return query.first();
}

/** People in the giver's reach who have a role that he may give. */
function membersOf(knex: Knex, giver: RoleGiver) {
  const query = knex('app_user as u')
    .join('organization as o', 'o.id', 'u.organization_id')
    .leftJoin('custom_role as c', 'c.id', 'u.custom_role_id')
    .where({ 'u.municipality_id': giver.municipalityId })
    .whereIn('u.role', giver.roles)
    .whereNot({ 'u.state': 'REMOVED' });
  if (giver.organizationId !== null) query.where({ 'u.organization_id': giver.organizationId });
  return query;
}

const MEMBER_COLUMNS = [
  ...['u.id', 'u.full_name', 'u.state', 'u.role', 'u.custom_role_id', 'u.organization_id'],
  { role_name: 'c.name', organization_name: 'o.name', organization_types: 'o.types' },
] as const;

export interface MemberFilter {
  readonly role?: Role | undefined;
  readonly customRoleId?: string | undefined;
  readonly page: number;
}

/** One page by name, and how many there are in all. */
export async function membersWith(
  knex: Knex,
  giver: RoleGiver,
  { role, customRoleId, page }: MemberFilter,
): Promise<{ readonly rows: readonly MemberRow[]; readonly total: number }> {
  const chosen = () => {
    const query = membersOf(knex, giver);
    if (role !== undefined) query.where({ 'u.role': role }).whereNull('u.custom_role_id');
    if (customRoleId !== undefined) query.where({ 'u.custom_role_id': customRoleId });
    return query;
  };
  const rows = await chosen()
    .orderByRaw('lower(u.full_name), u.id')
    .limit(MEMBERS_PER_PAGE)
    .offset((page - 1) * MEMBERS_PER_PAGE)
    .select<MemberRow[]>(...MEMBER_COLUMNS);
  const counted = await chosen().count({ n: '*' }).first();
  return { rows, total: Number(counted?.['n'] ?? 0) };
}

/** Somebody in the giver's reach, locked until the end of the transaction. */
export async function lockMember(trx: Trx, giver: RoleGiver, id: string): Promise<MemberRow | undefined> {
  return membersOf(trx, giver)
    .where({ 'u.id': id })
    .forNoKeyUpdate('u')
    .first<MemberRow | undefined>(...MEMBER_COLUMNS);
}

/** How many people of the giver's reach have each built-in role as it is. */
export async function countsOfBuiltIn(knex: Knex, giver: RoleGiver): Promise<ReadonlyMap<Role, number>> {
  const rows: { role: Role; n: string }[] = await membersOf(knex, giver)
    .whereNull('u.custom_role_id')
    .groupBy('u.role')
    .select({ role: 'u.role', n: knex.raw('count(*)') });
  return new Map(rows.map(({ role, n }) => [role, Number(n)]));
}

/** Those of a tenant who can make and give roles, as rows of people with their rights. */
export async function administrators(trx: Trx, giver: RoleGiver): Promise<readonly string[]> {
  const scope = giver.organizationId === null ? 'ALL' : 'ORGANIZATION';
  const query = trx('app_user as u')
    .leftJoin('custom_role as r', 'r.id', 'u.custom_role_id')
    .where({ 'u.municipality_id': giver.municipalityId, 'u.state': 'ACTIVE' })
    .whereIn('u.role', administeringRoles());
  if (giver.organizationId !== null) query.where({ 'u.organization_id': giver.organizationId });
  const rows = await query.select('u.id', 'u.role', { custom_rights: 'r.rights' });
  return rows.filter((row) => scopeOf(toHeldRole(row).rights, 'ROLE', 'ADMINISTER') === scope).map(({ id }) => id);
}

function administeringRoles(): readonly Role[] {
  const roles = Object.keys(DEFAULT_RIGHTS) as Role[];
  return roles.filter((role) => scopeOf(DEFAULT_RIGHTS[role], 'ROLE', 'ADMINISTER') !== null);
}

/** One at a time in a municipality: nobody takes the last administrator's role from under another. */
export async function lockTenant(trx: Trx, giver: RoleGiver): Promise<void> {
  await trx('municipality').where({ id: giver.municipalityId }).forNoKeyUpdate().first('id');
}
