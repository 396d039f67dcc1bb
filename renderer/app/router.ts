import './route-meta.ts';
import { createRouter, createWebHashHistory } from 'vue-router';
import { ACCOUNT_ROUTES, SECURITY_SETTINGS_ROUTES } from '../accounts/accounts.routes.ts';
import { INVITATION_ROUTES } from '../accounts/invitations.routes.ts';
import { CANDIDATE_ROUTES } from '../candidates/candidates.routes.ts';
import { DEVICE_ROUTES } from '../devices/devices.routes.ts';
import { PRINT_ROUTES } from '../printing/printing.routes.ts';
import { settingsRoutes } from '../settings/settings.routes.ts';
import { SYNC_ROUTES } from '../sync/sync.routes.ts';

/** Hash history: the same addresses under `app://` and `http://127.0.0.1`, without a rule in either host. */
export function createAppRouter() {
  return createRouter({
    history: createWebHashHistory(),
    routes: [
      ...ACCOUNT_ROUTES,
      ...SYNC_ROUTES,
      ...CANDIDATE_ROUTES,
      ...DEVICE_ROUTES,
      ...INVITATION_ROUTES,
      ...PRINT_ROUTES,
      ...settingsRoutes(SECURITY_SETTINGS_ROUTES),
      { path: '/:rest(.*)*', redirect: { name: 'candidates' } },
    ],
  });
}
