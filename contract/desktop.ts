import type { ContractRouterClient } from '@orpc/contract';
import { ACCOUNTS_DESKTOP_API } from './accounts/accounts.desktop.ts';
import { INVITATIONS_DESKTOP_API } from './accounts/invitations.desktop.ts';
import { NOTIFICATION_PREFERENCES_DESKTOP_API } from './accounts/notification-preferences.desktop.ts';
import { PERSONAL_DATA_DESKTOP_API } from './accounts/personal-data.desktop.ts';
import { SECURITY_DESKTOP_API } from './accounts/security.desktop.ts';
import { SESSIONS_DESKTOP_API } from './accounts/sessions.desktop.ts';
import { MICROSOFT_DESKTOP_API } from './accounts/microsoft.desktop.ts';
import { APP_DESKTOP_API } from './app/app.desktop.ts';
import { CANDIDATES_DESKTOP_API } from './candidates/candidates.desktop.ts';
import { DEVICES_DESKTOP_API } from './devices/devices.desktop.ts';
import { SYNC_DESKTOP_API } from './sync/sync.desktop.ts';

/** Everything the renderer can ask of core, merged from the domains; the same over MessagePort and WebSocket. */
export const DESKTOP_API = {
  app: APP_DESKTOP_API,
  accounts: ACCOUNTS_DESKTOP_API,
  microsoft: MICROSOFT_DESKTOP_API,
  security: SECURITY_DESKTOP_API,
  /** What a signed-in user manages about himself. */
  ownAccount: { ...PERSONAL_DATA_DESKTOP_API, ...SESSIONS_DESKTOP_API, ...NOTIFICATION_PREFERENCES_DESKTOP_API },
  candidates: CANDIDATES_DESKTOP_API,
  devices: DEVICES_DESKTOP_API,
  invitations: INVITATIONS_DESKTOP_API,
  sync: SYNC_DESKTOP_API,
};
export type DesktopApi = ContractRouterClient<typeof DESKTOP_API>;
