import { performance } from 'node:perf_hooks';
import type { LocalDatabase } from '../open-database.ts';
import { TextMerge } from '../search/text-merge.ts';
import type { MetaStore } from './meta-store.ts';
import type { RowStore } from './row-store.ts';

/**
 * Progress after one committed slice. `sweep`: the cursor is stored, and what no longer belongs here is being removed.
 * `merge`: the text index is being tidied; dropping that changes nothing but speed. `checkpoint`: what was committed moves
 * from the write-ahead log into the file; dropping that leaves it to SQLite, inside some later commit.
 */
export interface SliceResult {
  readonly phase: 'rows' | 'sweep' | 'merge' | 'checkpoint';
  readonly applied: number;
  readonly total: number;
  /** How long the slice kept the process busy. */
  readonly milliseconds: number;
}

/** A slice leaves some two megabytes in the log. Moving those of so many takes about as long as one. */
const SLICES_A_CHECKPOINT = 4;
/** After a rest the log is empty: so many may stay in it, and a pull of a thousand changes moves nothing at all. */
const SLICES_AFTER_REST = 32;
/** Writing the whole text index anew may take at most one part in so many of the time. */
const REST_AFTER_PURGE = 10;

/** Keeps file and text index in shape, in slices between which other work runs. */
export class CacheMaintenance {
  readonly #database: LocalDatabase;
  readonly #meta: MetaStore;
  readonly #rows: Pick<RowStore, 'forgetUnusedOptions' | 'reset'>;
  readonly #merge: TextMerge;
  #slicesInLog = 0;
  #slicesAllowed = SLICES_AFTER_REST;
  #purgeNotBefore = 0;

  constructor(database: LocalDatabase, meta: MetaStore, rows: Pick<RowStore, 'forgetUnusedOptions' | 'reset'>) {
    this.#database = database;
    this.#meta = meta;
    this.#rows = rows;
    this.#merge = new TextMerge(database.connection);
  }

  /**
   * In the transaction that removed a candidate. His words stay in the text index, unfindable,
   * until it is written anew: what a user may no longer see must leave the file.
   */
  mustPurge(): void {
    this.#meta.set('purge', '1');
  }

  /** After every slice; works, as a slice of its own, when there have been enough of them. */
  *afterSlice(applied: number, total: number): Generator<SliceResult, void> {
    this.#slicesInLog += 1;
    if (this.#slicesInLog < this.#slicesAllowed) return;
    yield this.#checkpoint('PASSIVE', applied, total);
  }

  /** Merges the text index when so much waits that a search would notice. */
  *tidy(total: number): Generator<SliceResult, void> {
    yield* this.#mergeText('between pages', total);
  }

  /**
   * For quiet moments: merges what waits, takes the words of removed candidates out of the text index, and empties the
   * log. Dropping it half-way loses nothing: a merge that was begun is in the file, and the next time goes on with it.
   */
  *run(): Generator<SliceResult, void> {
    yield* this.#mergeText('in quiet', 0);
    const purge = this.#database.read(() => this.#meta.get('purge')) !== null;
    if (purge && performance.now() >= this.#purgeNotBefore) yield* this.#purgeText();
    yield this.#checkpoint('TRUNCATE', 0, 0);
  }

  *#purgeText(): Generator<SliceResult, void> {
    const started = performance.now();
    try {
      this.#database.write(() => {
        this.#merge.purge();
        this.#rows.forgetUnusedOptions();
        this.#meta.set('purge', null);
      });
    } catch (error) {
      this.#rows.reset();
      throw error;
    }
    yield { phase: 'merge', applied: 0, total: 0, milliseconds: performance.now() - started };
    yield* this.#mergeText('in quiet', 0);
    this.#purgeNotBefore = performance.now() + REST_AFTER_PURGE * (performance.now() - started);
  }

  *#mergeText(when: 'in quiet' | 'between pages', total: number): Generator<SliceResult, void> {
    for (;;) {
      const started = performance.now();
      if (!this.#database.write(() => this.#merge.step(when))) return;
      yield { phase: 'merge', applied: total, total, milliseconds: performance.now() - started };
      yield* this.afterSlice(total, total);
    }
  }

  #checkpoint(mode: 'PASSIVE' | 'TRUNCATE', applied: number, total: number): SliceResult {
    const started = performance.now();
    this.#database.read(() => this.#database.connection.pragma(`wal_checkpoint(${mode})`));
    this.#slicesInLog = 0;
    this.#slicesAllowed = mode === 'TRUNCATE' ? SLICES_AFTER_REST : SLICES_A_CHECKPOINT;
    return { phase: 'checkpoint', applied, total, milliseconds: performance.now() - started };
  }
}
