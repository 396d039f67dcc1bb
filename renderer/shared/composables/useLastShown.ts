import { shallowRef, watch, type ShallowRef } from 'vue';

/** The last value that was not null: what a dialog says while it closes, so that its words do not fall away first. */
export function useLastShown<Value>(source: () => Value | null): Readonly<ShallowRef<Value | null>> {
  const shown = shallowRef(source());
  watch(source, (next) => {
    if (next !== null) shown.value = next;
  });
  return shown;
}
