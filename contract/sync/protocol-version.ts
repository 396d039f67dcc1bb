/**
 * What the wire looked like in each protocol version: SHA-256 over the JSON Schemas of pull, push, mutations and
 * collections. A released line is never changed; `protocol-version.test.ts` says what to do when the hash moves.
 */
export const PROTOCOL_HASHES: Readonly<Record<number, string>> = {
  1: 'e6b5f5a2c9b78df37fdafedd1153ef59dee49374d912c4d79e1669da2c2e8d66',
};
