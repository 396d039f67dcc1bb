import { onScopeDispose, readonly, ref } from 'vue';

export function useMediaQuery(query: string) {
  const list = window.matchMedia(query);
  const matches = ref(list.matches);
  const listener = () => (matches.value = list.matches);
  list.addEventListener('change', listener);
  onScopeDispose(() => list.removeEventListener('change', listener));
  return readonly(matches);
}

/** Three panes, two, or one (ui standard): the widths at which the layout changes. */
export function usePaneCount() {
  return { wide: useMediaQuery('(min-width: 1200px)'), atLeastTwo: useMediaQuery('(min-width: 900px)') };
}
