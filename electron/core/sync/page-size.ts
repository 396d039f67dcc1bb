import { MAX_PAGE_ROWS } from '@hallowerk/contract/sync/pull.ts';

/** Pages are stored in slices of some 15 ms each, so this bounds only what a stop or a crash has to fetch again. */
const TARGET_MS = 250;
const MIN_ROWS = 100;
const FIRST_ROWS = 500;
/** The first page of a pull is small, so that storing begins while the server makes the next; then they grow. */
const GROWTH = 1.5;

export interface PageSize {
  /** Rows to ask for next. */
  rows(): number;
  /** Rows to ask for in a pull that has asked for so many pages already. */
  rowsAfter(pages: number): number;
  /** Learns from a page of `rows` operations that took `milliseconds` of database time to store. */
  learn(rows: number, milliseconds: number): void;
}

/** Aims at pages that this machine stores in about a quarter of a second (sync §2.7); moves at most by a factor of two a page. */
export function createPageSize(): PageSize {
  let size = FIRST_ROWS;
  return {
    rows: () => size,
    rowsAfter: (pages) => Math.round(Math.min(size, MIN_ROWS * GROWTH ** pages)),
    learn(rows, milliseconds) {
      // A nearly empty page says nothing about speed.
      if (rows < MIN_ROWS / 2 || milliseconds <= 0) return;
      const ideal = (rows / milliseconds) * TARGET_MS;
      const step = Math.min(size * 2, Math.max(size / 2, ideal));
      size = Math.round(Math.min(MAX_PAGE_ROWS, Math.max(MIN_ROWS, step)));
    },
  };
}
