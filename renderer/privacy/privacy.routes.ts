import type { RouteRecordRaw } from 'vue-router';

/** Below Beheer. `?candidate=` begins a request about that candidate. */
export const PRIVACY_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: 'privacy-requests',
    name: 'administration-privacy-requests',
    component: () => import('./PrivacyRequestsPage.vue'),
    meta: {
      titleKey: 'titles.privacyRequests',
      frame: 'shell',
      menu: 'administration',
      ability: ['administer', 'Erasure'],
    },
  },
  {
    path: 'retention',
    name: 'administration-retention',
    component: () => import('./RetentionPage.vue'),
    meta: {
      titleKey: 'titles.retention',
      frame: 'shell',
      menu: 'administration',
      ability: ['administer', 'Retention'],
    },
  },
];
