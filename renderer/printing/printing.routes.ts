import type { RouteRecordRaw } from 'vue-router';

export const PRINT_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: '/print/candidates/:id/:dialog(dialog)?',
    name: 'print-candidate',
    component: () => import('./PrintCandidatePage.vue'),
    props: true,
    meta: { titleKey: 'print.title', frame: 'paper' },
  },
  {
    path: '/print/selections/:job/:dialog(dialog)?',
    name: 'print-selection',
    component: () => import('./PrintSelectionPage.vue'),
    props: true,
    meta: { titleKey: 'print.selectionTitle', frame: 'paper' },
  },
];
