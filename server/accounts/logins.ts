import type { Knex } from 'knex';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { notFound } from '../http/problems.ts';

/**
 * A login is what somebody proves when he signs in: password, factors, accounts elsewhere. Its id is that of the account
 * whose row holds them; other accounts of the same person point to it (HW-SET-03).
 */
export async function loginOf(knex: Knex, userId: string): Promise<string> {
  const row = await knex('app_user').where({ id: userId }).first('id', 'login_user_id');
  if (row === undefined) throw notFound();
  return row.login_user_id ?? row.id;
}

/** For `whereIn`: the ids of every account of the login that `userId`, one of them, belongs to. */
export function accountsOfLogin(knex: Knex, userId: string): Knex.QueryBuilder {
  return knex('app_user as a')
    .joinRaw('join app_user one on coalesce(one.login_user_id, one.id) = coalesce(a.login_user_id, a.id)')
    .where('one.id', userId)
    .select('a.id');
}

/** For `whereExists`: an account of the login that can be used, where `login` names the column with the login's id. */
export function anActiveAccount(knex: Knex, login: string): Knex.QueryBuilder {
  return knex('app_user as a')
    .whereRaw('coalesce(a.login_user_id, a.id) = ??', [login])
    .where('a.state', 'ACTIVE')
    .select('a.id');
}

export interface OpenedAccount {
  readonly id: string;
  readonly role: Role;
}

/**
 * The account that a sign-in opens: the one that was used last on this device, else the one that holds the login, else the
 * oldest. Blocked and removed ones are passed over: an organisation that blocks somebody ends his account with it, and
 * not his work for others. Null when none is left.
 */
export async function accountToOpen(
  knex: Knex,
  loginId: string,
  wanted: { readonly deviceId: string | null; readonly allowed?: ((role: Role) => boolean) | undefined },
): Promise<OpenedAccount | null> {
  const { deviceId, allowed = () => true } = wanted;
  const rows: OpenedAccount[] = await knex('app_user as a')
    .leftJoin('sync_device as d', (join) =>
      join.on('d.user_id', 'a.id').andOn('d.id', knex.raw('cast(? as uuid)', [deviceId])),
    )
    .whereRaw('coalesce(a.login_user_id, a.id) = ?', [loginId])
    .where('a.state', 'ACTIVE')
    .orderByRaw('d.id is null, a.login_user_id is not null, a.created_at, a.id')
    .select('a.id', 'a.role');
  return rows.find(({ role }) => allowed(role)) ?? null;
}
