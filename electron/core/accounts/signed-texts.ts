import { createPublicKey, verify } from 'node:crypto';
import { leaseText, orderText, type DeviceOrder, type Lease } from '@hallowerk/contract/devices/device-order.ts';

/** Whose texts these must be, and the key they are checked with: pinned at sign-in (sync §2.20). */
export interface SignedFor {
  readonly userId: string;
  readonly deviceId: string;
  /** Ed25519, SPKI, base64. */
  readonly serverPublicKey: string;
}

/** Only for this user on this device, and only with the signature of the server of the sign-in. */
export function isGenuineLease(lease: Lease, { userId, deviceId, serverPublicKey }: SignedFor): boolean {
  return isSigned(leaseText(userId, deviceId, lease), lease.sig, serverPublicKey);
}

export function isGenuineOrder(order: DeviceOrder, { userId, deviceId, serverPublicKey }: SignedFor): boolean {
  if (order.user !== userId || order.device !== deviceId) return false;
  return isSigned(orderText(order), order.sig, serverPublicKey);
}

function isSigned(text: string, signature: string, publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return (
      key.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
    );
  } catch {
    // A key or signature of another shape is a wrong one: the answer is the same.
    return false;
  }
}
