import type { SyncOverview } from '@hallowerk/contract/sync/sync-overview.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';

/** What the sync panel shows (sync §2.25). Read only while the panel is open. */
export const useSyncOverviewStore = defineStore('sync-overview', () => {
  const open = ref(false);
  const overview = shallowRef<SyncOverview | null>(null);
  const failure = ref<ApiFailure | null>(null);
  /** The last thing the user asked for did not work. */
  const actionFailure = ref<ApiFailure | null>(null);
  /** Id of the change or conflict that is being worked on. */
  const busyWith = ref<string | null>(null);
  let sequence = 0;

  function show(): Promise<void> {
    open.value = true;
    actionFailure.value = null;
    return load();
  }

  /** Texts of the user are in the overview; a closed panel holds none. */
  function hide(): void {
    open.value = false;
    sequence += 1;
    overview.value = null;
    failure.value = null;
  }

  async function load(): Promise<void> {
    const mine = ++sequence;
    try {
      const answer = await api().sync.overview();
      if (mine !== sequence) return;
      overview.value = answer;
      failure.value = null;
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    }
  }

  /** After something changed in core; does nothing while nobody looks. */
  async function refresh(): Promise<void> {
    if (open.value) await load();
  }

  /** Runs one action of the panel, says whether it worked, and reads what came of it. */
  async function attempt(id: string | null, action: () => Promise<void>): Promise<boolean> {
    if (id !== null && busyWith.value === id) return false;
    busyWith.value = id;
    actionFailure.value = null;
    try {
      await action();
      return true;
    } catch (error) {
      actionFailure.value = toApiFailure(error);
      return false;
    } finally {
      busyWith.value = null;
      await refresh();
    }
  }

  const retry = (uid: string) => attempt(uid, () => api().sync.retry({ uid }));
  const dismiss = (uid: string) => attempt(uid, () => api().sync.dismiss({ uid }));
  const resolve = (id: string, keep: 'current' | 'other') =>
    attempt(id, () => api().sync.resolveConflict({ id, keep }));

  return {
    open,
    overview,
    failure,
    actionFailure,
    busyWith,
    show,
    hide,
    load,
    refresh,
    attempt,
    retry,
    dismiss,
    resolve,
  };
});
