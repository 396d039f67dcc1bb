import { UuidSchema } from '@hallowerk/contract/common/primitives.ts';
import type { LocationQueryValue, RouteRecordRaw } from 'vue-router';
import { MOST_COMPARED } from './view-types.ts';

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
    path: '/candidates/notes',
    name: 'notes',
    component: () => import('./NotesPage.vue'),
    meta: { titleKey: 'titles.notes', frame: 'shell', menu: 'candidates' },
  },
  {
    path: '/candidates/notes/:id',
    name: 'note-candidate',
    component: () => import('./CandidatePage.vue'),
    props: (to) => ({ id: to.params['id'], tab: 'notes' }),
    meta: { titleKey: 'titles.candidate', frame: 'shell', menu: 'candidates', parent: 'notes' },
  },
  {
    path: '/candidates/contact-requests',
    name: 'contact-requests',
    component: () => import('./ContactRequestsPage.vue'),
    meta: { titleKey: 'titles.contactRequests', frame: 'shell', menu: 'candidates' },
  },
  {
    path: '/candidates/contact-requests/report',
    name: 'contact-report',
    component: () => import('./ContactReportPage.vue'),
    meta: {
      titleKey: 'titles.contactReport',
      frame: 'shell',
      menu: 'candidates',
      ability: ['view', 'ContactReport'],
    },
  },
  {
    path: '/candidates/stale',
    name: 'stale-profiles',
    component: () => import('./StaleProfilesPage.vue'),
    meta: {
      titleKey: 'titles.staleProfiles',
      frame: 'shell',
      menu: 'stale-profiles',
      ability: ['view', 'ProfileConfirmation'],
    },
  },
  {
    path: '/candidates/stale/:id',
    name: 'stale-candidate',
    component: () => import('./CandidatePage.vue'),
    props: (to) => ({ id: to.params['id'], tab: 'explorer' }),
    meta: {
      titleKey: 'titles.candidate',
      frame: 'shell',
      menu: 'stale-profiles',
      parent: 'stale-profiles',
      ability: ['view', 'ProfileConfirmation'],
    },
  },
  {
    path: '/candidates/contact-requests/:id',
    name: 'contact-candidate',
    component: () => import('./CandidatePage.vue'),
    props: (to) => ({ id: to.params['id'], tab: 'contactRequests' }),
    meta: { titleKey: 'titles.candidate', frame: 'shell', menu: 'candidates', parent: 'contact-requests' },
  },
  {
    path: '/candidates/compare',
    name: 'compare',
    component: () => import('./ComparePage.vue'),
    props: (to) => ({
      ids: comparedIds(to.query['ids']),
      vacancy: UuidSchema.safeParse(to.query['vacancy']).data ?? '',
    }),
    meta: { titleKey: 'titles.compare', frame: 'shell', menu: 'candidates', parent: 'candidates' },
  },
  {
    path: '/saved-searches/:search?',
    name: 'saved-search',
    component: () => import('./ExplorerPage.vue'),
    props: true,
    meta: { titleKey: 'titles.explorer', frame: 'shell', menu: 'candidates' },
  },
  {
    path: '/candidates/:id?',
    name: 'candidates',
    component: () => import('./ExplorerPage.vue'),
    props: true,
    meta: { titleKey: 'titles.explorer', frame: 'shell', menu: 'candidates' },
  },
];

/** The first four valid ids of `a,b,c`, each once. */
function comparedIds(value: LocationQueryValue | readonly LocationQueryValue[] | undefined): readonly string[] {
  const words = typeof value === 'string' ? value.split(',') : [];
  const ids = words.flatMap((word) => UuidSchema.safeParse(word).data ?? []);
  return [...new Set(ids)].slice(0, MOST_COMPARED);
}
