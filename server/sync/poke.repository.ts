import type { Knex } from 'knex';

/** How far a node has looked: everything up to this scope at this position. */
export interface ScanPosition {
  readonly head: number;
  readonly id: number;
}

export interface ChangedScope extends ScanPosition {
  readonly key: string;
}

export const SCAN_LIMIT = 5000;
const MAX_SCOPE_ID = 2_147_483_647;

/** The position of the last commit: everything later is found by `changedScopes`. */
export async function lastPosition(knex: Knex): Promise<ScanPosition> {
  const clock = await knex('sync_clock').where({ realm: 1 }).first('head');
  return { head: Number(clock.head), id: MAX_SCOPE_ID };
}

/**
 * Scopes that changed after `from`, in commit order, at most `SCAN_LIMIT`. Heads are assigned in commit order, so this
 * cannot skip one; the id decides between scopes of one commit, which a full page may cut in two.
 */
export async function changedScopes(knex: Knex, from: ScanPosition): Promise<readonly ChangedScope[]> {
  const result: { rows: { id: number; key: string; head: string }[] } = await knex.raw(
    'select id, key, head from sync_scope where head >= ? and (head, id) > (?, ?) order by head, id limit ?',
    [from.head, from.head, from.id, SCAN_LIMIT],
  );
  return result.rows.map(({ id, key, head }) => ({ id, key, head: Number(head) }));
}

/** Those of the sessions that may still be served: same conditions as for every request. */
export async function validSessions(knex: Knex, ids: readonly string[], now: Date): Promise<ReadonlySet<string>> {
  const rows: { id: string }[] = await knex('session as s')
    .join('app_user as u', 'u.id', 's.user_id')
    .join('sync_device as d', 'd.id', 's.device_id')
    .whereRaw('s.id = any(?)', [ids as string[]])
    .whereNull('s.revoked_at')
    .where('s.ends_at', '>', now)
    .where({ 'u.state': 'ACTIVE', 'd.state': 'active' })
    .select('s.id');
  return new Set(rows.map((row) => row.id));
}
