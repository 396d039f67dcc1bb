import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  randomBytes,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

type SealPurpose = 'device-key' | 'second-factor' | 'parked-mutation';

/** Everything the server encrypts, signs and hashes with; one secret, one derived key a purpose (HKDF-SHA-256). */
export interface ServerKeys {
  /** HS256 key of access tokens. */
  readonly accessToken: Uint8Array;
  /** AES-256-GCM; `context` binds the text to its row, so that two rows cannot be swapped. */
  seal(purpose: SealPurpose, context: string, plain: Buffer): Buffer;
  open(purpose: SealPurpose, context: string, sealed: Buffer): Buffer;
  /** Keyed hash for things with little entropy, such as a code of six digits. */
  hashCode(context: string, code: string): Buffer;
  /** Ed25519 over the text of a lease or of an order to a device, base64. */
  signLease(text: string): string;
  verifiesLease(text: string, signature: string): boolean;
  /** SPKI, base64: what a device pins to check leases and orders. */
  readonly leasePublicKey: string;
}

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'hallowerk-server', purpose, 32));
}

export function createKeys(secret: string): ServerKeys {
  const sealKeys: Readonly<Record<SealPurpose, Buffer>> = {
    'device-key': derive(secret, 'device-key'),
    'second-factor': derive(secret, 'second-factor'),
    'parked-mutation': derive(secret, 'parked-mutation'),
  };
  const codeKey = derive(secret, 'sign-in-code');
  const leaseKey: KeyObject = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, derive(secret, 'lease')]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(leaseKey);
  return {
    accessToken: derive(secret, 'access-token'),
    seal: (purpose, context, plain) => seal(sealKeys[purpose], context, plain),
    open: (purpose, context, sealed) => open(sealKeys[purpose], context, sealed),
    hashCode: (context, code) => createHmac('sha256', codeKey).update(`${context}|${code}`).digest(),
    signLease: (text) => sign(null, Buffer.from(text), leaseKey).toString('base64'),
    verifiesLease: (text, signature) => verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64')),
    leasePublicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  };
}

function seal(key: Buffer, context: string, plain: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function open(key: Buffer, context: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}

/** Hash of a token with 256 random bits; nothing slower is needed for those. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
