import { onMounted, shallowRef, watch } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { useDelayed } from '../shared/composables/useDelayed.ts';
import { useLocalDataStore } from '../shared/local-data.store.ts';

/** What a section asks of the server when it opens, and again when there is a connection after all. */
export function useAnswer<T>(ask: () => Promise<T>) {
  const localData = useLocalDataStore();
  const data = shallowRef<T | null>(null);
  const failure = shallowRef<ApiFailure | null>(null);
  const loading = shallowRef(false);
  let sequence = 0;

  async function load(): Promise<void> {
    const mine = ++sequence;
    loading.value = true;
    try {
      const answer = await ask();
      if (mine !== sequence) return;
      data.value = answer;
      failure.value = null;
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    } finally {
      if (mine === sequence) loading.value = false;
    }
  }

  /** What is true now because of a change; an answer that is on its way was made before it. */
  function put(changed: T): void {
    sequence++;
    loading.value = false;
    data.value = changed;
  }

  onMounted(() => void load());
  watch(
    () => localData.offline,
    (offline) => {
      if (!offline && failure.value?.code === 'OFFLINE') void load();
    },
  );
  return { data, failure, load, put, slow: useDelayed(() => loading.value && data.value === null) };
}
