import { createHash } from 'node:crypto';

/**
 * A UUID version 8 (RFC 9562 §5.8) that follows from the name alone: importing the same official code on any server, in
 * any year, gives the same id. `namespace` keeps equal codes of different lists apart (`place:GM0518`).
 */
export function stableId(namespace: string, name: string): string {
  const bytes = createHash('sha256').update(`hallowerk:${namespace}:${name}`, 'utf8').digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return dashed(bytes.toString('hex'));
}

const RFC_9562_HEX = /^[0-9a-f]{12}[1-8][0-9a-f]{3}[89ab][0-9a-f]{15}$/;

/**
 * The id of a source that writes a UUID as 32 lower-case hexadecimal digits; any other id of the source goes through
 * `stableId`. Capitals count as another id, because they are one at the source.
 */
export function idFromSource(namespace: string, sourceId: string): string {
  return RFC_9562_HEX.test(sourceId) ? dashed(sourceId) : stableId(namespace, sourceId);
}

function dashed(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
