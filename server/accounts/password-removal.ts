import type { Knex } from 'knex';
import { recordAudit } from '../audit/audit.repository.ts';
import type { Trx } from '../database/transaction.ts';
import { notFound, ProblemError } from '../http/problems.ts';
import { mayTrustDevice } from './known-devices.ts';
import { accountsOfLogin } from './logins.ts';
import { lastMethod } from './microsoft-problems.ts';

/** Whether a login can do without its password: Microsoft stands beside it, and no account needs more than Microsoft. */
export async function isPasswordRemovable(knex: Knex, loginId: string): Promise<boolean> {
  return (await objection(knex, loginId)) === null;
}

/**
 * Takes the password of a login away, with those it had before and links to another one. The caller asks for a
 * confirmation first, ends sessions and tells the owner.
 * @throws {ProblemError} 404 without a password; 409 for the last way to sign in (HW-SECS-09), and for administrators
 */
export async function removePassword(trx: Trx, loginId: string): Promise<void> {
  // The row of the login is the lock: of two last ways that are removed at once, one stays.
  await trx('app_user').where({ id: loginId }).forUpdate().first('id');
  const present = await trx('user_password').where({ user_id: loginId }).first('user_id');
  if (present === undefined) throw notFound();
  const refusal = await objection(trx, loginId);
  if (refusal !== null) throw refusal;
  for (const table of ['user_password', 'password_history']) await trx(table).where({ user_id: loginId }).delete();
  const detail = { security: 'password-removed' };
  await recordAudit(trx, { actor: loginId, action: 'CHANGE', object: `user:${loginId}`, result: 'ok', detail });
}

async function objection(knex: Knex, loginId: string): Promise<ProblemError | null> {
  const elsewhere = await knex('external_identity').where({ user_id: loginId }).first('id');
  if (elsewhere === undefined) return lastMethod('Voeg eerst Microsoft Azure toe; daarna kun je deze verwijderen.');
  const accounts = await knex('app_user')
    .whereIn('id', accountsOfLogin(knex, loginId))
    .whereNot({ state: 'REMOVED' })
    .select('role');
  if (accounts.every(({ role }) => mayTrustDevice(role))) return null;
  return new ProblemError(
    409,
    'administrator',
    'Beheerders melden zich altijd aan met hun wachtwoord en de extra controlestap.',
  );
}
