import type { SqliteConnection } from '../sqlite-connection.ts';

/** Pages of the index written in one step: a few milliseconds. */
const PAGES_A_STEP = 64;

/**
 * Every transaction leaves a segment of the text index behind, and a query looks into all of them. A step merges a bounded
 * piece of sixteen of a size into a larger one.
 */
export class TextMerge {
  readonly #merge;
  readonly #totalChanges;

  constructor(connection: SqliteConnection) {
    this.#merge = connection.prepare(`insert into candidate_fts (candidate_fts, rank) values ('merge', ?)`);
    this.#totalChanges = connection.prepare<number>('select total_changes()').pluck();
  }

  /** One step in the caller's transaction. False when there was nothing to merge. */
  step(): boolean {
    const before = this.#totalChanges.get() ?? 0;
    this.#merge.run(PAGES_A_STEP);
    // The command itself counts as one change; more than that means that it wrote (FTS5, 'merge').
    return (this.#totalChanges.get() ?? 0) - before >= 2;
  }
}
