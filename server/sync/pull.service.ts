import type { Knex } from 'knex';
import {
  PROTOCOL_VERSION,
  type MutationResult,
  type PullRequest,
  type PullResponse,
  type PullScope,
} from '@hallowerk/contract/sync/pull.ts';
import type { SessionContext } from '../security/session.ts';
import { shortened, type LeasePeriods } from '../devices/lease-periods.ts';
import { withSnapshot, type Trx } from '../database/transaction.ts';
import { ProblemError } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';
import { ensureScopes, type ScopeRow } from '../shared/visibility.ts';
import {
  completeAt,
  consumedPosition,
  decodeCursor,
  encodeCursor,
  fillFrom,
  isComplete,
  isSameOnly,
  type Cursor,
} from './cursor.ts';
import { recordContact } from './device-contact.ts';
import { signLease } from './lease.ts';
import { commonVersion, newestVersion } from './projections.ts';
import { projectionTooOld, requireProtocol, type Protocol } from './protocol.ts';
import { fillPage, isIdle, type Page, type ScopePlan } from './pull-page.ts';
import { readState, type PullState } from './pull-state.ts';

export interface PullService {
  /**
   * Changes since the cursor, from one snapshot (sync §2.7). With `only`, changes of these collections alone, with a
   * cursor of their own: a reset is then about these collections, and no outcome of a mutation is told, because its
   * effect may be in another collection.
   * @throws {ProblemError} 403 device, 426 protocol or projection, 503 when this node lags behind the cursor.
   */
  pull(context: SessionContext, request: PullRequest): Promise<PullResponse>;
}

/** What one pull amounted to, without any id (sync §2.23). */
export interface PullFacts {
  readonly milliseconds: number;
  readonly ops: number;
  readonly done: boolean;
  /** Answered from one statement, because nothing had changed. */
  readonly idle: boolean;
  /** Scopes that start again, by reason. A scope that is new to the client is none. */
  readonly resets: Readonly<Partial<Record<NonNullable<PullScope['why']>, number>>>;
}

export interface PullDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  readonly lease?: LeasePeriods;
  readonly protocols?: readonly Protocol[];
  readonly onPull?: (facts: PullFacts) => void;
}

export function createPullService(deps: PullDependencies): PullService {
  return { pull: (context, request) => pull(deps, context, request) };
}

interface Answer {
  readonly state: PullState;
  readonly lines: readonly PullScope[];
  readonly acks: readonly MutationResult[];
  readonly page: Page;
  readonly idle: boolean;
}

async function pull(deps: PullDependencies, context: SessionContext, request: PullRequest): Promise<PullResponse> {
  const started = performance.now();
  const protocol = requireProtocol(request.v, deps.protocols);
  const version = projectionVersions(request, deps.protocols);
  const received = readCursor(request);
  const found = (await answerIdle(deps.knex, context, request, received)) ?? null;
  const { state, lines, acks, page, idle } =
    found ?? (await answer(deps.knex, context, request, { received, version }));
  const now = deps.clock.now();
  const lease = shortened(state.periods, deps.lease);
  const complete = page.done && request.only === undefined;
  await recordContact(deps.knex, request, { known: state.device, complete, lease, now });
  deps.onPull?.({
    milliseconds: performance.now() - started,
    ops: page.ops.length,
    done: page.done,
    idle,
    resets: countResets(lines),
  });
  const response: PullResponse = {
    v: PROTOCOL_VERSION,
    rid: request.rid,
    server_time: now.toISOString(),
    epoch: state.epoch,
    head: state.head,
    done: page.done,
    scopes: [...lines],
    ops: page.ops,
    rows: page.rows,
    acks: [...acks],
    cursor: encodeCursor({
      epoch: state.epoch,
      scopes: page.cursor,
      ...(request.only !== undefined && { only: request.only }),
    }),
    lease: signLease(deps.keys, lease, { userId: context.userId, deviceId: request.device }, now),
    notices: [],
  };
  return { ...(protocol.page?.(response) ?? response), v: protocol.v };
}

/** A client that names no range for a collection gets the newest: it skips what it does not know (sync §2.18). */
function projectionVersions(request: PullRequest, protocols?: readonly Protocol[]): (collection: number) => number {
  const chosen = new Map<number, number>();
  for (const [number, range] of Object.entries(request.collections)) {
    if (!Number.isFinite(newestVersion(Number(number)))) continue;
    const version = commonVersion(Number(number), range);
    if (version === null) throw projectionTooOld(protocols);
    chosen.set(Number(number), version);
  }
  return (collection) => chosen.get(collection) ?? newestVersion(collection);
}

interface Received {
  readonly cursor: Cursor | null;
  /** There was one, and it cannot be used: torn, or that of a pull of other collections. */
  readonly damaged: boolean;
}

