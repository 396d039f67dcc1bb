import { computed, ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../../api/api-error.ts';

/**
 * What a list store asked last: the answer, whether one is on its way, and why there is none. Only the newest question
 * counts. `nothing` stands in before the first answer and after `close`.
 *
 *   const list = useAnswer(() => api().devices.list(), { items: [] });
 *   return { devices: computed(() => list.answer.value.items), ...list };
 */
export function useAnswer<Answer>(ask: () => Promise<Answer>, nothing: Answer) {
  const answer = shallowRef<Answer>(nothing);
  /** When it came (ISO); null before the first answer. */
  const answeredAt = ref<string | null>(null);
  const loading = ref(false);
  const failure = ref<ApiFailure | null>(null);
  const answered = computed(() => answeredAt.value !== null);
  let sequence = 0;

  async function load(): Promise<void> {
    const mine = ++sequence;
    loading.value = true;
    try {
      const found = await ask();
      if (mine !== sequence) return;
      answer.value = found;
      answeredAt.value = new Date().toISOString();
      failure.value = null;
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    } finally {
      if (mine === sequence) loading.value = false;
    }
  }

  /** Reads again after something changed; does nothing while nobody looks. */
  async function refresh(): Promise<void> {
    if (answered.value) await load();
  }

  /** Puts a change into the answer. An answer that is on its way was made before it, and is dropped. */
  function put(next: Answer): void {
    sequence += 1;
    loading.value = false;
    answer.value = next;
  }

  /** The page is left: nothing of the answer is held. */
  function close(): void {
    sequence += 1;
    answer.value = nothing;
    answeredAt.value = null;
    loading.value = false;
    failure.value = null;
  }

  return { answer, answered, answeredAt, loading, failure, load, refresh, put, close };
}
