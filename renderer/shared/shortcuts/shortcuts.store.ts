import { SYNCED_SETTINGS } from '@hallowerk/contract/settings/setting.ts';
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { usePreferencesStore } from '../preferences.store.ts';
import * as singleKey from './single-keys.ts';

/** Follows the user to his other devices. */
export const SINGLE_KEYS_SETTING = 'shortcuts.single-keys';
/** Likewise: the keys that the user chose himself. */
export const KEYS_SETTING = 'shortcuts.keys';

/** What the sheet of shortcuts shows of one of them. */
export interface RegisteredShortcut {
  /** As `KeyboardEvent.key` names them, before the user chose others; each of them does the same kind of thing. */
  readonly keys: readonly string[];
  /** Locale key of what they do; it also names the action. */
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

  const chosen = computed<singleKey.ChosenKeys>(() => {
    const kept = SYNCED_SETTINGS[KEYS_SETTING].safeParse(preferences.values[KEYS_SETTING]);
    return kept.success ? kept.data : {};
  });

  const singleKeyOf = (action: string): string | null => singleKey.singleKeyOf(action, chosen.value);

  /** The keys that work now, in the order of `keys`. */
  function keysOf({ keys, labelKey, withControl }: Omit<RegisteredShortcut, 'withShift'>): readonly string[] {
    if (withControl) return keys;
    return keys.map((key) => (singleKey.SINGLE_KEY_DEFAULTS[labelKey] === key ? (singleKeyOf(labelKey) ?? key) : key));
  }

  /** For `aria-keyshortcuts`; undefined when the user switched single keys off. */
  const announcedKey = (action: string): string | undefined =>
    singleKeys.value ? (singleKeyOf(action) ?? undefined) : undefined;

  const judgeKey = (action: string, key: string): singleKey.KeyChoice => singleKey.judgeKey(action, key, chosen.value);

  /** Who has the key gets the one that comes free. @throws ORPCError when core refuses. */
  const chooseKey = (action: string, key: string): Promise<void> =>
    preferences.set(KEYS_SETTING, { ...singleKey.withKey(action, key, chosen.value) });

  /** The key of the product again. @throws ORPCError when core refuses. */
  const restoreKey = (action: string): Promise<void> =>
    preferences.set(KEYS_SETTING, { ...singleKey.withDefault(action, chosen.value) });

  return { registered, singleKeys, register, singleKeyOf, keysOf, announcedKey, judgeKey, chooseKey, restoreKey };
});
