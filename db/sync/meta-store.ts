import type { SqliteConnection } from '../sqlite-connection.ts';

export type MetaKey =
  | 'cursor'
  | 'epoch'
  /** Highest position that an answer told, in that epoch (C4). */
  | 'head'
  | 'complete'
  | 'last-completed-at'
  | 'complete-after-sweep'
  /** Collection number → projection version of the stored rows, JSON (collection-versions.ts). */
  | 'versions'
  /** When and by which build the contents were last compared with the server's, JSON (§2.9, level 2). */
  | 'verified'
  /** When every page of the file was last read (§2.9, level 4). */
  | 'checked-at'
  /** Candidates left whose words are still in the text index (cache-maintenance.ts). */
  | 'purge'
  /** How often words were deleted from the text index (search/text-segments.ts). */
  | 'text-swept';

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
