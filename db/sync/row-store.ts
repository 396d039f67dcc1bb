import { CandidateIndexWriter } from '../search/candidate-index-writer.ts';
import type { CandidateChange } from '../change-hub.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import { entryHash } from './digest.ts';
import type { ScopeSums } from './scope-store.ts';

interface StoredRow {
  readonly pk: number;
  readonly rev: number;
}

/** A live entry of a page. `json` is the row as stored. */
export interface LiveEntry {
  readonly scope: number;
  readonly collection: number;
  readonly id: string;
  readonly rev: number;
  readonly generation: number;
  readonly row: unknown;
  /** Compare content even when `rev` is the same: during a refill the stored copy is what is in doubt. */
  readonly force: boolean;
}

/** What one transaction changed. */
export class TransactionChanges {
  readonly collections = new Set<number>();
  readonly candidates = new Map<number, CandidateChange>();
  rowsAdded = 0;
}

/**
 * Rows and memberships with everything that hangs on them: own digests, facets, text index. A row lives exactly as long
 * as its last membership (C7). Callers bring the transaction.
 */
export class RowStore {
  readonly #index: CandidateIndexWriter;
  readonly #statements;

  constructor(connection: SqliteConnection) {
    this.#index = new CandidateIndexWriter(connection);
    this.#statements = {
      find: connection.prepare<StoredRow>('select pk, rev from row where coll = ? and id = ?'),
      byPk: connection.prepare<StoredRow & { coll: number; id: string }>(
        'select pk, coll, id, rev from row where pk = ?',
      ),
      content: connection.prepare<string>('select d from row where pk = ?').pluck(),
      insert: connection.prepare('insert into row (coll, id, rev, d) values (?, ?, ?, ?)'),
      update: connection.prepare('update row set rev = ?, d = ? where pk = ?'),
      remove: connection.prepare('delete from row where pk = ?'),
      scopesOf: connection.prepare<number>('select scope from member where pk = ?').pluck(),
      generation: connection.prepare<number>('select gen from member where scope = ? and pk = ?').pluck(),
      join: connection.prepare('insert into member (scope, pk, gen) values (?, ?, ?)'),
      renew: connection.prepare('update member set gen = ? where scope = ? and pk = ?'),
      leave: connection.prepare('delete from member where scope = ? and pk = ?'),
    };
  }

  /** To be called at the end of each transaction, inside it. */
  flush(): void {
    this.#index.flush();
  }

  /** To be called after a rolled-back transaction: forgets what was only in memory. */
  /** See `CandidateIndexWriter.forgetUnusedOptions`. */
  forgetUnusedOptions(): void {
    this.#index.forgetUnusedOptions();
  }

  reset(): void {
    this.#index.reset();
  }

  put(entry: LiveEntry, sums: ScopeSums, changes: TransactionChanges): void {
    const stored = this.#statements.find.get(entry.collection, entry.id);
    const pk = stored === undefined ? this.#insert(entry, changes) : this.#update(stored, entry, sums, changes);
    const generation = this.#statements.generation.get(entry.scope, pk);
    if (generation === undefined) {
      this.#statements.join.run(entry.scope, pk, entry.generation);
      sums.bump(entry.scope, 1, entryHash(entry.collection, entry.id, entry.rev));
    } else if (generation !== entry.generation) {
      this.#statements.renew.run(entry.generation, entry.scope, pk);
    }
  }

  /** Removes a membership, and the row with its last one. Unknown ones are no error: the answer may be a repetition. */
  leave(scope: number, collection: number, id: string, sums: ScopeSums, changes: TransactionChanges): void {
    const stored = this.#statements.find.get(collection, id);
    if (stored !== undefined) this.#leave(scope, { ...stored, coll: collection, id }, sums, changes);
  }

  leaveByPk(scope: number, pk: number, sums: ScopeSums, changes: TransactionChanges): void {
    const stored = this.#statements.byPk.get(pk);
    if (stored !== undefined) this.#leave(scope, stored, sums, changes);
  }

  #leave(
    scope: number,
    row: StoredRow & { coll: number; id: string },
    sums: ScopeSums,
    changes: TransactionChanges,
  ): void {
    if (this.#statements.leave.run(scope, row.pk).changes === 0) return;
    sums.bump(scope, -1, entryHash(row.coll, row.id, row.rev));
    if (this.#statements.scopesOf.get(row.pk) !== undefined) return;
    this.#statements.remove.run(row.pk);
    changes.rowsAdded -= 1;
    changes.collections.add(row.coll);
    this.#index.removed(row.coll, row.id, row.pk, changes.candidates);
  }

  #insert(entry: LiveEntry, changes: TransactionChanges): number {
    const { collection, id, rev } = entry;
    const result = this.#statements.insert.run(collection, id, rev, JSON.stringify(entry.row));
    const pk = Number(result.lastInsertRowid);
    changes.rowsAdded += 1;
    changes.collections.add(collection);
    this.#index.stored(collection, id, pk, entry.row, false, changes.candidates);
    return pk;
  }

  #update(stored: StoredRow, entry: LiveEntry, sums: ScopeSums, changes: TransactionChanges): number {
    const { collection, id, rev } = entry;
    const newer = stored.rev !== rev;
    if (!newer && !entry.force) return stored.pk;
    const json = JSON.stringify(entry.row);
    if (!newer && this.#statements.content.get(stored.pk) === json) return stored.pk;
    if (newer) {
      const xor = entryHash(collection, id, stored.rev) ^ entryHash(collection, id, rev);
      for (const scope of this.#statements.scopesOf.all(stored.pk)) sums.bump(scope, 0, xor);
    }
    this.#statements.update.run(rev, json, stored.pk);
    changes.collections.add(collection);
    this.#index.stored(collection, id, stored.pk, entry.row, !newer, changes.candidates);
    return stored.pk;
  }
}
