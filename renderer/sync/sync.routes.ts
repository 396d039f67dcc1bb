import type { RouteRecordRaw } from 'vue-router';

export const SYNC_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: '/first-sync',
    name: 'first-sync',
    component: () => import('./FirstSyncPage.vue'),
    meta: { titleKey: 'firstSync.title', frame: 'bare' },
  },
];
