import type { RouteRecordRaw } from 'vue-router';

/** Below Beheer. */
export const ROLES_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: 'roles/:key?',
    name: 'administration-roles',
    component: () => import('./RolesPage.vue'),
    meta: { titleKey: 'titles.roles', frame: 'shell', menu: 'administration', ability: ['edit', 'Role'] },
  },
];
