import type { RouteRecordRaw } from 'vue-router';

const VIEW = ['view', 'Vacancy'] as const;
const MANAGE = { frame: 'shell', menu: 'manage-vacancies' } as const;

/** Ids only in addresses, never a title or a search text. */
export const VACANCY_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: '/vacancies',
    name: 'manage-vacancies',
    component: () => import('./ManagePage.vue'),
    meta: { ...MANAGE, titleKey: 'titles.manageVacancies', ability: VIEW },
  },
  {
    path: '/vacancies/new',
    name: 'new-vacancy',
    component: () => import('./VacancyFormPage.vue'),
    props: (to) => ({ id: null, copyOf: to.query['copy'] ?? null }),
    meta: {
      ...MANAGE,
      titleKey: 'titles.newVacancy',
      parent: 'manage-vacancies',
      ability: ['create', 'Vacancy'],
    },
  },
  {
    path: '/vacancies/:id',
    name: 'vacancy',
    component: () => import('./VacancyPage.vue'),
    props: true,
    meta: { ...MANAGE, titleKey: 'titles.vacancy', parent: 'manage-vacancies', ability: VIEW },
  },
  {
    path: '/vacancies/:id/edit',
    name: 'edit-vacancy',
    component: () => import('./VacancyFormPage.vue'),
    props: (to) => ({ id: to.params['id'], copyOf: null }),
    meta: { ...MANAGE, titleKey: 'titles.editVacancy', parent: 'manage-vacancies', ability: ['edit', 'Vacancy'] },
  },
];
