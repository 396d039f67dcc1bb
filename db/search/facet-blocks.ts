import type { SqliteConnection, SqliteStatement } from '../sqlite-connection.ts';

/** One candidate as the counting pass sees him. */
export interface Facet {
  readonly pk: number;
  /** Degrees WGS 84, both or neither. */
  readonly lat: number | null;
  readonly lon: number | null;
  /** Days since 1970-01-01, Europe/Amsterdam. */
  readonly modifiedDay: number;
  readonly options: Uint16Array;
  /** Number of the transaction that last wrote his text (text-segments.ts), and the first 48 bits of the text's hash. */
  readonly textAt: number;
  readonly textHash: number;
}

/** Thirty-two keys in a row of the file. */
export interface FacetBlock {
  readonly heads: readonly FacetHead[];
  /** Those of all heads, one after the other. */
  readonly options: Uint16Array;
  readonly texts: TextMarks;
}

/** `textAt` and `textHash` of the candidates of one block, at a fixed place for each. */
export class TextMarks {
  static readonly BYTES = 10;
  readonly bytes: Buffer;

  constructor(bytes: Buffer = Buffer.alloc(TextMarks.BYTES << BLOCK_BITS)) {
    this.bytes = bytes;
  }

  at(pk: number): number {
    return this.bytes.readUInt32LE(placeOf(pk));
  }

  hash(pk: number): number {
    return this.bytes.readUIntLE(placeOf(pk) + 4, 6);
  }

  set({ pk, textAt, textHash }: Facet): void {
    this.bytes.writeUInt32LE(textAt, placeOf(pk));
    this.bytes.writeUIntLE(textHash, placeOf(pk) + 4, 6);
  }
}

/** A facet whose options are `count` in the block's from `from` on. */
export type FacetHead = readonly [
  pk: number,
  lat: number | null,
  lon: number | null,
  modifiedDay: number,
  from: number,
  count: number,
];

type BlockRow = [heads: string, options: Buffer, texts: Buffer];

/** About a page of the file, so that changing one candidate writes no more than a row would. */
const BLOCK_BITS = 5;

const blockOf = (pk: number): number => pk >>> BLOCK_BITS;
const placeOf = (pk: number): number => (pk & ((1 << BLOCK_BITS) - 1)) * TextMarks.BYTES;
export const sameBlock = (a: number, b: number): boolean => blockOf(a) === blockOf(b);

/**
 * Reads `facet_block`: candidates whose keys lie together, in one row. Reading a row each takes more than twice as long for a
 * hundred thousand, and the first list waits for it. `heads` is in JSON, `options` are 16 bits each; the view
 * `candidate_facet` shows the same as a row each.
 */
export class FacetReader {
  readonly #all: SqliteStatement<BlockRow>;
  readonly #one: SqliteStatement<BlockRow>;

  constructor(connection: SqliteConnection) {
    this.#all = connection.prepare<BlockRow>('select heads, options, texts from facet_block order by id').raw();
    this.#one = connection.prepare<BlockRow>('select heads, options, texts from facet_block where id = ?').raw();
  }

  /** Everybody, by key. */
  *blocks(): Generator<FacetBlock> {
    for (const row of this.#all.iterate()) yield decode(row);
  }

  /** The candidates of the block that `pk` belongs to, by key. */
  blockWith(pk: number): Map<number, Facet> {
    const row = this.#one.get(blockOf(pk));
    if (row === undefined) return new Map();
    const { heads, options, texts } = decode(row);
    return new Map(
      heads.map(([pk, lat, lon, modifiedDay, from, count]) => {
        const own = options.subarray(from, from + count);
        return [pk, { pk, lat, lon, modifiedDay, options: own, textAt: texts.at(pk), textHash: texts.hash(pk) }];
      }),
    );
  }
}

/** The same for the text index alone: who is here, and since when with this text. Remembers what it has read. */
export class TextMarkReader {
  readonly #marks;
  /** By key. */
  #at = new Uint32Array(0);
  /** By block: whether it was read. */
  #known = new Uint8Array(0);

  constructor(connection: SqliteConnection) {
    this.#marks = connection.prepare<Buffer>('select texts from facet_block where id = ?').pluck();
  }

  /** `Facet.textAt`; 0 when he is not here. */
  at(pk: number): number {
    if (this.#known[blockOf(pk)] !== 1) this.#read(blockOf(pk));
    return this.#at[pk] as number;
  }

  #read(block: number): void {
    if (block >= this.#known.length) {
      const blocks = Math.max(block + 1, this.#known.length * 2, 1024);
      const [known, at] = [new Uint8Array(blocks), new Uint32Array(blocks << BLOCK_BITS)];
      known.set(this.#known);
      at.set(this.#at);
      this.#known = known;
      this.#at = at;
    }
    this.#known[block] = 1;
    const bytes = this.#marks.get(block);
    if (bytes === undefined) return;
    const marks = new TextMarks(bytes);
    const first = block << BLOCK_BITS;
    for (let pk = first; pk < first + (1 << BLOCK_BITS); pk += 1) this.#at[pk] = marks.at(pk);
  }
}

/** Changes facets in the caller's transaction. Nothing is in the file before `flush`, which must come before its end. */
export class FacetWriter {
  readonly #reader: FacetReader;
  readonly #replace;
  readonly #remove;
  readonly #changed = new Map<number, Map<number, Facet>>();

  constructor(connection: SqliteConnection) {
    this.#reader = new FacetReader(connection);
    this.#replace = connection.prepare(
      'insert or replace into facet_block (id, heads, options, texts) values (?, ?, ?, ?)',
    );
    this.#remove = connection.prepare('delete from facet_block where id = ?');
  }

  put(facet: Facet): void {
    this.#block(facet.pk).set(facet.pk, facet);
  }

  get(pk: number): Facet | undefined {
    return this.#block(pk).get(pk);
  }

  /** False when he was not here. */
  remove(pk: number): boolean {
    return this.#block(pk).delete(pk);
  }

  flush(): void {
    for (const [block, facets] of this.#changed) {
      if (facets.size === 0) this.#remove.run(block);
      else this.#replace.run(block, ...encode([...facets.values()].sort((a, b) => a.pk - b.pk)));
    }
    this.#changed.clear();
  }

  /** Forgets what was not flushed: after a rolled-back transaction. */
  reset(): void {
    this.#changed.clear();
  }

  #block(pk: number): Map<number, Facet> {
    const block = blockOf(pk);
    const changed = this.#changed.get(block) ?? this.#reader.blockWith(pk);
    this.#changed.set(block, changed);
    return changed;
  }
}

function encode(facets: readonly Facet[]): BlockRow {
  const options = new Uint16Array(facets.reduce((sum, facet) => sum + facet.options.length, 0));
  const texts = new TextMarks();
  let end = 0;
  const heads = facets.map((facet): FacetHead => {
    const { pk, lat, lon, modifiedDay, options: own } = facet;
    const from = end;
    options.set(own, from);
    end += own.length;
    texts.set(facet);
    return [pk, lat, lon, modifiedDay, from, own.length];
  });
  return [JSON.stringify(heads), Buffer.from(options.buffer), texts.bytes];
}

function decode([heads, options, texts]: BlockRow): FacetBlock {
  return { heads: JSON.parse(heads) as FacetHead[], options: toOptions(options), texts: new TextMarks(texts) };
}

/** The buffer of the driver need not start at an even address. */
function toOptions(bytes: Buffer): Uint16Array {
  if (bytes.byteOffset % 2 === 0) return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  return new Uint16Array(Uint8Array.from(bytes).buffer);
}
