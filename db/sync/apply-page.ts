import { performance } from 'node:perf_hooks';
import { collectionName } from '@hallowerk/contract/sync/collections.ts';
import type { PullOp, PullResponse, PullScope } from '@hallowerk/contract/sync/pull.ts';
import type { LocalDatabase } from '../open-database.ts';
import { CacheMaintenance, type SliceResult } from './cache-maintenance.ts';
import type { MetaStore } from './meta-store.ts';
import { RowStore, TransactionChanges } from './row-store.ts';
import type { ScopeStore } from './scope-store.ts';
import { ScopeSums, type ScopeRow } from './scope-store.ts';

export interface PageResult {
  /** Ops of the page. */
  readonly applied: number;
  /** Changes that the server has seen and whose effect is stored; only a complete page acknowledges. */
  readonly acknowledged: number;
  /** Everything is complete as of this page. */
  readonly done: boolean;
}

export interface ApplyOptions {
  readonly now: Date;
  /** So many ops in one transaction, however long that takes. Without it, as many as fit the time of a slice. */
  readonly sliceRows?: number;
}

/** A slice stops taking rows after this long, so that a search in the same process never waits much longer. */
const SLICE_MILLISECONDS = 17;
const SLICE_ROWS = 200;

interface SliceLimit {
  readonly rows: number;
  /** On the clock of `performance`. */
  readonly until: number;
}

function sliceLimit(started: number, rows: number | undefined): SliceLimit {
  if (rows !== undefined) return { rows, until: Number.POSITIVE_INFINITY };
  return { rows: SLICE_ROWS, until: started + SLICE_MILLISECONDS };
}

interface Fill {
  readonly scope: PullScope;
  readonly generation: number;
  /** It held memberships when the fill began: they must be swept at the end. */
  readonly hadMembers: boolean;
}

/**
 * Applies pages of a pull in short transactions (sync §2.13). The caller runs the generator, letting other work in
 * between slices; abandoning it half-way is the same as a crash and just as harmless.
 *
 * Why slices are exact although §2.13 asks for one transaction: rows and memberships may run *ahead* of the stored
 * cursor, never behind it. Whatever a slice stored was true at the page's snapshot; everything that changes after that
 * lies beyond the old cursor, so the next answer to that cursor brings it again, newer or equal, or brings its
 * tombstone. The exception is a fill that starts at zero: its next answer leaves out what was removed in between. That is
 * what generations are for (scope-store.ts). Cursor, acknowledgements, lost scopes and overlay change together in the
 * last slice of rows. What has to be removed in bulk goes after it in slices of its own, and is finished before anything
 * else is applied, or when the cache is opened again.
 */
export class PageApplier {
  readonly #database: LocalDatabase;
  readonly #scopes: ScopeStore;
  readonly #rows: RowStore;
  readonly #maintenance: CacheMaintenance;
  readonly #meta: MetaStore;

  constructor(database: LocalDatabase, scopes: ScopeStore, meta: MetaStore) {
    this.#database = database;
    this.#scopes = scopes;
    this.#meta = meta;
    this.#rows = new RowStore(database.connection);
    this.#maintenance = new CacheMaintenance(database, meta, this.#rows);
  }

