import type { SqliteConnection } from '../sqlite-connection.ts';

export type MetaKey = 'cursor' | 'epoch' | 'complete' | 'last-completed-at' | 'complete-after-sweep';

/** Single values of the cache, and the number of rows, which is counted once and then kept. */
export class MetaStore {
  readonly #connection: SqliteConnection;
  readonly #get;
  readonly #set;
  readonly #remove;
  #rowCount: number | null = null;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
    this.#get = connection.prepare<string>('select v from meta where k = ?').pluck();
    this.#set = connection.prepare('insert or replace into meta (k, v) values (?, ?)');
    this.#remove = connection.prepare('delete from meta where k = ?');
  }

  get(key: MetaKey): string | null {
    return this.#get.get(key) ?? null;
  }

  set(key: MetaKey, value: string | null): void {
    if (value === null) this.#remove.run(key);
    else this.#set.run(key, value);
  }

  rowCount(): number {
    this.#rowCount ??= this.#connection.prepare<number>('select count(*) from row').pluck().get() ?? 0;
    return this.#rowCount;
  }

  /** After a commit. */
  rowsAdded(count: number): void {
    if (this.#rowCount !== null) this.#rowCount += count;
  }
}
