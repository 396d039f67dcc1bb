import type { RouteRecordRaw } from 'vue-router';

/** Sections in the order of the list; one without a route is not shown. */
export const SETTINGS_SECTIONS = [
  'personal',
  'privacy',
  'mail',
  'appearance',
  'security',
  'sessions',
  'activity',
] as const;

/** `others`: sections that other domains make, as children named `settings-…` (HW-SET-04). */
export function settingsRoutes(others: readonly RouteRecordRaw[]): readonly RouteRecordRaw[] {
  return [
    {
      path: '/settings',
      name: 'settings',
      component: () => import('./SettingsPage.vue'),
      redirect: { name: 'settings-personal' },
      meta: { titleKey: 'titles.settings', frame: 'shell' },
      children: [
        { path: 'personal', name: 'settings-personal', component: () => import('./PersonalDataSection.vue') },
        { path: 'privacy', name: 'settings-privacy', component: () => import('./PrivacySection.vue') },
        { path: 'mail', name: 'settings-mail', component: () => import('./MailSection.vue') },
        { path: 'appearance', name: 'settings-appearance', component: () => import('./AppearanceSection.vue') },
        { path: 'sessions', name: 'settings-sessions', component: () => import('./SessionsSection.vue') },
        ...others,
      ],
    },
  ];
}
