import { hash } from 'node:crypto';

/**
 * The server's SQL function `h64` (sync §2.4): the first 8 bytes of SHA-256 over `coll|id|rev` as a signed 64-bit number.
 * A scope's digest is the XOR over its entries.
 */
export function entryHash(collection: number, id: string, rev: number): bigint {
  return hash('sha256', `${collection}|${id}|${rev}`, 'buffer').readBigInt64BE(0);
}
