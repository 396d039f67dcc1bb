import { randomBytes } from 'node:crypto';
import type * as z from 'zod';
import type { DeviceSchema } from '@hallowerk/contract/accounts/account.ts';
import { uuidv7 } from '../database/uuid.ts';
import type { Trx } from '../database/transaction.ts';
import { DAY, plus } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';

export type DeviceInput = z.output<typeof DeviceSchema>;

/** How long a device may work without contact (sync §2.20). */
export const LEASE = 7 * DAY;
const KEY_BYTES = 32;

export interface ClaimedDevice {
  readonly id: string;
  /** 32 bytes that encrypt cache and outbox on the device. */
  readonly key: Buffer;
  readonly created: boolean;
}

/**
 * The device of this user with its key. A known id of the same user gets the key it had, so that cache and outbox on disk
 * stay readable; an id that is unknown, revoked or somebody else's becomes a new device, without saying which.
 */
export async function claimDevice(
  trx: Trx,
  keys: ServerKeys,
  userId: string,
  input: DeviceInput,
  now: Date,
): Promise<ClaimedDevice> {
  const seen = {
    name: input.name,
    platform: input.platform,
    app_build: input.appVersion,
    lease_until: plus(now, LEASE),
    last_seen_at: now,
  };
  if (input.id !== null) {
    const known = await trx('sync_device')
      .where({ id: input.id, user_id: userId, state: 'active' })
      .update(seen)
      .returning(['id', 'device_key']);
    const row: { id: string; device_key: Buffer } | undefined = known[0];
    if (row !== undefined) return { id: row.id, key: keys.open('device-key', row.id, row.device_key), created: false };
  }
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
