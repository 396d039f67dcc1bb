import type { RouteRecordRaw } from 'vue-router';

/** The first page after signing in (HW-HOME-01). */
export const HOME_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: '/home',
    name: 'home',
    component: () => import('./HomePage.vue'),
    meta: { titleKey: 'titles.home', frame: 'shell', menu: 'home' },
  },
];
