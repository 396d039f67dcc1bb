import type { SyncState } from '@hallowerk/contract/app/app.desktop.ts';
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { api } from '../api/app-api.ts';
import { useLocalDataStore } from '../shared/local-data.store.ts';

/** How the cache of this device stands against the server. Core drives; this mirrors. */
export const useSyncStore = defineStore('sync', () => {
  const localData = useLocalDataStore();
  const state = ref<SyncState | null>(null);
  /** The user chose not to wait for the rest of the first fill; for this run of the program only. */
  const startedEarly = ref(false);

  const complete = computed(() => state.value?.complete === true);
  /** The moment since when the server cannot be reached, or null while it can. */
  const offlineSince = computed(() => state.value?.offlineSince ?? null);
  const canExplore = computed(() => complete.value || startedEarly.value);

  function apply(next: SyncState): void {
    state.value = next;
    localData.readOnly = next.readOnly;
    localData.filling = !next.complete;
    localData.offline = next.offlineSince !== null;
  }

  async function load(): Promise<void> {
    apply(await api().sync.state());
  }

  /** Starts or resumes; progress comes as events. */
  async function start(): Promise<void> {
    await api().sync.start();
  }

  /** Stops after the slice in hand; what was stored stays. */
  async function cancel(): Promise<void> {
    await api().sync.cancel();
  }

  function startEarly(): void {
    startedEarly.value = true;
  }

  /** The local data are built up again while the user goes on working; he is not sent to the first fill for it. */
  async function rebuild(): Promise<void> {
    startedEarly.value = true;
    await api().sync.rebuild();
  }

  /** Another user may sign in next: nothing of this one's sync counts for him. */
  function reset(): void {
    state.value = null;
    startedEarly.value = false;
    localData.readOnly = false;
    localData.filling = false;
    localData.offline = false;
  }

  return {
    state,
    complete,
    offlineSince,
    canExplore,
    apply,
    load,
    start,
    cancel,
    startEarly,
    rebuild,
    reset,
    startedEarly,
  };
});
