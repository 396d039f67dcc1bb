import type { RouteRecordRaw } from 'vue-router';

/** Ids only in addresses, never a name or a search text. */
export const CANDIDATE_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: '/candidates/favourites',
    name: 'favourites',
    component: () => import('./FavouritesPage.vue'),
    meta: { titleKey: 'titles.favourites', frame: 'shell', menu: 'candidates' },
  },
  {
    path: '/candidates/favourites/:id',
    name: 'favourite',
    component: () => import('./CandidatePage.vue'),
    props: true,
    meta: { titleKey: 'titles.candidate', frame: 'shell', menu: 'candidates', parent: 'favourites' },
  },
  {
    path: '/candidates/:id?',
    name: 'candidates',
    component: () => import('./ExplorerPage.vue'),
    props: true,
    meta: { titleKey: 'titles.explorer', frame: 'shell', menu: 'candidates' },
  },
];
