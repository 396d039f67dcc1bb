/** What SQLite takes and gives. Integers come back as numbers unless a statement asks for `safeIntegers`. */
export type SqliteValue = string | number | bigint | Buffer | null;

export interface SqliteStatement<Result = unknown> {
  run(...params: readonly SqliteValue[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  get(...params: readonly SqliteValue[]): Result | undefined;
  all(...params: readonly SqliteValue[]): Result[];
  iterate(...params: readonly SqliteValue[]): IterableIterator<Result>;
  /** Gives the first column instead of a row. */
  pluck(on?: boolean): this;
  /** Gives arrays instead of objects. */
  raw(on?: boolean): this;
}

/** The part of the driver that this room uses, so that another driver is a change of one file (`cipher-client.ts`). */
export interface SqliteConnection {
  readonly open: boolean;
  readonly inTransaction: boolean;
  prepare<Result = unknown>(sql: string): SqliteStatement<Result>;
  exec(sql: string): this;
  pragma(source: string, options?: { readonly simple?: boolean }): unknown;
  transaction<T>(work: (inner: () => T) => T): { immediate(inner: () => T): T };
  close(): this;
}
