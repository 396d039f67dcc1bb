/**
 * What the wire looked like in each protocol version: SHA-256 over the JSON Schemas of pull, push, mutations and
 * collections. A released line is never changed; `protocol-version.test.ts` says what to do when the hash moves.
 */
export const PROTOCOL_HASHES: Readonly<Record<number, string>> = {
  1: 'b4bc50d5c5b8a4ac30ccabb42b4b943be2f789a3a6040a5efa040820dff2d3d5',
};
