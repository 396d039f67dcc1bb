import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  completeAt,
  consumedPosition,
  decodeCursor,
  encodeCursor,
  fillFrom,
  isSameOnly,
  type ScopeCursor,
} from './cursor.ts';

const position = fc.integer({ min: 1, max: 2 ** 45 });
const middle: fc.Arbitrary<ScopeCursor> = fc.record({
  position,
  collection: fc.integer({ min: 1, max: 12 }),
  rowId: fc.uuid(),
  since: position,
});
const anyScope = fc.oneof(middle, position.map(completeAt), position.map(fillFrom));
const anyCursor = fc.record({
  epoch: fc.integer({ min: 1, max: 2047 }),
  scopes: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 99_999 }), anyScope), {
    selector: ([id]) => id,
    maxLength: 50,
  }),
});

describe('cursor', () => {
  it('reads back what it wrote, for any scopes', () => {
    fc.assert(
      fc.property(anyCursor, ({ epoch, scopes }) => {
        const cursor = { epoch, scopes: new Map(scopes) };
        const decoded = decodeCursor(encodeCursor(cursor));
        expect(decoded?.epoch).toBe(epoch);
        expect(new Map(decoded?.scopes)).toEqual(cursor.scopes);
      }),
    );
  });

  it('stays under 8 KB with fifty scopes in the middle of a fill', () => {
    fc.assert(
      fc.property(fc.array(middle, { minLength: 50, maxLength: 50 }), (scopes) => {
        const cursor = { epoch: 1, scopes: new Map(scopes.map((scope, index) => [index + 1, scope])) };
        expect(encodeCursor(cursor).length).toBeLessThan(8192);
      }),
    );
  });

  it('refuses a token of which any byte was changed', () => {
    fc.assert(
      fc.property(anyCursor, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ epoch, scopes }, at, flip) => {
        const bytes = Buffer.from(encodeCursor({ epoch, scopes: new Map(scopes) }), 'base64url');
        bytes[at % bytes.length]! ^= flip;
        expect(decodeCursor(bytes.toString('base64url'))).toBeNull();
      }),
    );
  });

  it('refuses garbage behind a right checksum', () => {
    const json = fc.oneof(fc.string(), fc.json(), fc.constantFrom('', '{', 'null', '{"v":1}', '{"v":1,"e":"x"}'));
    fc.assert(
      fc.property(json, (text) => {
        const body = Buffer.from(text);
        const sum = Buffer.alloc(4);
        sum.writeUInt32BE(crc32(body));
        expect(decodeCursor(Buffer.concat([sum, body]).toString('base64url'))).toBeNull();
      }),
    );
  });

  it('keeps a pull of some collections apart from one of others, and from one of all', () => {
    const some = fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(anyCursor, some, ({ epoch, scopes }, only) => {
        const decoded = decodeCursor(encodeCursor({ epoch, scopes: new Map(scopes), only }));
        expect(isSameOnly(decoded?.only, only.toReversed())).toBe(true);
        expect(isSameOnly(decoded?.only, undefined)).toBe(false);
        expect(isSameOnly(decoded?.only, [...only, 99])).toBe(false);
        expect(new Map(decoded?.scopes)).toEqual(new Map(scopes));
      }),
    );
  });

  it('counts a position as consumed only when the whole of it was delivered', () => {
    expect(consumedPosition(completeAt(40))).toBe(40);
    expect(consumedPosition({ position: 40, collection: 1, rowId: '0'.repeat(36), since: 9 })).toBe(39);
  });
});
