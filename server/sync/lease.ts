import { plus } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';
import { LEASE } from '../devices/devices.repository.ts';

/** What a lease signature covers, as one text. */
export function leaseText(userId: string, deviceId: string, until: string): string {
  return `lease|${userId}|${deviceId}|${until}`;
}

/** Permission to keep working without contact until `until` (sync §2.20), signed with Ed25519. */
export function signLease(
  keys: ServerKeys,
  userId: string,
  deviceId: string,
  now: Date,
): { until: string; sig: string } {
  const until = plus(now, LEASE).toISOString();
  return { until, sig: keys.signLease(leaseText(userId, deviceId, until)) };
}
