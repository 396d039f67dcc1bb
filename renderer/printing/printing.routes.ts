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
  {
    path: '/print/vacancies/:job/:dialog(dialog)?',
    name: 'print-vacancies',
    component: () => import('./PrintVacanciesPage.vue'),
    props: true,
    meta: { titleKey: 'print.vacancy.plural', frame: 'paper' },
  },
  {
    path: '/print/subject-files/:id/:dialog(dialog)?',
    name: 'print-subject-file',
    component: () => import('./PrintSubjectFilePage.vue'),
    props: true,
    meta: { titleKey: 'print.subjectFile.title', frame: 'paper' },
  },
];
