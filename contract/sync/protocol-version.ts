/**
 * What the wire looked like in each protocol version: SHA-256 over the JSON Schemas of pull, push, mutations and
 * collections. A released line is never changed; `protocol-version.test.ts` says what to do when the hash moves.
 */
export const PROTOCOL_HASHES: Readonly<Record<number, string>> = {
  1: '90afaee9e419783f226ba8d9862cf9b967713f4fded7b2949ebb222512249744',
};
