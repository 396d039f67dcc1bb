/**
 * What the wire looked like in each protocol version: SHA-256 over the JSON Schemas of pull, push, mutations and
 * collections. A released line is never changed; `protocol-version.test.ts` says what to do when the hash moves.
 */
export const PROTOCOL_HASHES: Readonly<Record<number, string>> = {
  1: '3f8d0afa053dbcad1bc6f0e9a4c77c5767c6cf99d0a2da289ed4e72a677b814b',
};
