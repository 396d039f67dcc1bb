import type { Trx } from '../database/transaction.ts';
import { accountsOfLogin } from './logins.ts';
import { endTrust } from './known-devices.ts';

/**
 * After a changed password or factor: ends the sessions of all accounts of a login but `keep`, sign-ins that were half way, trust in
 * devices and links to a new password (security §5.2, §5.4). The devices keep their files and ask to sign in again.
 */
export async function endAccess(
  trx: Trx,
  user: { readonly userId: string; readonly keep: string | null; readonly why: string; readonly now: Date },
): Promise<void> {
  const { userId, keep, why, now } = user;
  await trx('session')
    .whereIn('user_id', accountsOfLogin(trx, userId))
    .whereNull('revoked_at')
    .where((row) => void (keep !== null && row.whereNot({ id: keep })))
    .update({ revoked_at: now, revoked_why: why });
  await trx('sign_in_challenge')
    .whereIn('user_id', accountsOfLogin(trx, userId))
    .whereNull('used_at')
    .update({ used_at: now });
  await endTrust(trx, userId);
  await voidResets(trx, userId, now);
}

/** A link to a new password works no more after a sign-in, a change, or a newer link. */
export async function voidResets(trx: Trx, userId: string, now: Date): Promise<void> {
  await trx('password_reset')
    .whereIn('user_id', accountsOfLogin(trx, userId))
    .whereNull('used_at')
    .whereNull('voided_at')
    .update({ voided_at: now });
}
