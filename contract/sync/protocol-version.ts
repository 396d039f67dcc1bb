/**
 * What the wire looked like in each protocol version: SHA-256 over the JSON Schemas of pull, push, mutations and
 * collections. A released line is never changed; `protocol-version.test.ts` says what to do when the hash moves.
 */
export const PROTOCOL_HASHES: Readonly<Record<number, string>> = {
  1: 'a84b9fcbf87705485722da7b4d32731131e9645e3ac0985d860ddff4b6f68910',
};
