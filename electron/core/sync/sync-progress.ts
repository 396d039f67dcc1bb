import type { SyncState } from '@hallowerk/contract/app/app.desktop.ts';

export interface SyncProgress {
  state(): SyncState;
  /** Merges `change` and tells it, unless nothing changed. */
  update(change: Partial<SyncState>): void;
}

/** The state of sync as the screen shows it, told on every change. */
export function createSyncProgress(initial: SyncState, onChanged: (state: SyncState) => void): SyncProgress {
  let state = initial;
  return {
    state: () => state,
    update(change) {
      const next = { ...state, ...change };
      const keys = Object.keys(next) as (keyof SyncState)[];
      if (keys.every((key) => next[key] === state[key])) return;
      state = next;
      onChanged(state);
    },
  };
}
