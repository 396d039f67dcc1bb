import type { Knex } from 'knex';
import {
  PROTOCOL_VERSION,
  type MutationResult,
  type PullOp,
  type PullRequest,
  type PullResponse,
  type PullScope,
} from '@hallowerk/contract/sync/pull.ts';
import type { SessionContext } from '../security/session.ts';
import { LEASE } from '../devices/devices.repository.ts';
import { withSnapshot, type Trx } from '../database/transaction.ts';
import { ProblemError, sessionExpired } from '../http/problems.ts';
import { MINUTE, plus, type Clock } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';
import {
  completeAt,
  consumedPosition,
  decodeCursor,
  encodeCursor,
  fillFrom,
  isComplete,
  type Cursor,
  type ScopeCursor,
} from './cursor.ts';
import { requireDevice, requireProtocol } from '../devices/require-device.ts';
import { signLease } from './lease.ts';
import { commonVersion, newestVersion, project } from './projections.ts';
import { ensureScopes, scopeRows, userScopeKeys, type ScopeRow } from '../shared/visibility.ts';

/** How much text fits in one compressed byte; measured 4–6 on profiles, so this stays on the safe side. */
const COMPRESSION = 3;
const OP_BYTES = 80;
const TOUCH_EVERY = 5 * MINUTE;

export interface PullService {
  /**
   * Changes since the cursor, from one snapshot (sync §2.7).
   * @throws {ProblemError} 403 device, 426 protocol or projection, 503 when this node lags behind the cursor.
   */
  pull(context: SessionContext, request: PullRequest): Promise<PullResponse>;
}

export interface PullDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly keys: ServerKeys;
}

export function createPullService(deps: PullDependencies): PullService {
  return { pull: (context, request) => pull(deps, context, request) };
}

interface Entry {
  readonly collection: number;
  readonly rowId: string;
  readonly position: number;
  readonly rev: number;
  readonly live: boolean;
}

/** One scope in this answer: where it starts, what was read of it, and whether that was all. */
interface ScopePlan {
  readonly scope: ScopeRow;
  readonly start: ScopeCursor;
  readonly reset: Pick<PullScope, 'reset' | 'why'>;
  readonly lazy: boolean;
  readonly entries: readonly Entry[];
  readonly exhausted: boolean;
}

async function pull(deps: PullDependencies, context: SessionContext, request: PullRequest): Promise<PullResponse> {
  requireProtocol(request.v);
  const versions = projectionVersions(request);
  await makeMissingScopes(deps.knex, context.userId);
  const answer = await withSnapshot(deps.knex, async (trx) => {
    await requireDevice(trx, context, request.device, 'none');
    const keys = await userScopeKeys(trx, context.userId);
    if (keys === null) throw sessionExpired();
    const clock = await trx('sync_clock').where({ realm: 1 }).first('epoch', 'head');
    const epoch = Number(clock.epoch);
    const head = Number(clock.head);
    const scopes = await scopeRows(trx, keys);
    const acks = await outcomes(trx, context.userId, request.pending);
    const plans = await plan(trx, request, { epoch, head, scopes });
    const page = await fillPage(trx, plans, versions, { head, bytes: request.limit.bytes * COMPRESSION });
    return { epoch, head, acks, ...page, scopes: plans.map(scopeLine) };
  });
  const now = deps.clock.now();
  await touchDevice(deps.knex, request, now);
  return {
    v: PROTOCOL_VERSION,
    rid: request.rid,
    server_time: now.toISOString(),
    epoch: answer.epoch,
    head: answer.head,
    done: answer.done,
    scopes: answer.scopes,
    ops: answer.ops,
    rows: answer.rows,
    acks: answer.acks,
    cursor: encodeCursor({ epoch: answer.epoch, scopes: answer.cursor }),
    lease: signLease(deps.keys, context.userId, request.device, now),
    notices: [],
  };
}

