import type { Knex } from 'knex';
import type { MicrosoftIdentity } from '@hallowerk/contract/accounts/microsoft.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import type { Trx } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { notFound } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import type { EntraIdentity } from './entra-token.ts';
import { anActiveAccount } from './logins.ts';
import { lastMethod, microsoftTaken } from './microsoft-problems.ts';
import { noticeOf } from './security-notices.ts';

interface IdentityRow {
  readonly id: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  /** With password and code he can sign in as well. */
  readonly has_other: boolean;
}

export interface IdentityDependencies {
  readonly clock: Clock;
  readonly productName: string;
}

/** A password opens nothing without an extra check, which who came by Microsoft may not have. */
const OTHER_WAY = `exists (select 1 from user_password where user_id = ?)
  and exists (select 1 from second_factor where user_id = ?)`;

/** Whose login this account is, and that it is used now; null when it is nobody's or no account of him can be used. */
export async function useIdentity(knex: Knex, { tenantId, subject }: EntraIdentity, now: Date): Promise<string | null> {
  const user: { id: string } | undefined = await knex('external_identity as e')
    .join('app_user as u', 'u.id', 'e.user_id')
    .where({ 'e.tenant_id': tenantId, 'e.subject': subject })
    .whereExists(anActiveAccount(knex, 'u.id'))
    .first('u.id');
  if (user === undefined) return null;
  await knex('external_identity').where({ user_id: user.id }).update({ last_used_at: now });
  return user.id;
}

export async function identitiesOf(knex: Knex, userId: string): Promise<readonly MicrosoftIdentity[]> {
  const rows: IdentityRow[] = await knex('external_identity as e')
    .where({ 'e.user_id': userId })
    .select('e.id', 'e.created_at', 'e.last_used_at', { has_other: knex.raw(`(${OTHER_WAY})`, [userId, userId]) });
  return rows.map((row) => ({
    id: row.id,
    addedAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    removable: row.has_other,
  }));
}

/**
 * Gives a user an account at Microsoft to sign in with, in the settings or by an invitation; records it and tells him.
 * @throws {ProblemError} 409 when he has one, or when the account is of another user
 */
export async function addIdentity(
  trx: Trx,
  deps: IdentityDependencies,
  userId: string,
  { tenantId, subject }: EntraIdentity,
): Promise<MicrosoftIdentity> {
  const now = deps.clock.now();
  // Without a target: either of the two constraints says no.
  const added: { id: string }[] = await trx('external_identity')
    .insert({ id: uuidv7(now.getTime()), user_id: userId, tenant_id: tenantId, subject, created_at: now })
    .onConflict()
    .ignore()
    .returning('id');
  if (added.length === 0) throw microsoftTaken();
  await recordChange(trx, userId, 'microsoft-added');
  await noticeOf(trx, deps, { userId, change: 'microsoft-added', now });
  const [identity] = await identitiesOf(trx, userId);
  if (identity === undefined) throw new Error('The identity that was just added is not there');
  return identity;
}

/** @throws {ProblemError} 404; 409 for the last way to sign in (HW-SECS-09) */
export async function removeIdentity(
  trx: Trx,
  deps: IdentityDependencies,
  { userId, id }: { readonly userId: string; readonly id: string },
): Promise<void> {
  // The row of the user is the lock: of two last ways that are removed at once, one stays.
  await trx('app_user').where({ id: userId }).forUpdate().first('id');
  const found = await trx('external_identity').where({ id, user_id: userId }).first('id');
  if (found === undefined) throw notFound();
  const { rows }: { rows: { other: boolean }[] } = await trx.raw(`select ${OTHER_WAY} as other`, [userId, userId]);
  if (rows[0]?.other !== true) {
    throw lastMethod('Stel eerst een extra controlestap en een wachtwoord in; daarna kun je deze verwijderen.');
  }
  await trx('external_identity').where({ id }).delete();
  await recordChange(trx, userId, 'microsoft-removed');
  await noticeOf(trx, deps, { userId, change: 'microsoft-removed', now: deps.clock.now() });
}

async function recordChange(trx: Trx, userId: string, security: string): Promise<void> {
  const object = `user:${userId}`;
  await recordAudit(trx, { actor: userId, action: 'CHANGE', object, result: 'ok', detail: { security } });
}
