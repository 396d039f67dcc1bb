import type { SqliteConnection } from '../sqlite-connection.ts';
import type { TextSegments } from './text-segments.ts';
import { tokenText } from './tokenize.ts';

/** Of a word in the table: its hash, its number (0 is an empty place), where its letters start in the pool, how many. */
const HASH = 0;
const NUMBER = 1;
const START = 2;
const LENGTH = 3;
const FIELD_BITS = 2;
const FIELDS = 1 << FIELD_BITS;

/**
 * Gives every word its number, in the caller's transaction; remembers those it has seen. An open hash table over the letters
 * themselves: a Map of strings takes several times as long, and most of the time of a fill.
 */
export class TermNumbers {
  readonly #segments: TextSegments;
  readonly #find;
  readonly #insert;
  #swept = '';
  #count = 0;
  /** At most half full, so that a search ends soon. */
  #table = new Int32Array(4096 * FIELDS);
  #pool = new Uint16Array(16_384);
  #poolUsed = 0;

  constructor(connection: SqliteConnection, segments: TextSegments) {
    this.#segments = segments;
    this.#find = connection.prepare<number>('select id from text_term where term = ?').pluck();
    this.#insert = connection.prepare('insert into text_term (term) values (?)');
  }

  /** At the start of a transaction. */
  begin(): void {
    const swept = this.#segments.swept();
    if (swept !== this.#swept) this.reset();
    this.#swept = swept;
  }

  /** After a rolled-back transaction. */
  reset(): void {
    this.#table.fill(0);
    this.#count = 0;
    this.#poolUsed = 0;
  }

  /** The word is `units` from `start` up to `end`. */
  of(units: Uint16Array, start: number, end: number): number {
    const hash = hashOf(units, start, end);
    const table = this.#table;
    const pool = this.#pool;
    const mask = table.length - FIELDS;
    const length = end - start;
    let place = (hash << FIELD_BITS) & mask;
    for (; table[place + NUMBER] !== 0; place = (place + FIELDS) & mask) {
      if (table[place + HASH] !== hash || table[place + LENGTH] !== length) continue;
      const from = table[place + START] as number;
      let at = 0;
      while (at < length && pool[from + at] === units[start + at]) at += 1;
      if (at === length) return table[place + NUMBER] as number;
    }
    const term = tokenText(units, start, end);
    const number = this.#find.get(term) ?? Number(this.#insert.run(term).lastInsertRowid);
    this.#add(hash, number, units.subarray(start, end));
    return number;
  }

  #add(hash: number, number: number, letters: Uint16Array): void {
    const start = this.#poolUsed;
    this.#poolUsed += letters.length;
    if (this.#poolUsed > this.#pool.length) {
      const larger = new Uint16Array(this.#poolUsed * 2);
      larger.set(this.#pool);
      this.#pool = larger;
    }
    this.#pool.set(letters, start);
    this.#count += 1;
    if (this.#count * 2 * FIELDS > this.#table.length) this.#grow();
    this.#place([hash, number, start, letters.length]);
  }

  #place(word: ArrayLike<number>): void {
    const mask = this.#table.length - FIELDS;
    let place = ((word[HASH] as number) << FIELD_BITS) & mask;
    while (this.#table[place + NUMBER] !== 0) place = (place + FIELDS) & mask;
    this.#table.set(word, place);
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Int32Array(before.length * 2);
    for (let place = 0; place < before.length; place += FIELDS) {
      if (before[place + NUMBER] !== 0) this.#place(before.subarray(place, place + FIELDS));
    }
  }
}

function hashOf(units: Uint16Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (units[at] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b | 0);
  return hash ^ (hash >>> 13);
}