/** A client that names no range for a collection gets the newest: it skips what it does not know (sync §2.18). */
function projectionVersions(request: PullRequest): (collection: number) => number {
  const chosen = new Map<number, number>();
  for (const [number, range] of Object.entries(request.collections)) {
    if (!Number.isFinite(newestVersion(Number(number)))) continue;
    const version = commonVersion(Number(number), range);
    if (version === null) {
      throw new ProblemError(426, 'projection', 'Deze versie van de app is te oud voor de server. Werk de app bij.');
    }
    chosen.set(Number(number), version);
  }
  return (collection) => chosen.get(collection) ?? newestVersion(collection);
}

async function makeMissingScopes(knex: Knex, userId: string): Promise<void> {
  const keys = await userScopeKeys(knex, userId);
  if (keys === null) throw sessionExpired();
  if ((await scopeRows(knex, keys)).length < keys.length) await ensureScopes(knex, keys);
}

/** Outcomes of own mutations, in the snapshot of the data: an acknowledgement never precedes its effect. */
async function outcomes(trx: Trx, userId: string, pending: readonly string[]): Promise<MutationResult[]> {
  if (pending.length === 0) return [];
  const rows: { uid: string; status: MutationResult[1]; code: MutationResult[2] }[] = await trx('sync_mutation')
    .whereIn('uid', pending)
    .where({ user_id: userId })
    .select('uid', 'status', 'code');
  return rows.map((row) => [row.uid, row.status, row.code]);
}

interface Snapshot {
  readonly epoch: number;
  readonly head: number;
  readonly scopes: readonly ScopeRow[];
}

async function plan(trx: Trx, request: PullRequest, snapshot: Snapshot): Promise<readonly ScopePlan[]> {
  const cursor = request.cursor === null ? null : decodeCursor(request.cursor);
  const damaged = request.cursor !== null && cursor === null;
  const otherEpoch = cursor !== null && cursor.epoch !== snapshot.epoch;
  const plans: ScopePlan[] = [];
  let room = request.limit.rows;
  for (const scope of snapshot.scopes) {
    const { start, reset } = startOf(scope, snapshot.head, { cursor, damaged, otherEpoch });
    const lazy = request.lazy.includes(scope.key) && start.position === 0;
    if (start.position > snapshot.head) {
      throw new ProblemError(503, 'replica_behind', 'De server loopt even achter. Probeer het zo opnieuw.', {
        retryAfterSeconds: 2,
      });
    }
    const idle = isComplete(start) && scope.head <= start.position;
    if (idle || lazy || room === 0) {
      plans.push({ scope, start, reset, lazy, entries: [], exhausted: idle });
      continue;
    }
    const read = await readEntries(trx, scope.id, start, room + 1);
    const entries = read.slice(0, room);
    room -= entries.length;
    plans.push({ scope, start, reset, lazy, entries, exhausted: read.length === entries.length });
  }
  return plans;
}

function startOf(
  scope: ScopeRow,
  head: number,
  from: { cursor: Cursor | null; damaged: boolean; otherEpoch: boolean },
): Pick<ScopePlan, 'start' | 'reset'> {
  const refill = (why: PullScope['why']): Pick<ScopePlan, 'start' | 'reset'> => ({
    start: fillFrom(head),
    reset: { reset: true, why },
  });
  if (from.damaged) return refill('schema');
  if (from.otherEpoch) return refill('epoch');
  const known = from.cursor?.scopes.get(scope.id);
  if (known === undefined) return refill(null);
  if (consumedPosition(known) < scope.floor && known.since < scope.floor) return refill('pruned');
  return { start: known, reset: { reset: false, why: null } };
}

async function readEntries(trx: Trx, scopeId: number, from: ScopeCursor, limit: number): Promise<Entry[]> {
  const result: { rows: { coll: number; row_id: string; pos: string; rev: string; live: boolean }[] } = await trx.raw(
    `select coll, row_id, pos, rev, live
     from   sync_entry
     where  scope_id = ?
       and  (pos, coll, row_id) > (?::bigint, ?::smallint, ?::uuid)
       and  (live or pos > ?::bigint)
     order  by pos, coll, row_id
     limit  ?`,
    [scopeId, from.position, from.collection, from.rowId, from.since, limit],
  );
  return result.rows.map((row) => ({
    collection: row.coll,
    rowId: row.row_id,
    position: Number(row.pos),
    rev: Number(row.rev),
    live: row.live,
  }));
}

