import { onScopeDispose } from 'vue';

/** Calls `work` once things have been quiet for `waitMs`; what still waits when the component goes is dropped. */
export function useDebounced<A extends readonly unknown[]>(work: (...args: A) => void, waitMs: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => clearTimeout(timer);
  onScopeDispose(cancel);
  return Object.assign(
    (...args: A) => {
      cancel();
      timer = setTimeout(() => work(...args), waitMs);
    },
    { cancel },
  );
}
