import { leaseText, type Lease } from '@hallowerk/contract/devices/device-order.ts';
import type { LeasePeriods } from '../devices/lease-periods.ts';
import { plus } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';

/** Permission to work without contact from `now` on (sync §2.20), signed for this user on this device. */
export function signLease(
  keys: ServerKeys,
  periods: LeasePeriods,
  holder: { readonly userId: string; readonly deviceId: string },
  now: Date,
): Lease {
  const lease = {
    issued: now.toISOString(),
    until: plus(now, periods.lock).toISOString(),
    wipeAfter: plus(now, periods.wipe).toISOString(),
  };
  return { ...lease, sig: keys.signLease(leaseText(holder.userId, holder.deviceId, lease)) };
}
