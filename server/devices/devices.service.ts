import type { Knex } from 'knex';
import type { DeviceOrder } from '@hallowerk/contract/devices/device-order.ts';
import type { DeviceDecision, DeviceStatus } from '@hallowerk/contract/devices/device-status.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { notFound, ProblemError } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';
import type { SessionContext } from '../security/session.ts';
import { isGenuine } from './device-orders.ts';
import { deviceStatuses } from './device-statuses.ts';

export interface DevicesService {
  /** All devices of the administrator's municipality, the one seen last first (sync §2.23). */
  list(administrator: SessionContext): Promise<readonly DeviceStatus[]>;
  /**
   * Locks, releases or wipes a device (sync §2.20). A decision that changes nothing is no failure.
   * @throws {ProblemError} 404 outside his municipality; 409 `own_device`, `wipe_ordered`, `user_not_active`
   */
  decide(administrator: SessionContext, id: string, decision: DeviceDecision): Promise<DeviceStatus>;
  /**
   * A device did what it was ordered. The order is the proof, so no session is needed; a repetition changes nothing.
   * @throws {ProblemError} 404 for any other order than the present one of this device
   */
  confirmWiped(id: string, report: { readonly order: DeviceOrder; readonly destroyed: number }): Promise<void>;
}

interface Dependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly keys: ServerKeys;
}

export function createDevicesService(deps: Dependencies): DevicesService {
  return {
    list: (administrator) => deviceStatuses(deps.knex, administrator, deps.clock.now()),
    decide: (administrator, id, decision) => decide(deps, administrator, id, decision),
    confirmWiped: (id, report) => confirmWiped(deps, id, report),
  };
}

interface DecidedDevice {
  readonly state: 'active' | 'locked' | 'revoked';
  readonly order_cause: 'DECISION' | 'USER' | null;
  readonly user_active: boolean;
}

async function decide(
  { knex, clock }: Dependencies,
  administrator: SessionContext,
  id: string,
  decision: DeviceDecision,
): Promise<DeviceStatus> {
  return withTransaction(knex, async (trx) => {
    const device = await lockDevice(trx, administrator.userId, id);
    if (device === null) throw notFound();
    if (id === administrator.deviceId) {
      throw new ProblemError(
        409,
        'own_device',
        'Dit is het apparaat waarop je nu werkt. Gebruik een ander apparaat om dit te vergrendelen of te wissen.',
      );
    }
    const change = changeFor(device, decision);
    if (change !== null) {
      await trx('sync_device').where({ id }).update(change);
      await recordAudit(trx, {
        actor: administrator.userId,
        action: 'CHANGE',
        object: `device:${id}`,
        result: 'ok',
        detail: { decision },
      });
    }
    const [status] = await deviceStatuses(trx, administrator, clock.now(), id);
    if (status === undefined) throw notFound();
    return status;
  });
}

/** Takes the row before it reads the user: who is blocked meanwhile waits for this row, and decides after us. */
async function lockDevice(trx: Trx, administratorId: string, id: string): Promise<DecidedDevice | null> {
  const device = await trx('sync_device').where({ id }).forUpdate().first('user_id', 'state', 'order_cause');
  if (device === undefined) return null;
  const user = await trx('app_user')
    .where({ id: device.user_id })
    .where('municipality_id', trx('app_user').where({ id: administratorId }).select('municipality_id'))
    .first('state');
  if (user === undefined) return null;
  return { state: device.state, order_cause: device.order_cause, user_active: user.state === 'ACTIVE' };
}

interface Change {
  readonly state?: DecidedDevice['state'];
  readonly order_cause?: 'DECISION';
}

/** The order itself and the end of the sessions follow from the state, in the database. Null: it is so already. */
function changeFor(device: DecidedDevice, decision: DeviceDecision): Change | null {
  if (decision === 'WIPE') return device.state === 'revoked' ? null : { state: 'revoked', order_cause: 'DECISION' };
  if (device.state === 'revoked') {
    throw new ProblemError(
      409,
      'wipe_ordered',
      'Voor dit apparaat is opdracht gegeven om te wissen. Dat kun je niet terugdraaien.',
    );
  }
  if (decision === 'LOCK') {
    if (device.state === 'active') return { state: 'locked', order_cause: 'DECISION' };
    // Locked with its user; from now on also when the user may work again.
    return device.order_cause === 'USER' ? { order_cause: 'DECISION' } : null;
  }
  if (device.state === 'active') return null;
  if (!device.user_active) {
    throw new ProblemError(
      409,
      'user_not_active',
      'De gebruiker van dit apparaat is geblokkeerd. Het apparaat blijft vergrendeld zolang dat zo is.',
    );
  }
  return { state: 'active' };
}

async function confirmWiped(
  { knex, clock, keys }: Dependencies,
  id: string,
  { order, destroyed }: { readonly order: DeviceOrder; readonly destroyed: number },
): Promise<void> {
  if (order.action !== 'WIPE' || order.device !== id || !isGenuine(keys, order)) throw notFound();
  await withTransaction(knex, async (trx) => {
    const asked = { id, user_id: order.user, state: 'revoked', order_nonce: order.nonce };
    const device = await trx('sync_device').where(asked).forUpdate().first('wipe_confirmed_at');
    if (device === undefined) throw notFound();
    if (device.wipe_confirmed_at !== null) return;
    await trx('sync_device').where({ id }).update({ wipe_confirmed_at: clock.now() });
    const detail = { wiped: true, destroyed };
    await recordAudit(trx, { actor: order.user, action: 'CHANGE', object: `device:${id}`, result: 'ok', detail });
  });
}
