import type { RouteRecordRaw } from 'vue-router';

export const INVITATION_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: '/invitations',
    name: 'invitations',
    component: () => import('./InvitationsPage.vue'),
    meta: { titleKey: 'titles.invitations', frame: 'shell', menu: 'invitations', ability: ['view', 'Invitation'] },
  },
];
