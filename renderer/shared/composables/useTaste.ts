import { computed } from 'vue';
import { usePreferencesStore } from '../preferences.store.ts';
import { SINGLE_KEYS_SETTING, useShortcutsStore } from '../shortcuts/shortcuts.store.ts';

export const THEME_CHOICES = ['system', 'light', 'dark', 'contrast'] as const;
export const LANGUAGES = ['nl', 'en'] as const;

/** How the program looks, speaks and listens to keys; what is chosen follows the user to his other devices. */
export function useTaste() {
  const preferences = usePreferencesStore();
  const shortcuts = useShortcutsStore();

  return {
    theme: computed({
      get: () => preferences.choice('appearance.theme', THEME_CHOICES, 'system'),
      set: (value) => void preferences.set('appearance.theme', value),
    }),
    language: computed({
      get: () => preferences.choice('appearance.language', LANGUAGES, 'nl'),
      set: (value) => void preferences.set('appearance.language', value),
    }),
    singleKeys: computed({
      get: () => shortcuts.singleKeys,
      set: (value) => void preferences.set(SINGLE_KEYS_SETTING, value),
    }),
  };
}
