import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import { MAX_VERIFY_SLICES, type VerifyRequest, type VerifyResponse } from '@hallowerk/contract/sync/verify.ts';
import { withSnapshot, type Trx } from '../database/transaction.ts';
import { ProblemError } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import type { SessionContext } from '../security/session.ts';
import { commonVersion, newestVersion, project } from './projections.ts';
import { projectionTooOld, requireProtocol } from './protocol.ts';
import { readState } from './pull-state.ts';
import { sliceOf, sumOf } from './slices.ts';

/** Rows loaded at a time, with room for other requests in between. */
const CHUNK = 250;
const STATEMENT_TIMEOUT = '5s';

export interface VerifyService {
  /**
   * Sums over the contents of all rows the user may have, slice by slice, from one snapshot (sync §2.9, level 2). A
   * collection this server does not know is left out.
   * @throws {ProblemError} 400 for no or too many slices, 403 device, 426 protocol or projection, 503 while another
   *   comparison of the same device runs.
   */
  verify(context: SessionContext, request: VerifyRequest): Promise<VerifyResponse>;
}

export function createVerifyService(deps: { readonly knex: Knex; readonly clock: Clock }): VerifyService {
  const busy = new Set<string>();
  return {
    verify: async (context, request) => {
      if (busy.has(context.deviceId)) throw alreadyBusy();
      busy.add(context.deviceId);
      try {
        return await verify(deps, context, request);
      } finally {
        busy.delete(context.deviceId);
      }
    },
  };
}

const alreadyBusy = (): ProblemError =>
  new ProblemError(503, 'verify_busy', 'Dit apparaat laat al gegevens vergelijken.', { retryAfterSeconds: 5 });

async function verify(
  deps: { readonly knex: Knex; readonly clock: Clock },
  context: SessionContext,
  request: VerifyRequest,
): Promise<VerifyResponse> {
  const { v } = requireProtocol(request.v);
  const count = request.to - request.from;
  if (count < 1 || count > MAX_VERIFY_SLICES) {
    throw new ProblemError(400, 'invalid', `Vraag 1 tot ${MAX_VERIFY_SLICES} delen tegelijk.`);
  }
  const versions = heldVersions(request);
  return withSnapshot(deps.knex, async (trx) => {
    await trx.raw(`set local statement_timeout = '${STATEMENT_TIMEOUT}'`);
    const state = await readState(trx, context, request, []);
    const scopes = state.scopes.map((scope) => scope.id);
    const sums: Record<string, string[]> = {};
    for (const [collection, version] of versions) {
      const totals = new BigInt64Array(count);
      const ids = await rowIds(trx, scopes, collection, request);
      for (let start = 0; start < ids.length; start += CHUNK) {
        await setImmediate();
        for (const [id, row] of await project(trx, collection, version, ids.slice(start, start + CHUNK))) {
          const slice = sliceOf(id) - request.from;
          totals[slice] = (totals[slice] ?? 0n) ^ sumOf(row);
        }
      }
      sums[collection] = Array.from(totals, String);
    }
    return {
      v,
      rid: request.rid,
      server_time: deps.clock.now().toISOString(),
      epoch: state.epoch,
      head: Math.max(0, ...state.scopes.map((scope) => scope.head)),
      sums,
    };
  });
}

/** Collections this server knows, with the version the client holds. @throws {ProblemError} 426 */
function heldVersions(request: VerifyRequest): ReadonlyMap<number, number> {
  const versions = new Map<number, number>();
  for (const [number, version] of Object.entries(request.collections)) {
    const collection = Number(number);
    if (!Number.isFinite(newestVersion(collection))) continue;
    if (commonVersion(collection, [version, version]) === null) throw projectionTooOld();
    versions.set(collection, version);
  }
  return versions;
}

async function rowIds(
  trx: Trx,
  scopes: readonly number[],
  collection: number,
  range: { readonly from: number; readonly to: number },
): Promise<readonly string[]> {
  const result: { rows: { row_id: string }[] } = await trx.raw(
    `select distinct row_id from sync_entry
     where  scope_id = any(?::int[]) and coll = ?::smallint and live
       and  get_byte(sha256(row_id::text::bytea), 0) >= ? and get_byte(sha256(row_id::text::bytea), 0) < ?`,
    [scopes as number[], collection, range.from, range.to],
  );
  return result.rows.map((row) => row.row_id);
}
