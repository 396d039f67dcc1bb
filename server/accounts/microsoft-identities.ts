import type { Knex } from 'knex';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import type { MicrosoftIdentity } from '@hallowerk/contract/accounts/microsoft.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import type { Trx } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { notFound } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import type { EntraIdentity } from './entra-token.ts';
import { lastMethod, microsoftTaken } from './microsoft-problems.ts';
import { noticeOf } from './security-notices.ts';

interface IdentityRow {
  readonly id: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly has_password: boolean;
}

export interface IdentityDependencies {
  readonly clock: Clock;
  readonly productName: string;
}

/** The active user who signs in with this account, and that he does so now; null when there is none. */
export async function useIdentity(
  knex: Knex,
  { tenantId, subject }: EntraIdentity,
  now: Date,
): Promise<{ readonly id: string; readonly role: Role } | null> {
  const user: { id: string; role: Role } | undefined = await knex('external_identity as e')
    .join('app_user as u', 'u.id', 'e.user_id')
    .where({ 'e.tenant_id': tenantId, 'e.subject': subject, 'u.state': 'ACTIVE' })
    .first('u.id', 'u.role');
  if (user === undefined) return null;
  await knex('external_identity').where({ user_id: user.id }).update({ last_used_at: now });
  return user;
}

export async function identitiesOf(knex: Knex, userId: string): Promise<readonly MicrosoftIdentity[]> {
  const rows: IdentityRow[] = await knex('external_identity as e')
    .leftJoin('user_password as p', 'p.user_id', 'e.user_id')
    .where({ 'e.user_id': userId })
    .select('e.id', 'e.created_at', 'e.last_used_at', knex.raw('p.user_id is not null as has_password'));
  return rows.map((row) => ({
    id: row.id,
    addedAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    removable: row.has_password,
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
  const password = await trx('user_password').where({ user_id: userId }).first('user_id');
  if (password === undefined) throw lastMethod();
  await trx('external_identity').where({ id }).delete();
  await recordChange(trx, userId, 'microsoft-removed');
  await noticeOf(trx, deps, { userId, change: 'microsoft-removed', now: deps.clock.now() });
}

async function recordChange(trx: Trx, userId: string, security: string): Promise<void> {
  const object = `user:${userId}`;
  await recordAudit(trx, { actor: userId, action: 'CHANGE', object, result: 'ok', detail: { security } });
}
