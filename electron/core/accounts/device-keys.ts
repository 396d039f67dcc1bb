import { createHash, hkdfSync } from 'node:crypto';

export type KeyPurpose = 'cache' | 'outbox' | 'journal';

/** Key of one file, 32 bytes: HKDF-SHA256 of the device key, with the purpose as info (sync §2.20). */
export function deriveKey(deviceKey: Buffer, purpose: KeyPurpose): Buffer {
  if (deviceKey.length !== 32) throw new RangeError('A device key has 32 bytes');
  return Buffer.from(hkdfSync('sha256', deviceKey, Buffer.alloc(0), purpose, 32));
}

/**
 * Folder name of one user's files: a hash, so that a listing of the profile says nothing about persons. The device id
 * is part of it because another device id comes with another key, for which older files would be unreadable.
 */
export function userFolder(userId: string, deviceId: string): string {
  return createHash('sha256').update(`${userId}:${deviceId}`).digest('hex').slice(0, 24);
}
