import type { Knex } from 'knex';
import type { Me, Role } from '@hallowerk/contract/accounts/account.ts';
import { anActiveAccount } from './logins.ts';
import { toMe, type MeRow } from './me-row.ts';

/** What sign-in needs of a login; `email` is compared without case. */
export interface AccountForSignIn {
  readonly id: string;
  readonly email: string;
  /** Some account of it can be used; that need not be the one that holds the login. */
  readonly active: boolean;
  readonly passwordHash: string | null;
}

export async function findAccountByEmail(knex: Knex, email: string): Promise<AccountForSignIn | null> {
  const row = await knex('app_user as u')
    .leftJoin('user_password as p', 'p.user_id', 'u.id')
    .whereRaw('lower(u.email) = lower(?)', [email])
    .whereNull('u.login_user_id')
    .first('u.id', 'u.email', 'p.hash', { active: knex.raw('exists (?)', [anActiveAccount(knex, 'u.id')]) });
  if (row === undefined) return null;
  return { id: row.id, email: row.email, active: row.active, passwordHash: row.hash };
}

/** The user as he sees himself, or null. */
export async function findMe(knex: Knex, userId: string): Promise<Me | null> {
  const rows = await meRows(knex, [userId]);
  return rows[0] === undefined ? null : toMe(rows[0]);
}

/** Rows behind collection 7 `me`, by user id. */
export async function meRows(knex: Knex, userIds: readonly string[]): Promise<readonly MeRow[]> {
  const result: { rows: MeRow[] } = await knex.raw(
    `select u.id, u.full_name, u.email, u.role, c.name as role_name, c.rights as custom_rights, o.name as organization_name, m.name as municipality_name,
            array(select r.region_code from user_region r where r.user_id = u.id order by r.relation desc, r.region_code) as region_codes
     from app_user u
     join organization o on o.id = u.organization_id
     join municipality m on m.id = u.municipality_id
     left join custom_role c on c.id = u.custom_role_id
     where u.id = any(?)`,
    [userIds as string[]],
  );
  return result.rows;
}

export interface SecondFactorRow {
  readonly id: string;
  readonly user_id: string;
  readonly method: 'TOTP' | 'SMS';
  readonly secret: Buffer | null;
  readonly phone: string | null;
  readonly last_step: string | null;
}

export function secondFactors(knex: Knex, userId: string): Promise<SecondFactorRow[]> {
  return knex('second_factor').where({ user_id: userId }).orderBy('method', 'desc');
}

export interface NewUser {
  readonly id: string;
  readonly fullName: string;
  readonly email: string;
  readonly role: Role;
  readonly organizationId: string;
  readonly municipalityId: string;
  readonly regions: readonly { readonly code: string; readonly relation: 'own' | 'connected' }[];
  readonly passwordHash: string;
  /** Where others may call him; empty when he has none. Not the telephone of a second factor. */
  readonly phone?: string;
}

/** Creates an active user with a password; second factors are added apart. */
export async function insertUser(trx: Knex, user: NewUser): Promise<void> {
  await trx('app_user').insert({
    id: user.id,
    full_name: user.fullName,
    email: user.email,
    role: user.role,
    organization_id: user.organizationId,
    municipality_id: user.municipalityId,
    phone: user.phone ?? '',
  });
  if (user.regions.length > 0) {
    await trx('user_region').insert(
      user.regions.map(({ code, relation }) => ({ user_id: user.id, region_code: code, relation })),
    );
  }
  await trx('user_password').insert({ user_id: user.id, hash: user.passwordHash });
}
