import type { SyncRun } from '@hallowerk/contract/sync/sync-overview.ts';

const KEPT = 50;

export type SyncCause = SyncRun['cause'];

export interface SyncHistory {
  add(run: SyncRun): void;
  /** Newest first, at most 50. */
  runs(): readonly SyncRun[];
}

/** The last rounds since the program started: numbers only (sync §2.23). */
export function createSyncHistory(): SyncHistory {
  let runs: readonly SyncRun[] = [];
  return {
    add: (run) => (runs = [run, ...runs].slice(0, KEPT)),
    runs: () => runs,
  };
}
