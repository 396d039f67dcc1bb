import type { Knex } from 'knex';
import type { SessionContext } from '../security/session.ts';
import { ProblemError } from '../http/problems.ts';

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
