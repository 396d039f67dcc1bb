import { onMounted, watch } from 'vue';
import { useLocalDataStore } from '../local-data.store.ts';
import { useAnswer } from './useAnswer.ts';

/** `useAnswer` for a part of a page that asks the server when it opens, and again when there is a connection after all. */
export function useAnswerOnOpen<Answer>(ask: () => Promise<Answer>) {
  const localData = useLocalDataStore();
  const { answer: data, ...state } = useAnswer<Answer | null>(ask, null);
  onMounted(() => void state.load());
  watch(
    () => localData.offline,
    (offline) => {
      if (!offline && state.failure.value?.code === 'OFFLINE') void state.load();
    },
  );
  return { data, ...state };
}
