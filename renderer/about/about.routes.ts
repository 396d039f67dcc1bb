import type { RouteRecordRaw } from 'vue-router';

export const ABOUT_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: '/about',
    name: 'about',
    component: () => import('./AboutPage.vue'),
    meta: { titleKey: 'titles.about', frame: 'shell', menu: 'about' },
  },
];
