import { nextTick, watch } from 'vue';

/** Gives the focus back to whoever had it before a dialog opened. */
export function useReturnFocus(isOpen: () => boolean): void {
  let before: HTMLElement | null = null;
  watch(
    isOpen,
    async (open) => {
      if (open) {
        before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
        return;
      }
      const target = before;
      before = null;
      await nextTick();
      if (target?.isConnected) target.focus({ preventScroll: true });
    },
    { flush: 'sync' },
  );
}
