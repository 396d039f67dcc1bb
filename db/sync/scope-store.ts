import type { SqliteConnection } from '../sqlite-connection.ts';

/**
 * A scope as this device holds it. `cnt` and `digest` are its own sums over its memberships, never the server's (L7).
 *
 * Generations make interrupted fills exact. A membership carries the generation in which it was last delivered. While a
 * fill is not yet covered by a stored cursor (`filling`), or starts over, its memberships get a new generation; when the
 * server says that everything is complete, those of older generations are swept: they were removed while nobody looked,
 * and a fill from the beginning never mentions what is gone (§2.7, tombstones before the start of a fill).
 */
export interface ScopeRow {
  readonly id: number;
  readonly key: string;
  /** Generation given to memberships since the last stored cursor. */
  readonly gen: number;
  /** Highest generation ever given out. */
  readonly lastGen: number;
  readonly cnt: number;
  /** Signed 64-bit number as text. */
  readonly digest: string;
  /** `filling`: no stored cursor knows it yet. `lost`: the server no longer lists it; its memberships are being removed. */
  readonly state: 'filling' | 'live' | 'lost';
  /** Memberships of older generations: none, to be removed at the next complete pull, or to be removed now. */
  readonly sweep: 'none' | 'when-done' | 'now';
}

const COLUMNS = 'id, key, gen, last_gen as lastGen, cnt, cast(digest as text) as digest, state, sweep';

/** Statements over the scope table. Callers bring the transaction. */
export class ScopeStore {
  readonly #connection: SqliteConnection;
  readonly #change;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
    this.#change = connection.prepare('update scope set cnt = cnt + ?, digest = ? where id = ?');
  }

  all(): ScopeRow[] {
    return this.#connection.prepare<ScopeRow>(`select ${COLUMNS} from scope order by id`).all();
  }

  upsert(row: ScopeRow): void {
    this.#connection
      .prepare(
        `insert into scope (id, key, gen, last_gen, cnt, digest, state, sweep) values (?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set key = excluded.key, gen = excluded.gen, last_gen = excluded.last_gen,
           state = excluded.state, sweep = excluded.sweep`,
      )
      .run(row.id, row.key, row.gen, row.lastGen, row.cnt, BigInt(row.digest), row.state, row.sweep);
  }

  remove(id: number): void {
    this.#connection.prepare('delete from scope where id = ?').run(id);
  }

  /** Adds to the count and replaces the digest. */
  change(id: number, added: number, digest: bigint): void {
    this.#change.run(added, digest, id);
  }
}

/** Counts and digests of the scopes during one transaction: changed in memory per op, written once at the end. */
export class ScopeSums {
  readonly #store: ScopeStore;
  readonly #digests = new Map<number, bigint>();
  readonly #sums = new Map<number, { added: number; digest: bigint }>();

  constructor(store: ScopeStore) {
    this.#store = store;
    for (const scope of store.all()) this.#digests.set(scope.id, BigInt(scope.digest));
  }

  bump(scope: number, added: number, xor: bigint): void {
    const sum = this.#sums.get(scope) ?? { added: 0, digest: this.#digests.get(scope) ?? 0n };
    sum.added += added;
    sum.digest ^= xor;
    this.#sums.set(scope, sum);
  }

  flush(): void {
    for (const [scope, { added, digest }] of this.#sums) this.#store.change(scope, added, digest);
  }
}
