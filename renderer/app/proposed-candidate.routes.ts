import type { RouteRecordRaw } from 'vue-router';

const PAGE = {
  component: () => import('./ProposedCandidatePage.vue'),
  props: true,
} satisfies Partial<RouteRecordRaw>;
const META = { titleKey: 'titles.candidate', frame: 'shell', ability: ['view', 'Vacancy'] } as const;

/** A proposed candidate full screen (HW-PROP-04), once for each page that the back arrow leads to. Ids only in addresses. */
export const PROPOSED_CANDIDATE_ROUTES: readonly RouteRecordRaw[] = [
  {
    ...PAGE,
    path: '/vacancies/:id/proposals/:proposal',
    name: 'proposed-candidate',
    meta: { ...META, menu: 'manage-vacancies', parent: 'vacancy' },
  },
  {
    ...PAGE,
    path: '/vacancies/via-hallowerk/:id/proposals/:proposal',
    name: 'internal-proposed-candidate',
    meta: { ...META, menu: 'internal-vacancies', parent: 'internal-vacancy' },
  },
];