  *apply(page: PullResponse, options: ApplyOptions): Generator<SliceResult, PageResult> {
    assertWhole(page);
    const { sliceRows } = options;
    yield* this.finishSweeps(sliceRows);
    let fills: Map<number, Fill> | null = null;
    let position = 0;
    do {
      const started = performance.now();
      const from = position;
      position = this.#slice((sums, changes) => {
        fills ??= this.#beginFills(page);
        const end = this.#applyOps(page, fills, from, sliceLimit(started, sliceRows), sums, changes);
        if (end === page.ops.length) this.#commitPage(page, fills, options.now, changes);
        return end;
      });
      yield { phase: 'rows', applied: position, total: page.ops.length, milliseconds: performance.now() - started };
      yield* this.#maintenance.afterSlice(position, page.ops.length);
    } while (position < page.ops.length);
    yield* this.finishSweeps(sliceRows);
    yield* this.tidy(page.ops.length);
    return { applied: page.ops.length, acknowledged: page.done ? page.acks.length : 0, done: page.done };
  }

  /** Removes what lost scopes and finished refills left behind. Does nothing, at no cost, when there is nothing. */
  *finishSweeps(sliceRows?: number): Generator<SliceResult, void> {
    const due = this.#database.read(() => this.#scopes.all().filter(({ sweep }) => sweep === 'now'));
    for (const scope of due) {
      let finished = false;
      let removed = 0;
      while (!finished) {
        const started = performance.now();
        const count = this.#slice((sums, changes) =>
          this.#sweepSlice(scope, sliceLimit(started, sliceRows), sums, changes),
        );
        removed += count;
        finished = count === 0;
        yield { phase: 'sweep', applied: removed, total: scope.cnt, milliseconds: performance.now() - started };
        yield* this.#maintenance.afterSlice(removed, scope.cnt);
      }
      this.#slice(() => {
        if (scope.state === 'lost') this.#scopes.remove(scope.id);
        else this.#scopes.upsert({ ...scope, sweep: 'none' });
      });
    }
    const waiting = this.#database.read(() => this.#meta.get('complete-after-sweep'));
    if (waiting !== null) this.#database.write(() => this.#completeNow());
  }

  /** One transaction on rows with everything that hangs on them, for what comes outside a page (collection-refill.ts). */
  transact<T>(work: (rows: RowStore, sums: ScopeSums, changes: TransactionChanges) => T): T {
    return this.#slice((sums, changes) => work(this.#rows, sums, changes));
  }

  /** What `apply` ends with: merges the text index when so much waits that a search would notice. */
  tidy(total: number): Generator<SliceResult, void> {
    return this.#maintenance.tidy(total);
  }

  /** For quiet moments, see cache-maintenance.ts. */
  maintain(): Generator<SliceResult, void> {
    return this.#maintenance.run();
  }

  #slice<T>(work: (sums: ScopeSums, changes: TransactionChanges) => T): T {
    const changes = new TransactionChanges();
    let result: T;
    try {
      result = this.#database.write(() => {
        const sums = new ScopeSums(this.#scopes);
        const value = work(sums, changes);
        this.#rows.flush();
        sums.flush();
        if ([...changes.candidates.values()].some(({ live }) => !live)) this.#maintenance.mustPurge();
        return value;
      });
    } catch (error) {
      this.#rows.reset();
      throw error;
    }
    this.#meta.rowsAdded(changes.rowsAdded);
    this.#database.changes.emit({
      collections: [...changes.collections],
      candidates: [...changes.candidates.values()],
    });
    return result;
  }

  /** Decides which scopes start from zero in this page, and gives those a new generation. */
  #beginFills(page: PullResponse): Map<number, Fill> {
    const known = new Map(this.#scopes.all().map((scope) => [scope.id, scope]));
    const everything = this.#meta.get('cursor') === null;
    const fills = new Map<number, Fill>();
    for (const scope of page.scopes) {
      const stored = known.get(scope.s);
      if (stored?.state === 'live' && stored.key === scope.key && !scope.reset && !everything) continue;
      const generation = (stored?.lastGen ?? 0) + 1;
      fills.set(scope.s, { scope, generation, hadMembers: (stored?.cnt ?? 0) > 0 });
      this.#scopes.upsert(
        stored === undefined
          ? { ...emptyScope(scope), lastGen: generation }
          : { ...stored, key: scope.key, lastGen: generation },
      );
    }
    return fills;
  }

  #applyOps(
    page: PullResponse,
    fills: ReadonlyMap<number, Fill>,
    from: number,
    limit: SliceLimit,
    sums: ScopeSums,
    changes: TransactionChanges,
  ): number {
    const known = new Map(this.#scopes.all().map((scope) => [scope.id, scope]));
    const last = Math.min(page.ops.length, from + limit.rows);
    let position = from;
    while (position < last) {
      const [scope, collection, id, rev, live] = page.ops[position] as PullOp;
      const stored = known.get(scope) as ScopeRow;
      if (live === 1) {
        const row = page.rows[String(collection)]?.[id] ?? null;
        const generation = fills.get(scope)?.generation ?? stored.gen;
        const force = stored.sweep === 'when-done' || fills.get(scope)?.hadMembers === true;
        this.#rows.put({ scope, collection, id, rev, generation, row, force }, sums, changes);
      } else {
        this.#rows.leave(scope, collection, id, sums, changes);
      }
      position += 1;
      if (performance.now() > limit.until) break;
    }
    return position;
  }

  #commitPage(page: PullResponse, fills: ReadonlyMap<number, Fill>, now: Date, changes: TransactionChanges): void {
    const listed = new Set(page.scopes.map((scope) => scope.s));
    let sweeping = false;
    for (const stored of this.#scopes.all()) {
      const next = nextState(stored, fills.get(stored.id), listed.has(stored.id), page.done);
      if (next !== stored) this.#scopes.upsert(next);
      sweeping ||= next.sweep === 'now';
    }
    this.#meta.set('cursor', page.cursor);
    this.#meta.set('epoch', String(page.epoch));
    this.#meta.set('head', String(page.head));
    // An earlier page tells outcomes whose effects may be on a later one, or in what is still to be swept (C8). What is
    // not noted here is asked for again.
    const settled = page.done && !sweeping;
    if (settled) this.#acknowledge(page, changes);
    this.#meta.set('complete-after-sweep', page.done ? now.toISOString() : null);
    if (page.done && !sweeping) this.#completeNow();
  }

  #acknowledge(page: PullResponse, changes: TransactionChanges): void {
    const { connection } = this.#database;
    const insert = connection.prepare('insert or replace into acked (uid, status, code) values (?, ?, ?)');
    const forget = connection.prepare<number>('delete from overlay where uid = ? returning coll').pluck();
    for (const [uid, status, code] of page.acks) {
      insert.run(uid, status, code);
      const collection = forget.get(uid);
      if (collection !== undefined) changes.collections.add(collection);
    }
  }

  #completeNow(): void {
    const at = this.#meta.get('complete-after-sweep');
    this.#meta.set('complete', '1');
    this.#meta.set('last-completed-at', at);
    this.#meta.set('complete-after-sweep', null);
  }

  #sweepSlice(scope: ScopeRow, limit: SliceLimit, sums: ScopeSums, changes: TransactionChanges): number {
    const below = scope.state === 'lost' ? scope.lastGen + 1 : scope.gen;
    const stale = this.#database.connection
      .prepare<number>('select pk from member where scope = ? and gen < ? limit ?')
      .pluck()
      .all(scope.id, below, limit.rows);
    let count = 0;
    for (const pk of stale) {
      this.#rows.leaveByPk(scope.id, pk, sums, changes);
      count += 1;
      if (performance.now() > limit.until) break;
    }
    return count;
  }
}

