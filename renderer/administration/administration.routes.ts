import type { RouteRecordRaw } from 'vue-router';
import { useRightsStore } from '../shared/rights.store.ts';
import { ADMINISTRATION_SECTIONS } from './administration-sections.ts';

const MUNICIPALITY = { ability: ['administer', 'Municipality'] } as const;

const OWN_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: 'employers',
    name: 'administration-employers',
    component: () => import('./EmployersSection.vue'),
    meta: MUNICIPALITY,
  },
  {
    path: 'employers/:id',
    name: 'administration-employer',
    component: () => import('./EmployerPage.vue'),
    meta: { ...MUNICIPALITY, parent: 'administration-employers' },
  },
  {
    path: 'account-managers',
    name: 'administration-account-managers',
    component: () => import('./AccountManagersSection.vue'),
    meta: MUNICIPALITY,
  },
  {
    path: 'showcases',
    name: 'administration-showcases',
    component: () => import('./ShowcasesSection.vue'),
    meta: MUNICIPALITY,
  },
  {
    path: 'municipality',
    name: 'administration-municipality',
    component: () => import('./MunicipalitySection.vue'),
    meta: MUNICIPALITY,
  },
  {
    path: 'about',
    name: 'administration-about',
    component: () => import('./AboutSection.vue'),
    meta: MUNICIPALITY,
  },
  {
    path: 'crawl-sources',
    name: 'administration-crawl-sources',
    component: () => import('./CrawlSourcesSection.vue'),
    meta: { ability: ['administer', 'CrawlSource'] },
  },
];

/** `others`: sections that other domains make, as children; each names its own right in `meta.ability`. */
export function administrationRoutes(others: readonly RouteRecordRaw[] = []): readonly RouteRecordRaw[] {
  return [
    {
      path: '/administration',
      name: 'administration',
      component: () => import('./AdministrationPage.vue'),
      redirect: () => ({ name: firstSection() }),
      meta: { titleKey: 'titles.administration', frame: 'shell', menu: 'administration' },
      children: [...OWN_ROUTES, ...others],
    },
  ];
}

/** Whom no section is open to ends where the guard sends him. */
function firstSection(): string {
  const rights = useRightsStore();
  const open = ADMINISTRATION_SECTIONS.find(({ ability }) => rights.can(...ability));
  return open?.route ?? 'administration-employers';
}
