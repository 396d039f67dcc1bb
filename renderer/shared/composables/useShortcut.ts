import { onMounted, onScopeDispose } from 'vue';

/** Single keys never act while somebody types. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

/** Listens for one key in the whole window while the component is there: `?`, `/`, `s`. */
export function useShortcut(key: string, action: () => void): void {
  const listener = (event: KeyboardEvent) => {
    if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.defaultPrevented || isTyping(event.target)) return;
    event.preventDefault();
    action();
  };
  onMounted(() => window.addEventListener('keydown', listener));
  onScopeDispose(() => window.removeEventListener('keydown', listener));
}
