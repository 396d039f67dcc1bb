import { onScopeDispose, readonly, ref } from 'vue';

/** The present, fresh every half minute: for 'vandaag' and '14:03' that must not grow stale on an open screen. */
export function useNow() {
  const now = ref(new Date());
  const timer = setInterval(() => (now.value = new Date()), 30_000);
  onScopeDispose(() => clearInterval(timer));
  return readonly(now);
}
