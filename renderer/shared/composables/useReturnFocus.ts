import { nextTick, watch } from 'vue';

/** Gives the focus back to whoever had it before a dialog opened; who is gone by then is followed by `orElse`. */
export function useReturnFocus(isOpen: () => boolean, orElse: () => HTMLElement | null = () => null): void {
  let before: HTMLElement | null = null;
  const remember = () => (before = document.activeElement instanceof HTMLElement ? document.activeElement : null);
  if (isOpen()) remember();
  watch(
    isOpen,
    async (open) => {
      if (open) return void remember();
      const target = before;
      before = null;
      await nextTick();
      const isThere = target?.isConnected === true && target !== document.body;
      (isThere ? target : orElse())?.focus({ preventScroll: true });
    },
    { flush: 'sync' },
  );
}
