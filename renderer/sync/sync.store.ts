import type { SyncState } from '@hallowerk/contract/app/app.desktop.ts';
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { api } from '../api/app-api.ts';

/** How the cache of this device stands against the server. Core drives; this mirrors. */
export const useSyncStore = defineStore('sync', () => {
  const state = ref<SyncState | null>(null);
  /** The user chose not to wait for the rest of the first fill; for this run of the program only. */
  const startedEarly = ref(false);

  const complete = computed(() => state.value?.complete === true);
  /** The moment since when the server cannot be reached, or null while it can. */
  const offlineSince = computed(() => state.value?.offlineSince ?? null);
  const canExplore = computed(() => complete.value || startedEarly.value);

  function apply(next: SyncState): void {
    state.value = next;
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

  /** Another user may sign in next: nothing of this one's sync counts for him. */
  function reset(): void {
    state.value = null;
    startedEarly.value = false;
  }

  return { state, startedEarly, complete, offlineSince, canExplore, apply, load, start, cancel, startEarly, reset };
});
