import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createKeys } from './keys.ts';

describe('server keys', () => {
  const keys = createKeys('a-secret-that-only-the-tests-use-0123456789');

  it('opens what it sealed, only for the same purpose and row', () => {
    const sealed = keys.seal('device-key', 'row-1', Buffer.from('key'));
    expect(keys.open('device-key', 'row-1', sealed).toString()).toBe('key');
    expect(() => keys.open('device-key', 'row-2', sealed)).toThrow();
    expect(() => keys.open('second-factor', 'row-1', sealed)).toThrow();
    expect(sealed.includes(Buffer.from('key'))).toBe(false);
  });

  it('are the same on every node with the same secret, and different with another', () => {
    expect(createKeys('a-secret-that-only-the-tests-use-0123456789').leasePublicKey).toBe(keys.leasePublicKey);
    expect(createKeys('another-secret-that-only-the-tests-use-01234').leasePublicKey).not.toBe(keys.leasePublicKey);
  });

  it('sign leases that the published key verifies', () => {
    const publicKey = createPublicKey({ key: Buffer.from(keys.leasePublicKey, 'base64'), format: 'der', type: 'spki' });
    const signature = Buffer.from(keys.signLease('lease|a|b|c'), 'base64');
    expect(verify(null, Buffer.from('lease|a|b|c'), publicKey, signature)).toBe(true);
    expect(verify(null, Buffer.from('lease|a|b|d'), publicKey, signature)).toBe(false);
    expect(keys.verifiesLease('lease|a|b|c', signature.toString('base64'))).toBe(true);
    expect(keys.verifiesLease('lease|a|b|d', signature.toString('base64'))).toBe(false);
    expect(keys.verifiesLease('lease|a|b|c', 'geen handtekening')).toBe(false);
  });
});
