import type { RouteRecordRaw } from 'vue-router';

/** Below Beheer. `?candidate=` and `?actor=` narrow it from the start; ids only. */
export const AUDIT_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: 'audit',
    name: 'administration-audit',
    component: () => import('./AuditPage.vue'),
    meta: { titleKey: 'titles.audit', frame: 'shell', menu: 'administration', ability: ['view', 'AuditTrail'] },
  },
];

/** Child of the settings page. */
export const AUDIT_SETTINGS_ROUTES: readonly RouteRecordRaw[] = [
  { path: 'activity', name: 'settings-activity', component: () => import('./OwnActivitySection.vue') },
];
