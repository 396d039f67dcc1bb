import type { SyncRun } from '@hallowerk/contract/sync/sync-overview.ts';

const KEPT = 50;

export type SyncCause = SyncRun['cause'];

export interface SyncHistory {
  add(run: SyncRun): void;
  /** Newest first, at most 50. */
  runs(): readonly SyncRun[];
  /** The files were opened, and so many changes came back from the log of the outbox. */
  addRecovered(changes: number): void;
  recovered(): number;
}

/**
 * What happened to one user's sync since the program started: numbers only (sync §2.23). It outlives his files, which are
 * opened anew when the cache is rebuilt.
 */
export function createSyncHistory(): SyncHistory {
  let runs: readonly SyncRun[] = [];
  let recovered = 0;
  return {
    add: (run) => (runs = [run, ...runs].slice(0, KEPT)),
    runs: () => runs,
    addRecovered: (changes) => (recovered += changes),
    recovered: () => recovered,
  };
}