/** A scope's row after the cursor of this page is stored. */
function nextState(stored: ScopeRow, fill: Fill | undefined, listed: boolean, done: boolean): ScopeRow {
  if (!listed) return { ...stored, state: 'lost', sweep: 'now' };
  const begun = fill === undefined ? stored : committedFill(stored, fill);
  return done && begun.sweep === 'when-done' ? { ...begun, sweep: 'now' } : begun;
}

/**
 * `pruned` and `revoked` give rights back at once: what this page did not bring again goes now (§2.8). The other kinds
 * keep the old rows on the screen until the refill is complete.
 */
function committedFill(stored: ScopeRow, { scope, generation, hadMembers }: Fill): ScopeRow {
  const drop = scope.reset && (scope.why === 'pruned' || scope.why === 'revoked');
  const sweep = !hadMembers ? 'none' : drop ? 'now' : 'when-done';
  return { ...stored, gen: generation, state: 'live', sweep };
}

function emptyScope(scope: PullScope): ScopeRow {
  return { id: scope.s, key: scope.key, gen: 0, lastGen: 0, cnt: 0, digest: '0', state: 'filling', sweep: 'none' };
}

/** A page that breaks the protocol is refused before anything of it is stored. */
function assertWhole(page: PullResponse): void {
  const listed = new Set(page.scopes.map((scope) => scope.s));
  for (const [scope, collection, id, , live] of page.ops) {
    if (!listed.has(scope)) throw new Error(`Pull answer with an op of scope ${scope}, which it does not list`);
    if (live === 0 || collectionName(collection) === undefined) continue;
    if (page.rows[String(collection)]?.[id] === undefined) {
      throw new Error(`Pull answer with a live op of collection ${collection} without its row`);
    }
  }
}
