import { recordAudit } from '../audit/audit.repository.ts';
import type { Trx } from '../database/transaction.ts';

/**
 * Blocks, removes or readmits a user, with a line in the audit trail. What follows holds however the state was changed,
 * because the database does it (migration 0009): a blocked or removed user has no living session, his devices are ordered
 * to lock or to wipe, and who is active again gets those devices back that were locked only for this; a wipe stays.
 *
 * @returns false when there is no such user, or nothing to change.
 */
export async function changeUserState(
  trx: Trx,
  change: { readonly actor: string; readonly userId: string; readonly state: 'ACTIVE' | 'BLOCKED' | 'REMOVED' },
): Promise<boolean> {
  const { actor, userId, state } = change;
  const changed = await trx('app_user').where({ id: userId }).whereNot({ state }).update({ state });
  if (changed === 0) return false;
  await recordAudit(trx, { actor, action: 'CHANGE_STATE', object: `user:${userId}`, result: 'ok', detail: { state } });
  return true;
}