interface Page {
  readonly done: boolean;
  readonly ops: PullOp[];
  readonly rows: Record<string, Record<string, unknown>>;
  readonly cursor: ReadonlyMap<number, ScopeCursor>;
}

/** Puts entries with their rows on the page until it holds enough bytes, at least one of them. */
async function fillPage(
  trx: Trx,
  plans: readonly ScopePlan[],
  versions: (collection: number) => number,
  limit: { readonly head: number; readonly bytes: number },
): Promise<Page> {
  const projected = await loadRows(trx, plans, versions);
  const ops: PullOp[] = [];
  const rows: Record<string, Record<string, unknown>> = {};
  const cursor = new Map<number, ScopeCursor>();
  let bytes = 0;
  let full = false;
  let done = true;
  for (const { scope, start, lazy, entries, exhausted } of plans) {
    if (lazy) continue;
    let last: Entry | null = null;
    let taken = 0;
    for (const entry of entries) {
      if (full) break;
      const known: boolean = rows[entry.collection]?.[entry.rowId] !== undefined;
      const row = entry.live && !known ? projected.get(entry.collection)?.get(entry.rowId) : undefined;
      const size = OP_BYTES + (row === undefined ? 0 : Buffer.byteLength(JSON.stringify(row)));
      full = ops.length > 0 && bytes + size > limit.bytes;
      if (full) break;
      bytes += size;
      if (row !== undefined) (rows[entry.collection] ??= {})[entry.rowId] = row;
      ops.push([scope.id, entry.collection, entry.rowId, entry.rev, entry.live ? 1 : 0]);
      last = entry;
      taken++;
    }
    const complete = exhausted && taken === entries.length;
    done &&= complete;
    cursor.set(scope.id, complete ? completeAt(limit.head) : behind(start, last));
  }
  return { done, ops, rows, cursor };
}

function behind(start: ScopeCursor, last: Entry | null): ScopeCursor {
  if (last === null) return start;
  return { position: last.position, collection: last.collection, rowId: last.rowId, since: start.since };
}

async function loadRows(
  trx: Trx,
  plans: readonly ScopePlan[],
  versions: (collection: number) => number,
): Promise<ReadonlyMap<number, ReadonlyMap<string, unknown>>> {
  const wanted = new Map<number, Set<string>>();
  for (const entry of plans.flatMap((item) => item.entries)) {
    if (!entry.live) continue;
    const ids = wanted.get(entry.collection) ?? new Set();
    wanted.set(entry.collection, ids.add(entry.rowId));
  }
  const loaded = new Map<number, ReadonlyMap<string, unknown>>();
  for (const [collection, ids] of wanted) {
    loaded.set(collection, await project(trx, collection, versions(collection), [...ids]));
  }
  return loaded;
}

/** A scope that the client does not want yet is listed, so that it does not count as lost, and never begins to fill. */
function scopeLine({ scope, reset, lazy }: ScopePlan): PullScope {
  const { reset: fill, why } = lazy ? { reset: false, why: null } : reset;
  return { s: scope.id, key: scope.key, cnt: scope.cnt, digest: scope.digest, reset: fill, why };
}

/** Contact renews the lease. Apart from the snapshot, which only reads, and not at every page. */
async function touchDevice(knex: Knex, request: PullRequest, now: Date): Promise<void> {
  await knex('sync_device')
    .where({ id: request.device })
    .where((query) => query.whereNull('last_seen_at').orWhere('last_seen_at', '<', plus(now, -TOUCH_EVERY)))
    .update({ last_seen_at: now, lease_until: plus(now, LEASE), app_build: request.build, protocol: request.v });
}