function readCursor(request: PullRequest): Received {
  if (request.cursor === null) return { cursor: null, damaged: false };
  const cursor = decodeCursor(request.cursor);
  if (cursor === null || !isSameOnly(cursor.only, request.only)) return { cursor: null, damaged: true };
  return { cursor, damaged: false };
}

/**
 * The fast path of sync §2.7: one statement is a snapshot of its own, so when it shows that no scope of the user is newer
 * than the cursor, the answer is known without a transaction. Null when there is more to do.
 */
async function answerIdle(
  knex: Knex,
  context: SessionContext,
  request: PullRequest,
  { cursor }: Received,
): Promise<Answer | null> {
  if (cursor === null || request.pending.length > 0) return null;
  if (![...cursor.scopes.values()].every(isComplete)) return null;
  const state = await readState(knex, context, request, [...cursor.scopes.keys()]);
  if (state.missing.length > 0 || state.epoch !== cursor.epoch) return null;
  const plans = state.scopes.map((scope) => planScope(request, state, scope, { cursor, damaged: false }));
  if (!plans.every((plan) => plan.lazy || (isIdle(plan) && plan.start.position <= state.head))) return null;
  const wanted = plans.filter((plan) => !plan.lazy).map(({ scope }) => [scope.id, completeAt(state.head)] as const);
  const page = { done: true, ops: [], rows: {}, cursor: new Map(wanted) };
  return { state, lines: plans.map(scopeLine), acks: [], page, idle: true };
}

interface Reading {
  readonly received: Received;
  readonly version: (collection: number) => number;
}

async function answer(knex: Knex, context: SessionContext, request: PullRequest, reading: Reading): Promise<Answer> {
  const missing = { keys: [] as readonly string[] };
  const read = (): Promise<Answer | null> =>
    withSnapshot(knex, (trx) => readPage(trx, context, request, { ...reading, missing }));
  const first = await read();
  if (first !== null) return first;
  await ensureScopes(knex, missing.keys);
  const second = await read();
  // His regions changed in between: the client comes again.
  if (second === null) throw replicaBehind();
  return second;
}

/** Null, with their names, when scopes have no row yet. */
async function readPage(
  trx: Trx,
  context: SessionContext,
  request: PullRequest,
  reading: Reading & { readonly missing: { keys: readonly string[] } },
): Promise<Answer | null> {
  const { received, version } = reading;
  const state = await readState(trx, context, request, [...(received.cursor?.scopes.keys() ?? [])]);
  reading.missing.keys = state.missing;
  if (state.missing.length > 0) return null;
  const plans = state.scopes.map((scope) => planScope(request, state, scope, received));
  if (plans.some(({ start }) => start.position > state.head)) throw replicaBehind();
  const acks = request.only === undefined ? await outcomes(trx, context.userId, request.pending) : [];
  const page = await fillPage(trx, plans, { ...request.limit, head: state.head, only: request.only, version });
  return { state, lines: plans.map(scopeLine), acks, page, idle: false };
}

const replicaBehind = (): ProblemError =>
  new ProblemError(503, 'replica_behind', 'De server loopt even achter. Probeer het zo opnieuw.', {
    retryAfterSeconds: 2,
  });

type Reset = Pick<PullScope, 'reset' | 'why'>;
interface Plan extends ScopePlan {
  readonly reset: Reset;
}

function planScope(request: PullRequest, state: PullState, scope: ScopeRow, received: Received): Plan {
  const { cursor } = received;
  const refill = (why: PullScope['why']): Omit<Plan, 'scope'> => ({
    start: fillFrom(state.head),
    reset: { reset: true, why },
    lazy: request.lazy.includes(scope.key),
  });
  if (received.damaged) return { scope, ...refill('schema') };
  if (cursor !== null && cursor.epoch !== state.epoch) return { scope, ...refill('epoch') };
  const known = cursor?.scopes.get(scope.id);
  if (known === undefined) return { scope, ...refill(null) };
  if (consumedPosition(known) < scope.floor && known.since < scope.floor) return { scope, ...refill('pruned') };
  const lazy = request.lazy.includes(scope.key) && known.position === 0;
  return { scope, start: known, reset: { reset: false, why: null }, lazy };
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

/** A scope that the client does not want yet is listed, so that it does not count as lost, and never begins to fill. */
function scopeLine({ scope, reset, lazy }: Plan): PullScope {
  const { reset: fill, why } = lazy ? { reset: false, why: null } : reset;
  return { s: scope.id, key: scope.key, cnt: scope.cnt, digest: scope.digest, reset: fill, why };
}

function countResets(lines: readonly PullScope[]): PullFacts['resets'] {
  const resets: Partial<Record<NonNullable<PullScope['why']>, number>> = {};
  for (const { reset, why } of lines) if (reset && why !== null) resets[why] = (resets[why] ?? 0) + 1;
  return resets;
}
