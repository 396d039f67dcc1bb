import type { DeviceDecision, DeviceStatus } from '@hallowerk/contract/devices/device-status.ts';
import { DesktopError } from '../desktop-error.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { OfflineError } from '../server-client/server-errors.ts';

const LIST_OFFLINE = 'Apparaten zie je alleen met verbinding met de server.';
/** The answer may be what got lost, so this must not say that nothing happened. */
const DECISION_OFFLINE =
  'Geen verbinding met de server. Het is niet zeker dat je opdracht is aangekomen. Haal de lijst op zodra je weer verbinding hebt.';

export interface DevicesService {
  /** Throws `DesktopError` OFFLINE, `ServerProblem` 403 for who is no administrator. */
  list(): Promise<{ items: DeviceStatus[] }>;
  /** The device as it is after the decision. Throws as `list`, and `ServerProblem` 404, 409. */
  decide(input: { readonly id: string; readonly decision: DeviceDecision }): Promise<DeviceStatus>;
}

/** Devices of the municipality for administrators: asked of the server each time, kept nowhere (sync §2.23). */
export function createDevicesService(client: Pick<ServerClient, 'listDevices' | 'decideDevice'>): DevicesService {
  return {
    list: () => online(client.listDevices({}), LIST_OFFLINE),
    decide: ({ id, decision }) => online(client.decideDevice({ params: { id }, body: { decision } }), DECISION_OFFLINE),
  };
}

async function online<T>(call: Promise<T>, message: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof OfflineError) throw new DesktopError('OFFLINE', message, { cause: error });
    throw error;
  }
}
