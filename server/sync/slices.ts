import { createHash } from 'node:crypto';
import { canonicalJson } from '@hallowerk/contract/common/canonical-json.ts';

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The slice a row belongs to (sync §2.9): the first byte of SHA-256 over its id as text. */
export function sliceOf(rowId: string): number {
  return sha256(rowId).readUInt8(0);
}

/** First 8 bytes of SHA-256 over the canonical JSON of a row, as a signed number. */
export function sumOf(row: unknown): bigint {
  return sha256(canonicalJson(row)).readBigInt64BE(0);
}
