import type { RouteRecordRaw } from 'vue-router';

const PAGE = {
  component: () => import('./InternalVacanciesPage.vue'),
  meta: {
    titleKey: 'titles.internalVacancies',
    frame: 'shell',
    menu: 'internal-vacancies',
    ability: ['view', 'Vacancy'],
  },
} satisfies Partial<RouteRecordRaw>;

/** Vacatures via HalloWerk: the list, and the list with one of them beside it. Ids only in addresses. */
export const PROPOSAL_ROUTES: readonly RouteRecordRaw[] = [
  { ...PAGE, path: '/vacancies/via-hallowerk', name: 'internal-vacancies' },
  { ...PAGE, path: '/vacancies/via-hallowerk/:id', name: 'internal-vacancy', props: true },
];
