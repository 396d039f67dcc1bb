import type { SqliteConnection } from '../sqlite-connection.ts';
import { FacetReader, sameBlock, type Facet, type FacetBlock, type FacetHead } from './facet-blocks.ts';

const NONE = -1;
const NO_PLACE = 0;

/**
 * Every candidate in typed arrays (search §2.1): a run of option ids in one pool, a place, a day. Candidates sit in slots;
 * slots of the departed are used again, and the pool is packed when half of it is waste. About 60 bytes a candidate.
 * Arrays grow, so nobody keeps a reference to one over an update.
 */
export class FacetIndex {
  #slots = 0;
  #count = 0;
  #capacity = 1024;
  #free: number[] = [];
  #slotOfPk = new Int32Array(1024).fill(NONE);
  #poolUsed = 0;
  #poolWaste = 0;
  readonly #placeNumbers = new Map<number, Map<number, number>>();

  pkOf = new Uint32Array(this.#capacity);
  live = new Uint8Array(this.#capacity);
  /** Index into `placeLat` and `placeLon`; 0 is nowhere. */
  place = new Uint32Array(this.#capacity);
  modifiedDay = new Int32Array(this.#capacity);
  /** See `Facet.textAt`. */
  textAt = new Uint32Array(this.#capacity);
  offset = new Uint32Array(this.#capacity);
  length = new Uint16Array(this.#capacity);
  pool = new Uint16Array(16_384);
  readonly placeLat: number[] = [Number.NaN];
  readonly placeLon: number[] = [Number.NaN];

  /** Slots in use or free: the range to run over, skipping those that are not `live`. */
  get slots(): number {
    return this.#slots;
  }

  /** Candidates. */
  get count(): number {
    return this.#count;
  }

  /** Bytes held by the arrays. */
  get bytes(): number {
    const perSlot = [
      this.pkOf,
      this.live,
      this.place,
      this.modifiedDay,
      this.textAt,
      this.offset,
      this.length,
      this.pool,
    ];
    return perSlot.reduce((sum, array) => sum + array.byteLength, this.#slotOfPk.byteLength);
  }

  /** Above every key that is here. */
  get keys(): number {
    return this.#slotOfPk.length;
  }

  /** -1 when he is not here. */
  slotOf(pk: number): number {
    return this.#slotOfPk[pk] ?? NONE;
  }

  put(facet: Facet): void {
    let slot = this.slotOf(facet.pk);
    if (slot === NONE) slot = this.#take(facet.pk);
    else if (facet.options.length > (this.length[slot] as number)) this.#discardRun(slot);
    this.#storeRun(slot, facet.options);
    this.place[slot] = this.#placeNumber(facet.lat, facet.lon);
    this.modifiedDay[slot] = facet.modifiedDay;
    this.textAt[slot] = facet.textAt;
  }

  /** Adds candidates who are not here yet: `put` for many, in a fraction of the time. */
  addBlock({ heads, options, texts }: FacetBlock): void {
    const start = this.#append(options);
    for (let at = 0; at < heads.length; at += 1) {
      const head = heads[at] as FacetHead;
      const slot = this.#take(head[0]);
      this.place[slot] = this.#placeNumber(head[1], head[2]);
      this.modifiedDay[slot] = head[3];
      this.textAt[slot] = texts.at(head[0]);
      this.offset[slot] = start + head[4];
      this.length[slot] = head[5];
    }
  }

  remove(pk: number): void {
    const slot = this.slotOf(pk);
    if (slot === NONE) return;
    this.#discardRun(slot);
    this.live[slot] = 0;
    this.#slotOfPk[pk] = NONE;
    this.#free.push(slot);
    this.#count -= 1;
  }

  optionsOf(slot: number): Uint16Array {
    const start = this.offset[slot] as number;
    return this.pool.subarray(start, start + (this.length[slot] as number));
  }

  #take(pk: number): number {
    const slot = this.#free.pop() ?? this.#slots++;
    if (slot >= this.#capacity) this.#growSlots();
    if (pk >= this.#slotOfPk.length) this.#growKeys(pk);
    this.#slotOfPk[pk] = slot;
    this.pkOf[slot] = pk;
    this.live[slot] = 1;
    this.length[slot] = 0;
    this.#count += 1;
    return slot;
  }

  /** In place when it fits, else at the end of the pool. */
  #storeRun(slot: number, options: Uint16Array): void {
    const room = this.length[slot] as number;
    if (options.length > room) {
      this.offset[slot] = this.#append(options);
    } else {
      this.pool.set(options, this.offset[slot]);
      this.#poolWaste += room - options.length;
    }
    this.length[slot] = options.length;
  }

  /** Gives their place in the pool. */
  #append(options: Uint16Array): number {
    if (this.#poolUsed + options.length > this.pool.length) this.#makeRoom(options.length);
    const start = this.#poolUsed;
    this.pool.set(options, start);
    this.#poolUsed += options.length;
    return start;
  }

  #discardRun(slot: number): void {
    this.#poolWaste += this.length[slot] as number;
    this.length[slot] = 0;
  }

  #makeRoom(needed: number): void {
    const used = this.#poolUsed - this.#poolWaste;
    const size = this.#poolWaste * 2 > this.#poolUsed ? this.pool.length : this.pool.length * 2;
    const packed = new Uint16Array(Math.max(size, used + needed));
    if (this.#poolWaste === 0) {
      this.pool = grown(this.pool, packed);
      return;
    }
    let end = 0;
    for (let slot = 0; slot < this.#slots; slot += 1) {
      if (this.live[slot] === 0) continue;
      const run = this.optionsOf(slot);
      packed.set(run, end);
      this.offset[slot] = end;
      end += run.length;
    }
    this.pool = packed;
    this.#poolUsed = end;
    this.#poolWaste = 0;
  }

  #growSlots(): void {
    this.#capacity *= 2;
    this.pkOf = grown(this.pkOf, new Uint32Array(this.#capacity));
    this.live = grown(this.live, new Uint8Array(this.#capacity));
    this.place = grown(this.place, new Uint32Array(this.#capacity));
    this.modifiedDay = grown(this.modifiedDay, new Int32Array(this.#capacity));
    this.textAt = grown(this.textAt, new Uint32Array(this.#capacity));
    this.offset = grown(this.offset, new Uint32Array(this.#capacity));
    this.length = grown(this.length, new Uint16Array(this.#capacity));
  }

  #growKeys(pk: number): void {
    const larger = new Int32Array(Math.max(pk + 1, this.#slotOfPk.length * 2)).fill(NONE);
    this.#slotOfPk = grown(this.#slotOfPk, larger);
  }

  #placeNumber(lat: number | null, lon: number | null): number {
    if (lat === null || lon === null) return NO_PLACE;
    const byLon = this.#placeNumbers.get(lat) ?? new Map<number, number>();
    const known = byLon.get(lon);
    if (known !== undefined) return known;
    const number = this.placeLat.push(lat) - 1;
    this.placeLon.push(lon);
    this.#placeNumbers.set(lat, byLon.set(lon, number));
    return number;
  }
}

function grown<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Fills a FacetIndex from the file and keeps single candidates up to date. */
export class FacetLoader {
  readonly #reader: FacetReader;

  constructor(connection: SqliteConnection) {
    this.#reader = new FacetReader(connection);
  }

  load(): FacetIndex {
    const index = new FacetIndex();
    for (const block of this.#reader.blocks()) index.addBlock(block);
    return index;
  }

  /** Candidates whose keys lie together are best named together. */
  refresh(index: FacetIndex, pks: readonly number[]): void {
    let block = new Map<number, Facet>();
    let last: number | null = null;
    for (const pk of pks) {
      if (last === null || !sameBlock(last, pk)) block = this.#reader.blockWith(pk);
      last = pk;
      const facet = block.get(pk);
      if (facet === undefined) index.remove(pk);
      else index.put(facet);
    }
  }
}
