import { randomBytes } from 'node:crypto';
import type * as z from 'zod';
import type { DeviceSchema } from '@hallowerk/contract/accounts/account.ts';
import { uuidv7 } from '../database/uuid.ts';
import type { Trx } from '../database/transaction.ts';
import { plus } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';
import { ordered, orderFor, type OrderedDevice } from './device-orders.ts';
import type { LeasePeriods } from './lease-periods.ts';

export type DeviceInput = z.output<typeof DeviceSchema>;

const KEY_BYTES = 32;

export interface ClaimedDevice {
  readonly id: string;
  /** 32 bytes that encrypt cache and outbox on the device. */
  readonly key: Buffer;
  readonly created: boolean;
}

interface KnownDevice extends OrderedDevice {
  readonly device_key: Buffer;
  readonly wipe_confirmed_at: Date | null;
}

/**
 * The device of this user with its key. A known id of the same user gets the key it had, so that cache and outbox on disk
 * stay readable; an id that is unknown, wiped or somebody else's becomes a new device, without saying which.
 *
 * @throws {ProblemError} 403 with the order, for a device of his own that is locked, or must be wiped and did not confirm
 *   it yet: its key is handed out never again.
 */
export async function claimDevice(
  trx: Trx,
  parts: { readonly keys: ServerKeys; readonly lease: LeasePeriods },
  userId: string,
  input: DeviceInput,
  now: Date,
): Promise<ClaimedDevice> {
  const { keys } = parts;
  const seen = {
    name: input.name,
    platform: input.platform,
    app_build: input.appVersion,
    lease_until: plus(now, parts.lease.lock),
    last_seen_at: now,
  };
  const known = input.id === null ? undefined : await lockDevice(trx, userId, input.id);
  if (known?.state === 'active') {
    await trx('sync_device').where({ id: known.id }).update(seen);
    return { id: known.id, key: keys.open('device-key', known.id, known.device_key), created: false };
  }
  const order = known === undefined || known.wipe_confirmed_at !== null ? null : orderFor(keys, known);
  if (order !== null) throw ordered(order);
  const id = uuidv7(now.getTime());
  const key = randomBytes(KEY_BYTES);
  const sealed = keys.seal('device-key', id, key);
  await trx('sync_device').insert({
    ...seen,
    id,
    user_id: userId,
    state: 'active',
    device_key: sealed,
    created_at: now,
  });
  return { id, key, created: true };
}

function lockDevice(trx: Trx, userId: string, id: string): Promise<KnownDevice | undefined> {
  return trx('sync_device')
    .where({ id, user_id: userId })
    .forUpdate()
    .first('id', 'user_id', 'state', 'device_key', 'order_nonce', 'order_issued_at', 'wipe_confirmed_at');
}
