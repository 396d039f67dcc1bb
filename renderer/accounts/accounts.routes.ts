import type { RouteRecordRaw } from 'vue-router';

export const ACCOUNT_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./SignInPage.vue'),
    meta: { titleKey: 'signIn.title', frame: 'bare' },
  },
];

/** Children of the settings page. */
export const SECURITY_SETTINGS_ROUTES: readonly RouteRecordRaw[] = [
  { path: 'security', name: 'settings-security', component: () => import('./SecuritySettings.vue') },
];
