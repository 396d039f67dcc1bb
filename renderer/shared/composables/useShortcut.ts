import { onMounted, onScopeDispose, toValue, type MaybeRefOrGetter } from 'vue';
import { isSingleKey, useShortcutsStore } from '../shortcuts/shortcuts.store.ts';

export interface ShortcutOptions {
  /** Acts only while the focus is in this part of the page. */
  readonly within?: MaybeRefOrGetter<HTMLElement | null>;
  /** Together with Ctrl or ⌘; acts in text fields too. */
  readonly withControl?: boolean;
  /** Together with Shift. Says nothing about keys that write: there `?` or `S` is the key itself. */
  readonly withShift?: boolean;
}

/**
 * The one way to listen for keys (BX-09): `?`, `/`, `s`, `ArrowDown`. Works while the component is there, and stands in the
 * sheet of shortcuts as long. A single key never acts while somebody types, together with another key, behind a dialog or
 * menu, or when the user switched single keys off. Of two components that want one key the inner one gets it.
 *
 * @param keys Where the user chose another one, that works instead (`SINGLE_KEY_DEFAULTS`).
 * @param action Gets the key of `keys` that was pressed.
 * @param labelKey Locale key of what it does, for the sheet; it also names the action.
 */
export function useShortcut(
  keys: string | readonly string[],
  action: (key: string) => void,
  labelKey: string,
  { within, withControl = false, withShift = false }: ShortcutOptions = {},
): void {
  const shortcuts = useShortcutsStore();
  const wanted: readonly string[] = typeof keys === 'string' ? [keys] : keys;
  let unregister: () => void = () => undefined;

  const listener = (event: KeyboardEvent) => {
    const at = shortcuts.keysOf({ keys: wanted, labelKey, withControl }).indexOf(event.key);
    if (event.defaultPrevented || at < 0 || hasControl(event) !== withControl) return;
    if (!isSingleKey(event.key) && event.shiftKey !== withShift) return;
    if (!withControl && isSingleKey(event.key) && !shortcuts.singleKeys) return;
    if (!withControl && isTakenByControl(event)) return;
    if (!isInReach(event.target, within)) return;
    event.preventDefault();
    action(wanted[at] as string);
  };
  onMounted(() => {
    unregister = shortcuts.register({ keys: wanted, labelKey, withControl, withShift });
    window.addEventListener('keydown', listener);
  });
  onScopeDispose(() => {
    unregister();
    window.removeEventListener('keydown', listener);
  });
}

/** Null when keys are held that make it another combination. */
function hasControl({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean | null {
  return altKey || (ctrlKey && metaKey) ? null : ctrlKey || metaKey;
}

/** The key already means something for what has the focus: text in a field, Enter and space on a button. */
function isTakenByControl({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (isTextField(target)) return key !== 'Escape';
  return (key === 'Enter' || key === ' ') && target.closest('button, a[href], input, summary') !== null;
}

function isTextField(target: HTMLElement): boolean {
  if (target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName)) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'button', 'submit', 'reset'].includes(target.type);
}

/** What lies over the page, a dialog or a menu, keeps the keys for itself. */
function isInReach(target: EventTarget | null, within: ShortcutOptions['within']): boolean {
  if (within !== undefined) return target instanceof Node && toValue(within)?.contains(target) === true;
  return !(target instanceof Element) || target.closest('.v-overlay') === null;
}
