import { nextTick, watch, type Ref } from 'vue';

/** Gives the focus back to where it was before a dialog opened, or to `fallback` when that is no longer in the page. */
export function useFocusReturn(open: Ref<boolean>, fallback: () => HTMLElement | null): void {
  let before: Element | null = null;
  watch(
    open,
    async (now) => {
      if (now) {
        before = document.activeElement;
        return;
      }
      await nextTick();
      if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus();
      else fallback()?.focus();
    },
    { flush: 'sync' },
  );
}
