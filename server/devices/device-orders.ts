import { orderText, type DeviceOrder } from '@hallowerk/contract/devices/device-order.ts';
import { ProblemError } from '../http/problems.ts';
import type { ServerKeys } from '../security/keys.ts';

/** What of a device decides about its order. The database keeps: no order exactly while the device is active. */
export interface OrderedDevice {
  readonly id: string;
  readonly user_id: string;
  readonly state: 'active' | 'locked' | 'revoked';
  readonly order_nonce: string | null;
  readonly order_issued_at: Date | null;
}

/**
 * The order for this device, or null while it is active. The same until another is given: its signature is over what
 * the row holds.
 */
export function orderFor(keys: ServerKeys, device: OrderedDevice): DeviceOrder | null {
  if (device.state === 'active' || device.order_nonce === null || device.order_issued_at === null) return null;
  const order = {
    device: device.id,
    user: device.user_id,
    action: device.state === 'revoked' ? ('WIPE' as const) : ('LOCK' as const),
    issued: device.order_issued_at.toISOString(),
    nonce: device.order_nonce,
  };
  return { ...order, sig: keys.signLease(orderText(order)) };
}

export function isGenuine(keys: ServerKeys, order: DeviceOrder): boolean {
  return keys.verifiesLease(orderText(order), order.sig);
}

/** 403 that carries the order to the device it is for. */
export function ordered(order: DeviceOrder): ProblemError {
  return order.action === 'WIPE'
    ? new ProblemError(
        403,
        'device_revoked',
        'De gegevens op dit apparaat worden gewist, omdat je beheerder dat heeft opgedragen.',
        { order },
      )
    : new ProblemError(403, 'device_locked', 'Dit apparaat is vergrendeld. Neem contact op met je beheerder.', {
        order,
      });
}
