import type { ContractRouterClient } from '@orpc/contract';
import { ACCOUNTS_DESKTOP_API } from './accounts/accounts.desktop.ts';
import { INVITATIONS_DESKTOP_API } from './accounts/invitations.desktop.ts';
import { NOTIFICATION_PREFERENCES_DESKTOP_API } from './accounts/notification-preferences.desktop.ts';
import { OWN_ACCOUNTS_DESKTOP_API } from './accounts/own-accounts.desktop.ts';
import { PERSONAL_DATA_DESKTOP_API } from './accounts/personal-data.desktop.ts';
import { ROLES_DESKTOP_API } from './accounts/roles.desktop.ts';
import { SECURITY_DESKTOP_API } from './accounts/security.desktop.ts';
import { SESSIONS_DESKTOP_API } from './accounts/sessions.desktop.ts';
import { MICROSOFT_DESKTOP_API } from './accounts/microsoft.desktop.ts';
import { ABOUT_DESKTOP_API } from './about/about.desktop.ts';
import { ADMINISTRATION_DESKTOP_API } from './administration/administration.desktop.ts';
import { AUDIT_DESKTOP_API } from './audit/audit.desktop.ts';
import { APP_DESKTOP_API } from './app/app.desktop.ts';
import { CANDIDATES_DESKTOP_API } from './candidates/candidates.desktop.ts';
import { DEVICES_DESKTOP_API } from './devices/devices.desktop.ts';
import { PRIVACY_DESKTOP_API } from './privacy/privacy.desktop.ts';
import { SYNC_DESKTOP_API } from './sync/sync.desktop.ts';
import { CRAWL_DESKTOP_API } from './vacancies/crawl.desktop.ts';
import { CRAWLED_DESKTOP_API } from './vacancies/crawled.desktop.ts';
import { INTERCHANGE_DESKTOP_API } from './vacancies/interchange.desktop.ts';
import { VACANCIES_DESKTOP_API } from './vacancies/vacancies.desktop.ts';

/** Everything the renderer can ask of core, merged from the domains; the same over MessagePort and WebSocket. */
export const DESKTOP_API = {
  app: APP_DESKTOP_API,
  accounts: ACCOUNTS_DESKTOP_API,
  microsoft: MICROSOFT_DESKTOP_API,
  security: SECURITY_DESKTOP_API,
  /** What a signed-in user manages about himself. */
  ownAccount: {
    ...OWN_ACCOUNTS_DESKTOP_API,
    ...PERSONAL_DATA_DESKTOP_API,
    ...SESSIONS_DESKTOP_API,
    ...NOTIFICATION_PREFERENCES_DESKTOP_API,
  },
  /** Administrators; `ownEvents` everybody. */
  audit: AUDIT_DESKTOP_API,
  candidates: CANDIDATES_DESKTOP_API,
  devices: DEVICES_DESKTOP_API,
  administration: ADMINISTRATION_DESKTOP_API,
  invitations: INVITATIONS_DESKTOP_API,
  /** Which rights people have, for who may arrange them. */
  roles: ROLES_DESKTOP_API,
  privacy: PRIVACY_DESKTOP_API,
  sync: SYNC_DESKTOP_API,
  /** Administrators: where vacancies on the internet are looked for. */
  crawl: CRAWL_DESKTOP_API,
  vacancies: VACANCIES_DESKTOP_API,
  /** Vacancies from the internet. */
  crawled: CRAWLED_DESKTOP_API,
  interchange: INTERCHANGE_DESKTOP_API,
  about: ABOUT_DESKTOP_API,
};
export type DesktopApi = ContractRouterClient<typeof DESKTOP_API>;
