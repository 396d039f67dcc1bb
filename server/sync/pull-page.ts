import type { PullOp } from '@hallowerk/contract/sync/pull.ts';
import type { Trx } from '../database/transaction.ts';
import type { ScopeRow } from '../shared/visibility.ts';
import { completeAt, isComplete, type ScopeCursor } from './cursor.ts';
import { project } from './projections.ts';

/** How much text fits in one compressed byte; measured 4–6 on profiles, so this stays on the safe side. */
const COMPRESSION = 3;
const OP_BYTES = 80;
/** Entries read at first; after that as many as will probably still fit. */
const FIRST_BATCH = 250;
const SMALLEST_BATCH = 50;
/** A page this full is sent as it is: the few rows that still fit are not worth another round trip. */
const FULL = 0.95;
/** One row in so many is measured; the others of its collection in the same batch count as its mean. */
const SAMPLE = 8;

/** One scope in this answer: where the client is in it, and whether it wants it now. */
export interface ScopePlan {
  readonly scope: ScopeRow;
  readonly start: ScopeCursor;
  readonly lazy: boolean;
}

export interface Page {
  readonly done: boolean;
  readonly ops: PullOp[];
  readonly rows: Record<string, Record<string, unknown>>;
  readonly cursor: ReadonlyMap<number, ScopeCursor>;
}

export interface PageRequest {
  readonly head: number;
  readonly rows: number;
  /** Compressed. */
  readonly bytes: number;
  readonly only: readonly number[] | undefined;
  readonly version: (collection: number) => number;
}

interface Entry {
  readonly collection: number;
  readonly rowId: string;
  readonly position: number;
  readonly rev: number;
  readonly live: boolean;
}

/** Nothing in the scope is newer than what the client has of it; a scope without a head never held anything. */
export function isIdle({ scope, start }: ScopePlan): boolean {
  return scope.head === 0 || (isComplete(start) && scope.head <= start.position);
}

/**
 * Entries with their rows, scope after scope, until the page is full; at least one of them. Rows are loaded in batches
 * of about what fits, not all that the client would take (sync §2.7, steps 6 and 7).
 */
export async function fillPage(trx: Trx, plans: readonly ScopePlan[], request: PageRequest): Promise<Page> {
  const page = new PageBuilder(request);
  const cursor = new Map<number, ScopeCursor>();
  let done = true;
  for (const plan of plans) {
    if (plan.lazy) continue;
    const end = isIdle(plan) ? null : await fillScope(trx, plan, page);
    done &&= end === null;
    cursor.set(plan.scope.id, end ?? completeAt(request.head));
  }
  return { done, ops: page.ops, rows: page.rows, cursor };
}

/** Where the client is in this scope after the page, or null when it has everything. */
async function fillScope(trx: Trx, { scope, start }: ScopePlan, page: PageBuilder): Promise<ScopeCursor | null> {
  let from = start;
  let mean: number | null = null;
  while (!page.isFull()) {
    const size = page.batchSize(mean);
    const read = await readEntries(trx, scope.id, from, { limit: size + 1, only: page.request.only });
    const batch = read.slice(0, size);
    const before = page.bytes;
    const taken = await page.add(trx, scope.id, batch);
    mean = taken === 0 ? null : (page.bytes - before) / taken;
    const last = batch[taken - 1];
    if (last !== undefined) {
      from = { position: last.position, collection: last.collection, rowId: last.rowId, since: start.since };
    }
    if (taken < batch.length) return from;
    if (read.length === batch.length) return null;
  }
  return from;
}

class PageBuilder {
  readonly request: PageRequest;
  readonly ops: PullOp[] = [];
  readonly rows: Record<string, Record<string, unknown>> = {};
  readonly #limit: number;
  bytes = 0;

  constructor(request: PageRequest) {
    this.request = request;
    this.#limit = request.bytes * COMPRESSION;
  }

  isFull(): boolean {
    return this.ops.length >= this.request.rows || (this.ops.length > 0 && this.bytes >= this.#limit * FULL);
  }

  /** `mean`: bytes of an entry of the batch before it in the same scope, whose rows are probably alike. */
  batchSize(mean: number | null): number {
    const room = this.request.rows - this.ops.length;
    if (mean === null) return Math.min(room, FIRST_BATCH);
    return Math.min(room, Math.max(Math.ceil((this.#limit - this.bytes) / mean), SMALLEST_BATCH));
  }

  /** Puts entries on the page as far as they fit. Returns how many. */
  async add(trx: Trx, scopeId: number, batch: readonly Entry[]): Promise<number> {
    const { loaded, sizes } = await this.#load(trx, batch);
    for (const [index, entry] of batch.entries()) {
      const row = loaded.get(entry.collection)?.get(entry.rowId);
      const isNew = row !== undefined && this.rows[entry.collection]?.[entry.rowId] === undefined;
      const size = OP_BYTES + (isNew ? (sizes.get(entry.collection) ?? 0) : 0);
      if (this.ops.length > 0 && this.bytes + size > this.#limit) return index;
      this.bytes += size;
      if (isNew) (this.rows[entry.collection] ??= {})[entry.rowId] = row;
      this.ops.push([scopeId, entry.collection, entry.rowId, entry.rev, entry.live ? 1 : 0]);
    }
    return batch.length;
  }

  /** Rows of live entries that are not on the page yet, one query a collection, with the mean size of each. */
  async #load(trx: Trx, batch: readonly Entry[]) {
    const wanted = new Map<number, Set<string>>();
    for (const { live, collection, rowId } of batch) {
      if (!live || this.rows[collection]?.[rowId] !== undefined) continue;
      wanted.set(collection, (wanted.get(collection) ?? new Set()).add(rowId));
    }
    const loaded = new Map<number, ReadonlyMap<string, unknown>>();
    const sizes = new Map<number, number>();
    for (const [collection, ids] of wanted) {
      const rows = await project(trx, collection, this.request.version(collection), [...ids]);
      loaded.set(collection, rows);
      sizes.set(collection, meanSize([...rows.values()]));
    }
    return { loaded, sizes };
  }
}

/** Bytes of JSON, from every eighth row: writing all of it here would double the work of writing the answer. */
function meanSize(rows: readonly unknown[]): number {
  const sample = rows.filter((_row, index) => index % SAMPLE === 0);
  const total = sample.reduce<number>((sum, row) => sum + Buffer.byteLength(JSON.stringify(row)), 0);
  return sample.length === 0 ? 0 : total / sample.length;
}

async function readEntries(
  trx: Trx,
  scopeId: number,
  from: ScopeCursor,
  take: { readonly limit: number; readonly only: readonly number[] | undefined },
): Promise<Entry[]> {
  const result: { rows: { coll: number; row_id: string; pos: string; rev: string; live: boolean }[] } = await trx.raw(
    `select coll, row_id, pos, rev, live
     from   sync_entry
     where  scope_id = ?
       and  (pos, coll, row_id) > (?::bigint, ?::smallint, ?::uuid)
       and  (live or pos > ?::bigint)
       ${take.only === undefined ? '' : 'and coll = any(?::int[])'}
     order  by pos, coll, row_id
     limit  ?`,
    [
      scopeId,
      from.position,
      from.collection,
      from.rowId,
      from.since,
      ...(take.only === undefined ? [] : [take.only as number[]]),
      take.limit,
    ],
  );
  return result.rows.map((row) => ({
    collection: row.coll,
    rowId: row.row_id,
    position: Number(row.pos),
    rev: Number(row.rev),
    live: row.live,
  }));
}
