import type { ContractRouterClient } from '@orpc/contract';
import { ACCOUNTS_DESKTOP_API } from './accounts/accounts.desktop.ts';
import { APP_DESKTOP_API } from './app/app.desktop.ts';
import { CANDIDATES_DESKTOP_API } from './candidates/candidates.desktop.ts';
import { DEVICES_DESKTOP_API } from './devices/devices.desktop.ts';
import { SYNC_DESKTOP_API } from './sync/sync.desktop.ts';

/** Everything the renderer can ask of core, merged from the domains; the same over MessagePort and WebSocket. */
export const DESKTOP_API = {
  app: APP_DESKTOP_API,
  accounts: ACCOUNTS_DESKTOP_API,
  candidates: CANDIDATES_DESKTOP_API,
  devices: DEVICES_DESKTOP_API,
  sync: SYNC_DESKTOP_API,
};
export type DesktopApi = ContractRouterClient<typeof DESKTOP_API>;
