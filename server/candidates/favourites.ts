import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { uuidv7 } from '../database/uuid.ts';
import { isNewer } from '../shared/effective-time.ts';
import { MutationRefusedError, type MutationContext } from '../shared/mutation.ts';
import { isVisible } from '../shared/visibility.ts';

const CANDIDATES = [COLLECTIONS.candidateCard.number, COLLECTIONS.candidateCase.number];

interface FavouriteRow {
  readonly id: string;
  readonly is_set: boolean;
  readonly effective_at: Date;
  readonly device_id: string;
}

/**
 * Puts a candidate on, or takes him off, the user's own list: a set with last-writer time, removals remembered
 * (sync §2.11, HW-FAV-03). Only somebody who is visible now can be added; taking off is always possible.
 */
export async function setFavourite(
  { trx, session, ability, scopeKeys, effectiveAt }: MutationContext,
  { candidate, on }: { candidate: string; on: boolean },
): Promise<'ok' | 'noop'> {
  if (!ability.can('edit', 'Favourite')) throw new MutationRefusedError('not_available');
  if (on && !(await isVisible(trx, scopeKeys, CANDIDATES, candidate))) throw new MutationRefusedError('not_available');
  const pair = { user_id: session.userId, candidate_id: candidate };
  const mine = { at: effectiveAt, device: session.deviceId };
  const stamp = { is_set: on, effective_at: effectiveAt, device_id: session.deviceId };
  if (on) {
    const inserted = await trx('favourite')
      .insert({ ...pair, ...stamp, id: uuidv7(), created_at: effectiveAt })
      .onConflict(['user_id', 'candidate_id'])
      .ignore()
      .returning('id');
    if (inserted.length > 0) return 'ok';
  }
  const row: FavouriteRow | undefined = await trx('favourite').where(pair).forUpdate().first();
  if (row === undefined) return rememberRemoval({ trx, pair, stamp });
  if (!isNewer(mine, { at: row.effective_at, device: row.device_id })) return 'noop';
  const created = on && !row.is_set ? { created_at: effectiveAt } : {};
  await trx('favourite')
    .where({ id: row.id })
    .update({ ...stamp, ...created });
  return row.is_set === on ? 'noop' : 'ok';
}

/**
 * A removal that arrives before the older addition it follows must still win over it. Whether the candidate exists or is
 * visible makes no difference to the answer.
 */
async function rememberRemoval(line: {
  readonly trx: MutationContext['trx'];
  readonly pair: { readonly user_id: string; readonly candidate_id: string };
  readonly stamp: { readonly effective_at: Date };
}): Promise<'noop'> {
  await line.trx.raw(
    `insert into favourite (id, user_id, candidate_id, is_set, created_at, effective_at, device_id)
     select :id, :user_id, c.id, false, :effective_at, :effective_at, :device_id
     from candidate c where c.id = :candidate_id
     on conflict (user_id, candidate_id) do nothing`,
    { id: uuidv7(), ...line.pair, ...line.stamp },
  );
  return 'noop';
}
