import { onScopeDispose, ref, watch, type Ref, type WatchSource } from 'vue';

/** True once `source` has been true for `waitMs` without a break: a skeleton that never flashes by. */
export function useDelayed(source: WatchSource<boolean>, waitMs = 150): Readonly<Ref<boolean>> {
  const shown = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(
    source,
    (on) => {
      clearTimeout(timer);
      if (!on) shown.value = false;
      else timer = setTimeout(() => (shown.value = true), waitMs);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  return shown;
}
