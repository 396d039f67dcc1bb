import type { Knex } from 'knex';
import type { PullRequest } from '@hallowerk/contract/sync/pull.ts';
import type { Right } from '@hallowerk/contract/accounts/rights.ts';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { requireDevice } from '../devices/require-device.ts';
import { sessionExpired } from '../http/problems.ts';
import type { SessionContext } from '../security/session.ts';
import { toHeldRole } from '../shared/held-role.ts';
import { scopeKeys, scopeRows, type ScopeRow, type UserRegion } from '../shared/visibility.ts';

/** What the device table remembers of earlier contacts. */
export interface DeviceContact {
  readonly lastSeenAt: Date | null;
  readonly waiting: number;
  readonly lastCompleteAt: Date | null;
}

/** Where the server stands for one user, as of one statement (sync §2.7, steps 1–3). */
export interface PullState {
  readonly epoch: number;
  readonly head: number;
  /** In the order in which they are filled. */
  readonly scopes: readonly ScopeRow[];
  /** Keys whose scope has no row yet; a pull only reads, so these are made outside it. */
  readonly missing: readonly string[];
  readonly device: DeviceContact;
  /** Days that the municipality lets its devices work without contact, at most. */
  readonly periods: { readonly lease_days: number; readonly wipe_days: number };
}

interface StateRow {
  readonly epoch: number;
  readonly head: string;
  readonly role: Role | null;
  readonly custom_rights: Right[] | null;
  readonly organization_id: string;
  readonly lease_days: number;
  readonly wipe_days: number;
  readonly regions: UserRegion[] | null;
  readonly device_state: string | null;
  readonly last_seen_at: Date | null;
  readonly waiting: number | null;
  readonly last_complete_at: Date | null;
  readonly scopes: { id: number; key: string; head: number; cnt: number; digest: string; floor: number }[] | null;
}

/**
 * Device, user, clock and scopes in one round trip. The scopes are looked up by the ids of the cursor, which is only a
 * guess: the keys always follow from the user's rights and regions, and what the guess left out is read by key.
 *
 * @throws {ProblemError} 401 when the user is not active, 403 when the device may not.
 */
export async function readState(
  db: Knex,
  context: SessionContext,
  request: Pick<PullRequest, 'device'>,
  guess: readonly number[],
): Promise<PullState> {
  const result: { rows: StateRow[] } = await db.raw(
    `select c.epoch, c.head, u.role, o.rights as custom_rights, u.organization_id, m.lease_days, m.wipe_days,
            (select json_agg(json_build_object('code', r.region_code, 'relation', r.relation))
             from user_region r where r.user_id = u.id) as regions,
            d.state as device_state, d.last_seen_at, d.waiting, d.last_complete_at,
            (select json_agg(json_build_object('id', s.id, 'key', s.key, 'head', s.head, 'cnt', s.cnt,
                                               'digest', s.digest::text, 'floor', s.floor))
             from sync_scope s where s.id = any(?::int[])) as scopes
     from sync_clock c
     left join app_user u on u.id = ?::uuid and u.state = 'ACTIVE'
     left join municipality m on m.id = u.municipality_id
     left join custom_role o on o.id = u.custom_role_id
     left join sync_device d on d.id = ?::uuid and d.user_id = ?::uuid
     where c.realm = 1`,
    [guess as number[], context.userId, request.device, context.userId],
  );
  const row = result.rows[0];
  if (row === undefined || row.role === null) throw sessionExpired();
  // Says itself what is wrong with the device, and to whom.
  if (row.device_state !== 'active' || request.device !== context.deviceId) {
    await requireDevice(db, context, request.device, 'none');
  }
  const held = toHeldRole({ role: row.role, custom_rights: row.custom_rights });
  const user = { id: context.userId, organizationId: row.organization_id, ...held };
  const keys = scopeKeys(user, row.regions ?? []);
  const scopes = await withScopes(db, keys, row.scopes ?? []);
  const found = new Set(scopes.map((scope) => scope.key));
  return {
    epoch: row.epoch,
    head: Number(row.head),
    scopes,
    missing: keys.filter((key) => !found.has(key)),
    device: { lastSeenAt: row.last_seen_at, waiting: row.waiting ?? 0, lastCompleteAt: row.last_complete_at },
    periods: { lease_days: row.lease_days, wipe_days: row.wipe_days },
  };
}

async function withScopes(
  db: Knex,
  keys: readonly string[],
  guessed: readonly ScopeRow[],
): Promise<readonly ScopeRow[]> {
  const byKey = new Map(guessed.map((scope) => [scope.key, scope]));
  const others = keys.filter((key) => !byKey.has(key));
  if (others.length > 0) for (const scope of await scopeRows(db, others)) byKey.set(scope.key, scope);
  return keys.flatMap((key) => byKey.get(key) ?? []);
}
