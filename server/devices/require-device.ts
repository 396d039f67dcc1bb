import type { Knex } from 'knex';
import { PROTOCOL_VERSION } from '@hallowerk/contract/sync/pull.ts';
import type { SessionContext } from '../security/session.ts';
import { ProblemError } from '../http/problems.ts';

/** @throws {ProblemError} 426 for another protocol. This is the first one, so there is none before it to support. */
export function requireProtocol(version: number): void {
  if (version === PROTOCOL_VERSION) return;
  throw new ProblemError(
    426,
    'protocol',
    'Deze versie van de app is te oud of te nieuw voor de server. Werk de app bij.',
  );
}

export const deviceRefused = (): ProblemError =>
  new ProblemError(403, 'device_unknown', 'Dit apparaat is niet (meer) aangemeld. Meld je opnieuw aan.');

/** @throws {ProblemError} 403 when the device is unknown, revoked or another user's; never says which. */
export async function requireDevice(
  trx: Knex,
  context: SessionContext,
  deviceId: string,
  lock: 'none' | 'update',
): Promise<void> {
  const query = trx('sync_device').where({ id: deviceId, user_id: context.userId, state: 'active' }).first('id');
  if (lock === 'update') query.forUpdate();
  if ((await query) === undefined || deviceId !== context.deviceId) throw deviceRefused();
}
