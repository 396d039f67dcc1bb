import type { PhysicalCapacity } from '@hallowerk/contract/candidates/candidate.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import { OfflineError } from '../server-client/server-errors.ts';
import type { ServerClient } from '../server-client/server-client.ts';

/** Activity → ids of the visible candidates who can do it, fully or partly. */
export type CapacityGroups = ReadonlyMap<string, ReadonlySet<string>>;

const LIFE_MS = 5 * 60_000;
const OFFLINE_MESSAGE = 'Belastbaarheid kun je alleen zien met verbinding: deze gegevens staan niet op dit apparaat.';

export interface PhysicalCapacityReader {
  /** Of one candidate, from the server, which records the opening. Throws `DesktopError` OFFLINE. */
  of(candidateId: string): Promise<PhysicalCapacity[]>;
  /** For the filter: kept in memory for five minutes and nowhere else. Throws `DesktopError` OFFLINE. */
  groups(): Promise<CapacityGroups>;
  /** What `groups` still holds, without asking. */
  known(): CapacityGroups | null;
}

/** Health data is never stored on the device (security §8, decision 8 of sync): read online, forgotten soon. */
export function createPhysicalCapacityReader(
  client: Pick<ServerClient, 'getPhysicalCapacity' | 'listPhysicalCapacities'>,
  clock: Clock,
): PhysicalCapacityReader {
  let kept: { readonly groups: CapacityGroups; readonly until: number } | null = null;

  const known = (): CapacityGroups | null => {
    if (kept !== null && kept.until <= clock.now()) kept = null;
    return kept?.groups ?? null;
  };

  return {
    known,
    of: async (id) => (await online(client.getPhysicalCapacity({ params: { id } }))).items,
    async groups() {
      const held = known();
      if (held !== null) return held;
      const { items } = await online(client.listPhysicalCapacities({}));
      const groups = new Map(items.map(({ activity, candidateIds }) => [activity, new Set(candidateIds)]));
      kept = { groups, until: clock.now() + LIFE_MS };
      return groups;
    },
  };
}

async function online<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof OfflineError) throw new DesktopError('OFFLINE', OFFLINE_MESSAGE, { cause: error });
    throw error;
  }
}
