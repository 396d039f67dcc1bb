import type { Knex } from 'knex';
import { scopeOf } from '@hallowerk/contract/accounts/rights.ts';
import type { HeldRole } from '@hallowerk/contract/accounts/default-rights.ts';
import { toHeldRole, type HeldRoleRow } from './held-role.ts';

export interface UserRegion {
  readonly code: string;
  readonly relation: 'own' | 'connected';
}

export interface Subscriber extends HeldRole {
  readonly id: string;
  readonly organizationId: string;
}

/**
 * Keys of the scopes a user subscribes to (sync §2.2), in the order in which they are filled: what is his own first, what
 * his organisation shares, the lists he needs to read anything, the regions last.
 *
 * What hangs on a candidate and belongs to a user or an organisation, such as a note, is in `<owner>/<regional key>`: it
 * comes and goes with the candidate, and with the right to see him.
 *
 * Who may see internal data gets the case file of everybody in the own region, which holds the card already, and the cards
 * of visible people in connected regions; others get cards only (§5.9). Without the right to see candidates there is
 * nothing of a region, and nothing that colleagues share about its people.
 */
export function scopeKeys(user: Subscriber, regions: readonly UserRegion[]): readonly string[] {
  const own = `usr:${user.id}`;
  const seen = scopeOf(user.rights, 'CANDIDATE', 'VIEW');
  if (seen === null) return [own, 'pub'];
  const regional = regionalKeys(user, regions, seen === 'REGION');
  const shared = `org:${user.organizationId}`;
  const notes = scopeOf(user.rights, 'NOTE', 'VIEW') !== null;
  return [
    own,
    shared,
    ...regional.map((key) => `${own}/${key}`),
    ...(notes ? regional.map((key) => `${shared}/${key}`) : []),
    'pub',
    ...regional,
  ];
}

function regionalKeys(user: Subscriber, regions: readonly UserRegion[], ownOnly: boolean): readonly string[] {
  const internal = scopeOf(user.rights, 'CANDIDATE_INTERNAL', 'VIEW') !== null;
  return [...regions]
    .filter(({ relation }) => relation === 'own' || !ownOnly)
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ code, relation }) => (internal && relation === 'own' ? `reg:${code}:am` : `reg:${code}:cand`));
}

/** The user's scope keys as of this transaction, or null when he is not active. */
export async function userScopeKeys(trx: Knex, userId: string): Promise<readonly string[] | null> {
  const row: (HeldRoleRow & { organization_id: string }) | undefined = await trx('app_user as u')
    .leftJoin('custom_role as r', 'r.id', 'u.custom_role_id')
    .where({ 'u.id': userId, 'u.state': 'ACTIVE' })
    .first({ organization_id: 'u.organization_id', role: 'u.role', custom_rights: 'r.rights' });
  if (row === undefined) return null;
  const user: Subscriber = { id: userId, organizationId: row.organization_id, ...toHeldRole(row) };
  const regions: UserRegion[] = await trx('user_region')
    .where({ user_id: userId })
    .select({ code: 'region_code', relation: 'relation' });
  return scopeKeys(user, regions);
}

export interface ScopeRow {
  readonly id: number;
  readonly key: string;
  readonly head: number;
  readonly cnt: number;
  /** Signed 64-bit number as text. */
  readonly digest: string;
  readonly floor: number;
}

/** Rows of existing scopes, in the order of `keys`. */
export async function scopeRows(trx: Knex, keys: readonly string[]): Promise<readonly ScopeRow[]> {
  const result: { rows: { id: number; key: string; head: string; cnt: string; digest: string; floor: string }[] } =
    await trx.raw('select id, key, head, cnt, digest, floor from sync_scope where key = any(?)', [keys as string[]]);
  const byKey = new Map(result.rows.map((row) => [row.key, row]));
  return keys.flatMap((key) => {
    const row = byKey.get(key);
    if (row === undefined) return [];
    return [{ ...row, head: Number(row.head), cnt: Number(row.cnt), floor: Number(row.floor) }];
  });
}

/** Makes the rows of empty scopes. Never inside a pull: that one only reads (sync §1.5, 4). */
export async function ensureScopes(knex: Knex, keys: readonly string[]): Promise<void> {
  await knex.raw('insert into sync_scope(key) select unnest(?::text[]) on conflict do nothing', [keys as string[]]);
}

/**
 * True when the row is in a scope of the user, as of the last commit: read from the entries, which are what the visibility view
 * says after every transaction (S1). Asking the view itself costs five times as much, nearly all of it in planning, and a
 * push asks for every change.
 */
export async function isVisible(
  trx: Knex,
  keys: readonly string[],
  collections: readonly number[],
  rowId: string,
): Promise<boolean> {
  const result: { rows: unknown[] } = await trx.raw(
    `select 1 from sync_entry e join sync_scope s on s.id = e.scope_id
     where e.row_id = ?::uuid and e.coll = any(?::int[]) and e.live and s.key = any(?::text[]) limit 1`,
    [rowId, collections as number[], keys as string[]],
  );
  return result.rows.length > 0;
}

/** As `isVisible`, for many at once: those of `rowIds` that are in a scope of the user. */
export async function visibleAmong(
  trx: Knex,
  keys: readonly string[],
  collections: readonly number[],
  rowIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const result: { rows: { id: string }[] } = await trx.raw(
    `select distinct e.row_id as id from sync_entry e join sync_scope s on s.id = e.scope_id
     where e.row_id = any(?::uuid[]) and e.coll = any(?::int[]) and e.live and s.key = any(?::text[])`,
    [rowIds as string[], collections as number[], keys as string[]],
  );
  return new Set(result.rows.map(({ id }) => id));
}
