import { onBeforeUnmount, ref } from 'vue';
import { toApiFailure, type ApiFailure } from '../../api/api-error.ts';

/**
 * One visit to Microsoft in the browser of the user: waiting for it, stopping the waiting, and what came of it. Leaving the
 * page stops it too. A visit that the user stopped is no failure.
 */
export function useMicrosoftVisit() {
  const waiting = ref(false);
  const failure = ref<ApiFailure | null>(null);
  let running: AbortController | null = null;
  onBeforeUnmount(() => running?.abort());

  /** What the visit gave, or null when it was stopped or failed. */
  async function visit<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    if (waiting.value) return null;
    const mine = new AbortController();
    running = mine;
    waiting.value = true;
    failure.value = null;
    try {
      return await call(mine.signal);
    } catch (error) {
      if (!mine.signal.aborted) failure.value = toApiFailure(error);
      return null;
    } finally {
      if (running === mine) waiting.value = false;
    }
  }

  function stop(): void {
    running?.abort();
    running = null;
    waiting.value = false;
  }

  return { waiting, failure, visit, stop };
}
