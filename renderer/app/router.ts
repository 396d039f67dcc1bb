import './route-meta.ts';
import { createRouter, createWebHashHistory } from 'vue-router';
import { PROPOSED_CANDIDATE_ROUTES } from './proposed-candidate.routes.ts';
import { ABOUT_ROUTES } from '../about/about.routes.ts';
import { ACCOUNT_ROUTES, SECURITY_SETTINGS_ROUTES } from '../accounts/accounts.routes.ts';
import { INVITATION_ROUTES } from '../accounts/invitations.routes.ts';
import { administrationRoutes } from '../administration/administration.routes.ts';
import { AUDIT_ROUTES, AUDIT_SETTINGS_ROUTES } from '../audit/audit.routes.ts';
import { CANDIDATE_ROUTES } from '../candidates/candidates.routes.ts';
import { DEVICE_ROUTES } from '../devices/devices.routes.ts';
import { HOME_ROUTES } from '../home/home.routes.ts';
import { PRINT_ROUTES } from '../printing/printing.routes.ts';
import { PRIVACY_ROUTES } from '../privacy/privacy.routes.ts';
import { ROLES_ROUTES } from '../roles/roles.routes.ts';
import { settingsRoutes } from '../settings/settings.routes.ts';
import { SYNC_ROUTES } from '../sync/sync.routes.ts';
import { INTERNET_ROUTES } from '../vacancies/internet/internet.routes.ts';
import { PROPOSAL_ROUTES } from '../vacancies/proposals/proposals.routes.ts';
import { VACANCY_ROUTES } from '../vacancies/vacancies.routes.ts';

/** Hash history: the same addresses under `app://` and `http://127.0.0.1`, without a rule in either host. */
export function createAppRouter() {
  return createRouter({
    history: createWebHashHistory(),
    routes: [
      ...ACCOUNT_ROUTES,
      ...SYNC_ROUTES,
      ...HOME_ROUTES,
      ...CANDIDATE_ROUTES,
      ...DEVICE_ROUTES,
      ...INVITATION_ROUTES,
      ...PRINT_ROUTES,
      ...ABOUT_ROUTES,
      ...INTERNET_ROUTES,
      ...PROPOSAL_ROUTES,
      ...PROPOSED_CANDIDATE_ROUTES,
      ...VACANCY_ROUTES,
      ...administrationRoutes([...ROLES_ROUTES, ...AUDIT_ROUTES, ...PRIVACY_ROUTES]),
      ...settingsRoutes([...SECURITY_SETTINGS_ROUTES, ...AUDIT_SETTINGS_ROUTES]),
      { path: '/:rest(.*)*', redirect: { name: 'home' } },
    ],
  });
}
