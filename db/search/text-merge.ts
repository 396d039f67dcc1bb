import type { SqliteConnection } from '../sqlite-connection.ts';

/**
 * Pages of the index written in one step, some 10 to 15 ms. A step also rewrites the first page of every segment it reads, which
 * is why smaller ones write more in all.
 */
const PAGES_A_STEP = 96;
/** Segments that may wait, so that the last page of a pull need not be followed by tidying before its round is over. */
const SEGMENTS_TO_WAIT_FOR = 48;

/**
 * Every transaction leaves a segment of the text index behind, and a query looks into all of them. A step merges a bounded
 * piece of sixteen of a size into a larger one.
 *
 * The index stores no text, so deleting a row leaves its words in the segment until that is written anew. `purge` writes
 * everything anew, without the words of those who are gone (security: what a user may no longer see leaves the file).
 */
export class TextMerge {
  readonly #command;
  readonly #totalChanges;
  #waiting = 0;

  constructor(connection: SqliteConnection) {
    this.#command = connection.prepare(`insert into candidate_fts (candidate_fts, rank) values ('merge', ?)`);
    this.#totalChanges = connection.prepare<number>('select total_changes()').pluck();
  }

  /** After a transaction that wrote to the index. */
  written(): void {
    this.#waiting += 1;
  }

  /** There are so many segments that searching would notice. */
  get due(): boolean {
    return this.#waiting >= SEGMENTS_TO_WAIT_FOR;
  }

  /** One step in the caller's transaction. False when there was nothing to merge. */
  step(): boolean {
    if (this.#changes(PAGES_A_STEP)) return true;
    this.#waiting = 0;
    return false;
  }

  /** Begins to write everything into one segment; `step` goes on with it until that says false. */
  purge(): void {
    this.#changes(-PAGES_A_STEP);
  }

  /** The command itself counts as one change; more than that means that it wrote (FTS5, 'merge'). */
  #changes(pages: number): boolean {
    const before = this.#totalChanges.get() ?? 0;
    this.#command.run(pages);
    return (this.#totalChanges.get() ?? 0) - before >= 2;
  }
}
