import { crc32 } from 'node:zlib';
import * as z from 'zod';

const TOKEN_VERSION = 1;
const MAX_COLLECTION = 32_767;
const MAX_ROW_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const ZERO_ROW_ID = '00000000-0000-0000-0000-000000000000';

/** Where a client is inside one scope (sync §2.6): keyset position, and the head when its filling began. */
export interface ScopeCursor {
  readonly position: number;
  readonly collection: number;
  readonly rowId: string;
  readonly since: number;
}

export interface Cursor {
  readonly epoch: number;
  readonly scopes: ReadonlyMap<number, ScopeCursor>;
  /** The collections a restricted pull is about, ascending; absent for everything. The two are never exchanged. */
  readonly only?: readonly number[];
}

/** The collections of a restricted pull in the order of the token. */
export function onlyKey(only: readonly number[] | undefined): readonly number[] | undefined {
  return only === undefined ? undefined : [...new Set(only)].sort((a, b) => a - b);
}

export function isSameOnly(one: readonly number[] | undefined, other: readonly number[] | undefined): boolean {
  return onlyKey(one)?.join() === onlyKey(other)?.join();
}

export function fillFrom(head: number): ScopeCursor {
  return { position: 0, collection: 0, rowId: ZERO_ROW_ID, since: head };
}

export function completeAt(head: number): ScopeCursor {
  return { position: head, collection: MAX_COLLECTION, rowId: MAX_ROW_ID, since: head };
}

export function isComplete(cursor: ScopeCursor): boolean {
  return cursor.collection === MAX_COLLECTION;
}

/** In the middle of a position only the one before is fully consumed (sync §2.8). */
export function consumedPosition(cursor: ScopeCursor): number {
  return isComplete(cursor) ? cursor.position : cursor.position - 1;
}

const position = z.int().min(0);
const TokenSchema = z.object({
  v: z.literal(TOKEN_VERSION),
  e: z.int(),
  /** All scopes of `ids` complete at this head. */
  h: position.optional(),
  ids: z.array(z.int()).optional(),
  /** Only these collections. */
  o: z.array(z.int()).optional(),
  sc: z
    .record(z.string().regex(/^\d+$/), z.tuple([position, z.int().min(0), z.uuid().or(z.literal(0)), position]))
    .optional(),
});

/** Base64url of JSON with a checksum in front; opaque to the client, and no capability. */
export function encodeCursor(cursor: Cursor): string {
  const entries = [...cursor.scopes];
  const first = entries[0]?.[1];
  const together =
    first !== undefined &&
    entries.every(
      ([, scope]) => isComplete(scope) && scope.position === first.position && scope.since === first.position,
    );
  const only = onlyKey(cursor.only);
  const token: z.input<typeof TokenSchema> = {
    v: TOKEN_VERSION,
    e: cursor.epoch,
    ...(only !== undefined && { o: [...only] }),
    ...(together
      ? { h: first.position, ids: entries.map(([id]) => id) }
      : { sc: Object.fromEntries(entries.map(([id, scope]) => [id, toTuple(scope)])) }),
  };
  const json = Buffer.from(JSON.stringify(token));
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(json));
  return Buffer.concat([sum, json]).toString('base64url');
}

/** The extreme row ids are written as 0, which keeps the token short for users with many scopes. */
function toTuple(scope: ScopeCursor): [number, number, string | 0, number] {
  const extreme = isComplete(scope) || scope.rowId === ZERO_ROW_ID;
  return [scope.position, scope.collection, extreme ? 0 : scope.rowId, scope.since];
}

/** Null for a token that is damaged or of an unknown version: the client is then filled again by mark and sweep. */
export function decodeCursor(text: string): Cursor | null {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < 5 || bytes.readUInt32BE(0) !== crc32(bytes.subarray(4))) return null;
  const parsed = TokenSchema.safeParse(parseJson(bytes.subarray(4).toString()));
  if (!parsed.success) return null;
  const { e, h, o, ids = [], sc = {} } = parsed.data;
  const scopes = new Map<number, ScopeCursor>();
  if (h !== undefined) for (const id of ids) scopes.set(id, completeAt(h));
  for (const [id, [p, c, rowId, since]] of Object.entries(sc)) {
    const extreme = c === MAX_COLLECTION ? MAX_ROW_ID : ZERO_ROW_ID;
    scopes.set(Number(id), { position: p, collection: c, rowId: rowId === 0 ? extreme : rowId, since });
  }
  return { epoch: e, scopes, ...(o !== undefined && { only: o }) };
}

/** Undefined for what is no JSON: anybody can put a right checksum in front of garbage. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
