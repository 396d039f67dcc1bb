import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';

/**
 * Texts that a server signs with Ed25519 and a device checks with the public key it was given when it was registered
 * (sync §2.20). They are spelled here once, so that both sides sign and check the same.
 */

/** Permission to work without contact. Beyond `until` the device locks; beyond `wipeAfter` it destroys what it holds. */
export const LeaseSchema = z.object({
  issued: InstantSchema,
  until: InstantSchema,
  wipeAfter: InstantSchema,
  /** Over `leaseText`, base64. */
  sig: z.string(),
});
export type Lease = z.infer<typeof LeaseSchema>;

export function leaseText(userId: string, deviceId: string, lease: Omit<Lease, 'sig'>): string {
  return ['lease', userId, deviceId, lease.issued, lease.until, lease.wipeAfter].join('|');
}

/** `WIPE` destroys keys and files of this user on this device; `LOCK` only closes them. */
export const DEVICE_ACTIONS = ['LOCK', 'WIPE'] as const;

/** What an administrator decided about a device. Without a valid signature it means nothing: the device only locks. */
export const DeviceOrderSchema = z.object({
  device: UuidSchema,
  user: UuidSchema,
  action: z.enum(DEVICE_ACTIONS),
  issued: InstantSchema,
  nonce: UuidSchema,
  /** Over `orderText`, base64. */
  sig: z.string(),
});
export type DeviceOrder = z.infer<typeof DeviceOrderSchema>;

export function orderText(order: Omit<DeviceOrder, 'sig'>): string {
  return ['order', order.device, order.user, order.action, order.issued, order.nonce].join('|');
}
