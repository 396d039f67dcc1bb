import type { RouteRecordRaw } from 'vue-router';

const PAGE = {
  component: () => import('./InternetVacanciesPage.vue'),
  meta: {
    titleKey: 'titles.internetVacancies',
    frame: 'shell',
    menu: 'internet-vacancies',
    ability: ['view', 'CrawledVacancy'],
  },
} satisfies Partial<RouteRecordRaw>;

/** Vacatures van internet: the list, and the list with one of them beside it. Ids only in addresses. */
export const INTERNET_ROUTES: readonly RouteRecordRaw[] = [
  { ...PAGE, path: '/vacancies/internet', name: 'internet-vacancies' },
  { ...PAGE, path: '/vacancies/internet/:id', name: 'internet-vacancy', props: true },
];
