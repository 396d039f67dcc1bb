import { mdiArrowRight, mdiLogout, mdiSync, mdiThemeLightDark, mdiTranslate } from '@mdi/js';
import { useI18n } from 'vue-i18n';
import { useRoute, useRouter, type RouteRecord } from 'vue-router';
import { useAccountsStore } from '../accounts/accounts.store.ts';
import type { Command } from '../shared/commands/commands.store.ts';
import { useCommands } from '../shared/composables/useCommands.ts';
import { usePreferencesStore } from '../shared/preferences.store.ts';
import { useSyncStore } from '../sync/sync.store.ts';
import { isAllowed } from './navigation.ts';

const THEMES = ['system', 'light', 'dark'] as const;
const LANGUAGES = ['nl', 'en'] as const;

/** Other words for a screen, by the name of its route. */
const SCREEN_WORDS: Readonly<Record<string, string>> = {
  candidates: 'commands.words.explorer',
  favourites: 'commands.words.favourites',
  notes: 'commands.words.notes',
  'contact-requests': 'commands.words.contactRequests',
  'contact-report': 'commands.words.contactReport',
  'stale-profiles': 'commands.words.staleProfiles',
  devices: 'commands.words.devices',
  invitations: 'commands.words.invitations',
  settings: 'commands.words.settings',
};

/** What can be done on every screen (BX-09): go to another one, update, change how it looks and speaks, sign out. */
export function useAppCommands(signOut: () => Promise<void>): void {
  const { t } = useI18n();
  const sync = useSyncStore();

  useScreenCommands();
  useTasteCommands();
  useCommands(() => [
    {
      id: 'sync.start',
      label: t('sync.panel.updateNow'),
      words: t('commands.words.sync'),
      icon: mdiSync,
      enabled:
        sync.state !== null && sync.offlineSince === null && ['idle', 'paused', 'error'].includes(sync.state.phase),
      run: sync.start,
    },
    {
      id: 'account.sign-out',
      label: t('account.signOut'),
      words: t('commands.words.signOut'),
      icon: mdiLogout,
      run: signOut,
    },
  ]);
}

/** A command for each overview that this user may see, but the one on screen. */
function useScreenCommands(): void {
  const { t } = useI18n();
  const route = useRoute();
  const router = useRouter();
  const accounts = useAccountsStore();

  const isOverview = ({ name, meta }: RouteRecord) =>
    meta.frame === 'shell' && meta.parent === undefined && name !== route.name;
  const screens = router.getRoutes();
  useCommands(() =>
    screens
      .filter((screen) => isOverview(screen) && isAllowed(screen.meta.ability, accounts.me))
      .map((screen): Command => {
        const name = String(screen.name);
        const wordsKey = SCREEN_WORDS[name];
        return {
          id: `screen-${name}`,
          label: t('commands.goTo', { title: t(screen.meta.titleKey ?? '') }),
          words: wordsKey === undefined ? '' : t(wordsKey),
          icon: mdiArrowRight,
          run: () => router.push({ name }),
        };
      }),
  );
}

/** How the program looks and in which language it speaks: what is not chosen now. */
function useTasteCommands(): void {
  const { t } = useI18n();
  const preferences = usePreferencesStore();

  useCommands(() =>
    THEMES.map((theme) => ({
      id: `theme-${theme}`,
      label: `${t('account.theme')}: ${t(`account.themes.${theme}`)}`,
      words: `${t('commands.words.theme')} ${t(`commands.words.themes.${theme}`)}`,
      icon: mdiThemeLightDark,
      enabled: preferences.choice('appearance.theme', [...THEMES, 'contrast'], 'system') !== theme,
      run: () => preferences.set('appearance.theme', theme),
    })),
  );
  useCommands(() =>
    LANGUAGES.map((language) => ({
      id: `language-${language}`,
      label: `${t('account.language')}: ${t(`account.languages.${language}`)}`,
      words: `${t('commands.words.language')} ${t(`commands.words.languages.${language}`)}`,
      icon: mdiTranslate,
      enabled: preferences.choice('appearance.language', LANGUAGES, 'nl') !== language,
      run: () => preferences.set('appearance.language', language),
    })),
  );
}
