import type { Knex } from 'knex';
import { abilitiesOf } from '@hallowerk/contract/accounts/abilities.ts';
import type { MutationResult } from '@hallowerk/contract/sync/pull.ts';
import type { Mutation, PushRequest, PushResponse } from '@hallowerk/contract/sync/push.ts';
import type { SessionContext } from '../security/session.ts';
import { isTransientDatabaseError, sqlState } from '../database/pg-errors.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { sessionExpired, unavailable } from '../http/problems.ts';
import { type Clock } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';
import { requireDevice } from '../devices/require-device.ts';
import { findHeldRole } from '../shared/held-role.ts';
import { effectiveTime, MUTATION_LIFE } from '../shared/effective-time.ts';
import { MutationRefusedError, type MutationContext } from '../shared/mutation.ts';
import { runMutation } from './mutations.ts';
import { requireProtocol } from './protocol.ts';
import { userScopeKeys } from '../shared/visibility.ts';

export interface PushService {
  /**
   * Executes mutations, each at most once whatever is repeated (sync §2.10). Every one of them ends with a result.
   * @throws {ProblemError} 403 device, 426 protocol, 503 on a deadlock or timeout; then nothing was recorded.
   */
  push(context: SessionContext, request: PushRequest): Promise<PushResponse>;
}

export interface PushDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  /** Told about every mutation that failed in an unforeseen way; gets no content. */
  readonly onParked: (failure: { kind: string; error: unknown }) => void;
  /** Replaceable, so that a test can let a handler fail. */
  readonly run?: typeof runMutation;
}

export function createPushService(deps: PushDependencies): PushService {
  return { push: (context, request) => push(deps, context, request) };
}

async function push(deps: PushDependencies, session: SessionContext, request: PushRequest): Promise<PushResponse> {
  const { v } = requireProtocol(request.v);
  const now = deps.clock.now();
  let results: MutationResult[];
  try {
    results = await withTransaction(deps.knex, (trx) => pushAll(deps, trx, { session, request, now }));
  } catch (error) {
    throw isTransientDatabaseError(error) ? unavailable(error) : error;
  }
  return { v, rid: request.rid, results, server_time: deps.clock.now().toISOString() };
}

interface Batch {
  readonly session: SessionContext;
  readonly request: PushRequest;
  readonly now: Date;
}

async function pushAll(deps: PushDependencies, trx: Trx, batch: Batch): Promise<MutationResult[]> {
  const { session, request } = batch;
  const held = await findHeldRole(trx, session.userId, 'share');
  if (held === null) throw sessionExpired();
  await requireDevice(trx, session, request.device, 'update');
  const scopeKeys = (await userScopeKeys(trx, session.userId)) ?? [];
  const ability = abilitiesOf(held);
  const known = await knownResults(
    trx,
    request.mutations.map((mutation) => mutation.uid),
    session.userId,
  );
  const results: MutationResult[] = [];
  for (const mutation of request.mutations) {
    const stored = known.get(mutation.uid);
    if (stored !== undefined) {
      results.push(stored);
      continue;
    }
    const effectiveAt = effectiveTime(mutation, batch.now);
    const context = { trx, session, ability, scopeKeys, effectiveAt, now: batch.now };
    const result = await execute(deps, context, mutation, batch.now);
    await trx('sync_mutation').insert({
      uid: mutation.uid,
      user_id: session.userId,
      device_id: request.device,
      kind: mutation.kind,
      kind_version: mutation.ver,
      status: result[1],
      code: result[2],
      edit_ts: effectiveAt,
      received_at: batch.now,
    });
    known.set(mutation.uid, result);
    results.push(result);
  }
  return results;
}

/** Results of mutations that were here before; one of another user is never repeated to this one. */
async function knownResults(trx: Trx, uids: readonly string[], userId: string): Promise<Map<string, MutationResult>> {
  const rows: { uid: string; user_id: string; status: MutationResult[1]; code: MutationResult[2] }[] = await trx(
    'sync_mutation',
  )
    .whereIn('uid', uids)
    .select('uid', 'user_id', 'status', 'code');
  return new Map(
    rows.map((row) => [
      row.uid,
      row.user_id === userId ? [row.uid, row.status, row.code] : [row.uid, 'rejected', 'not_available'],
    ]),
  );
}

/** One mutation in a savepoint of its own. */
async function execute(
  deps: PushDependencies,
  context: MutationContext,
  mutation: Mutation,
  now: Date,
): Promise<MutationResult> {
  const run = deps.run ?? runMutation;
  try {
    if (now.getTime() - context.effectiveAt.getTime() > MUTATION_LIFE) throw new MutationRefusedError('too_old');
    if (!(await dependenciesSucceeded(context, mutation.deps))) throw new MutationRefusedError('depends');
    const status = await context.trx.transaction((savepoint) => run({ ...context, trx: savepoint }, mutation));
    return [mutation.uid, status, null];
  } catch (error) {
    if (error instanceof MutationRefusedError) return [mutation.uid, 'rejected', error.code];
    if (isTransientDatabaseError(error)) throw error;
    await park(deps, context, mutation, error);
    return [mutation.uid, 'parked', null];
  }
}

async function dependenciesSucceeded({ trx, session }: MutationContext, deps: readonly string[]): Promise<boolean> {
  if (deps.length === 0) return true;
  const unique = [...new Set(deps)];
  const succeeded = await trx('sync_mutation')
    .whereIn('uid', unique)
    .where({ user_id: session.userId })
    .whereIn('status', ['ok', 'noop'])
    .count({ n: '*' })
    .first();
  return Number(succeeded?.n ?? 0) === unique.length;
}

/** Keeps the text of the user for repair, encrypted; other mutations go on (sync L14). */
async function park(
  deps: PushDependencies,
  { trx }: MutationContext,
  mutation: Mutation,
  error: unknown,
): Promise<void> {
  const payload = deps.keys.seal('parked-mutation', mutation.uid, Buffer.from(JSON.stringify(mutation)));
  const name = error instanceof Error ? error.name : 'unknown';
  await trx('sync_parked').insert({ uid: mutation.uid, payload, error: sqlState(error) ?? name });
  deps.onParked({ kind: mutation.kind, error });
}
