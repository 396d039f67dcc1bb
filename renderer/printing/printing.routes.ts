import type { RouteRecordRaw } from 'vue-router';

export const PRINT_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: '/print/candidates/:id/:dialog(dialog)?',
    name: 'print-candidate',
    component: () => import('./PrintCandidatePage.vue'),
    props: true,
    meta: { titleKey: 'print.title', frame: 'paper' },
  },
];
