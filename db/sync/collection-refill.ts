import { performance } from 'node:perf_hooks';
import type { PullOp, PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { LocalDatabase } from '../open-database.ts';
import type { PageApplier } from './apply-page.ts';
import type { SliceResult } from './cache-maintenance.ts';
import { CURRENT_VERSIONS, type CollectionVersions } from './collection-versions.ts';
import type { MetaStore } from './meta-store.ts';
import type { RowStore, TransactionChanges } from './row-store.ts';
import type { ScopeRow, ScopeStore, ScopeSums } from './scope-store.ts';

const SLICE_MS = 14;
const SLICE_ROWS = 150;
const SWEEP_ROWS = 500;

export interface CollectionRefill {
  readonly collections: readonly number[];
  /** For the next request with `only`; null for the first. Kept in memory: a refill that is abandoned starts again. */
  cursor(): string | null;
  /** Stores an answer in short transactions; run it to the end, letting other work in between. True when it was the last. */
  apply(page: PullResponse): Generator<SliceResult, boolean>;
}

interface Parts {
  readonly database: LocalDatabase;
  readonly applier: PageApplier;
  readonly scopes: ScopeStore;
  readonly meta: MetaStore;
}

/**
 * Brings some collections again, whole, beside the ordinary pull (sync §2.9, §2.18): rows are compared by content, members
 * are joined, and at the end those are removed that did not come. The cursor, generations and `complete` of the ordinary
 * pull are left alone.
 *
 * Why that is exact: an answer is true at its snapshot, which is at or after the stored cursor, so here too rows and
 * memberships run ahead of the cursor and never behind it: whatever the ordinary pull brings later is newer, equal, or the
 * tombstone of something already gone. Its digests are own sums and change with every row and membership. Abandoning it
 * half-way leaves some rows newer than others, as a page that was cut short does, and the stored versions as they were,
 * so that it is done again. An answer may only be applied when no ordinary page was stored since it was asked for: that
 * page could be newer than the answer.
 */
export class CollectionRefiller implements CollectionRefill {
  readonly collections: readonly number[];
  readonly #wanted: ReadonlySet<number>;
  readonly #parts: Parts;
  /** `scope|collection` → ids that are there. */
  readonly #came = new Map<string, Set<string>>();
  #cursor: string | null = null;

  constructor(parts: Parts, collections: readonly number[]) {
    this.#parts = parts;
    this.collections = collections;
    this.#wanted = new Set(collections);
  }

  cursor(): string | null {
    return this.#cursor;
  }

  *apply(page: PullResponse): Generator<SliceResult, boolean> {
    this.#assertWhole(page);
    // A scope that the server starts anew comes whole: what came of it before counts no more.
    for (const { s, reset } of page.scopes) if (reset) this.#forget(s);
    for (let position = 0; position < page.ops.length;) {
      const started = performance.now();
      position = this.#parts.applier.transact((rows, sums, changes) => this.#put(page, position, rows, sums, changes));
      const milliseconds = performance.now() - started;
      yield { phase: 'rows', applied: position, total: page.ops.length, milliseconds };
    }
    if (page.done) {
      for (const { s } of page.scopes) yield* this.#sweep(s);
      this.#parts.database.write(() => this.#rememberVersions());
    }
    yield* this.#parts.applier.tidy(page.ops.length);
    this.#cursor = page.cursor;
    return page.done;
  }

  #put(page: PullResponse, from: number, rows: RowStore, sums: ScopeSums, changes: TransactionChanges): number {
    const started = performance.now();
    const scopes = this.#liveScopes();
    const last = Math.min(page.ops.length, from + SLICE_ROWS);
    let position = from;
    while (position < last) {
      const [scope, collection, id, rev, live] = page.ops[position] as PullOp;
      const stored = scopes.get(scope);
      position += 1;
      // A scope that the ordinary pull has not begun yet comes with it.
      if (stored === undefined || !this.#wanted.has(collection)) continue;
      if (live === 1) {
        const row = page.rows[String(collection)]?.[id] ?? null;
        rows.put({ scope, collection, id, rev, generation: stored.gen, row, force: true }, sums, changes);
        this.#cameOf(scope, collection).add(id);
      } else {
        rows.leave(scope, collection, id, sums, changes);
        this.#cameOf(scope, collection).delete(id);
      }
      if (performance.now() - started > SLICE_MS) break;
    }
    return position;
  }

  /** Removes the members that did not come, going through all of them in the order of their keys. */
  *#sweep(scope: number): Generator<SliceResult, void> {
    if (!this.#liveScopes().has(scope)) return;
    const members = this.#parts.database.connection.prepare<{ pk: number; coll: number; id: string }>(
      `select r.pk, r.coll, r.id from member m join row r on r.pk = m.pk
       where m.scope = ? and m.pk > ? order by m.pk limit ?`,
    );
    let seen = 0;
    for (let after: number | null = 0; after !== null;) {
      const started = performance.now();
      const from: number = after;
      after = this.#parts.applier.transact((rows, sums, changes) => {
        const found = members.all(scope, from, SWEEP_ROWS);
        for (const { pk, coll, id } of found) {
          seen += 1;
          if (!this.#wanted.has(coll) || this.#cameOf(scope, coll).has(id)) continue;
          rows.leaveByPk(scope, pk, sums, changes);
          if (performance.now() - started > SLICE_MS) return pk;
        }
        return found.length < SWEEP_ROWS ? null : (found.at(-1)?.pk ?? null);
      });
      yield { phase: 'sweep', applied: seen, total: seen, milliseconds: performance.now() - started };
    }
  }

  #rememberVersions(): void {
    const { meta } = this.#parts;
    const stored = JSON.parse(meta.get('versions') ?? '{}') as CollectionVersions;
    const refilled = this.collections.map((number) => [String(number), CURRENT_VERSIONS[String(number)]]);
    meta.set('versions', JSON.stringify({ ...stored, ...Object.fromEntries(refilled) }));
  }

  #liveScopes(): ReadonlyMap<number, ScopeRow> {
    const live = this.#parts.scopes.all().filter(({ state }) => state === 'live');
    return new Map(live.map((scope) => [scope.id, scope]));
  }

  #cameOf(scope: number, collection: number): Set<string> {
    const key = `${scope}|${collection}`;
    const known = this.#came.get(key);
    if (known !== undefined) return known;
    const came = new Set<string>();
    this.#came.set(key, came);
    return came;
  }

  #forget(scope: number): void {
    for (const collection of this.collections) this.#came.delete(`${scope}|${collection}`);
  }

  /** A page that breaks the protocol is refused before anything of it is stored. */
  #assertWhole(page: PullResponse): void {
    for (const [, collection, id, , live] of page.ops) {
      if (live === 0 || !this.#wanted.has(collection)) continue;
      if (page.rows[String(collection)]?.[id] === undefined) {
        throw new Error(`Refill answer with a live op of collection ${collection} without its row`);
      }
    }
  }
}
