import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { usePreferencesStore } from '../preferences.store.ts';

/** Follows the user to his other devices. */
export const SINGLE_KEYS_SETTING = 'shortcuts.single-keys';

/** What the sheet of shortcuts shows of one of them. */
export interface RegisteredShortcut {
  /** As `KeyboardEvent.key` names them; each of them does the same kind of thing. */
  readonly keys: readonly string[];
  /** Locale key of what they do. */
  readonly labelKey: string;
  /** Together with Ctrl or ⌘. */
  readonly withControl: boolean;
  readonly withShift: boolean;
}

/** A key that also writes something: it can be switched off. The space bar works a control and is not one of them. */
export function isSingleKey(key: string): boolean {
  return key.length === 1 && key !== ' ';
}

/** The shortcuts that work on the screen of this moment, in the order in which they came; `useShortcut` keeps it. */
export const useShortcutsStore = defineStore('shortcuts', () => {
  const preferences = usePreferencesStore();
  const registered = shallowRef<readonly RegisteredShortcut[]>([]);
  const singleKeys = computed(() => preferences.flag(SINGLE_KEYS_SETTING, true));

  /** Returns what takes it away again. */
  function register(shortcut: RegisteredShortcut): () => void {
    registered.value = [...registered.value, shortcut];
    return () => (registered.value = registered.value.filter((other) => other !== shortcut));
  }

  return { registered, singleKeys, register };
});
