import type { SqliteConnection } from '../sqlite-connection.ts';
import type { CandidateText } from '@hallowerk/contract/candidates/candidate-text.ts';
import { Postings } from './posting-list.ts';
import { RANKING_WEIGHTS } from '@hallowerk/contract/candidates/ranking-weights.ts';
import { TermNumbers } from './term-numbers.ts';
import { TextSegments } from './text-segments.ts';
import { Tokenizer } from './tokenize.ts';

const { columns: WEIGHTS, k1, b, averageWords } = RANKING_WEIGHTS.text;
const NAME = 0;

/**
 * What a term says about a candidate, 1 to 255: the part of BM25 that depends on his text only, of at most k1 + 1.
 * `weight` is the sum of the column weights of its places, `words` the length of the text without the name: a longer name
 * moves nobody. The average length is fixed, so that a text always gives the same, whoever else is here.
 */
export function impactOf(weight: number, words: number): number {
  const impact = weight / (weight + k1 * (1 - b + (b * words) / averageWords));
  return Math.max(1, Math.round(255 * impact));
}

/** Collects the texts of one transaction and writes them as one segment. */
export class TextWriter {
  readonly #segments: TextSegments;
  readonly #numbers: TermNumbers;
  readonly #tokenizer = new Tokenizer();
  /** Key → where his terms begin and end in the arrays below. */
  readonly #texts = new Map<number, readonly [from: number, to: number]>();
  #terms = new Uint32Array(16_384);
  #impacts = new Uint8Array(16_384);
  #used = 0;
  /** By number of the term: its weight in the text at hand; how many have it in the transaction. Zero in between. */
  #tally = new Uint32Array(16_384);
  #present = new Uint32Array(1024);
  #number: number | null = null;

  constructor(connection: SqliteConnection) {
    this.#segments = new TextSegments(connection);
    this.#numbers = new TermNumbers(connection, this.#segments);
  }

  /** The text that counts for this candidate from now on. Gives the number of the transaction (`Facet.textAt`). */
  put(pk: number, text: CandidateText): number {
    if (this.#number === null) {
      this.#number = this.#segments.nextNumber();
      this.#numbers.begin();
    }
    const from = this.#used;
    this.#analyse(text);
    this.#texts.set(pk, [from, this.#used]);
    return this.#number;
  }

  /** Forgets what this transaction had for somebody who left in it. */
  remove(pk: number): void {
    this.#texts.delete(pk);
  }

  /** At the end of each transaction. Writes even an empty segment, which keeps its number from being given again. */
  flush(): void {
    if (this.#number === null) return;
    const id = this.#segments.newSegment();
    const { blocks, bytes } = this.#segments.writer(id);
    this.#invert((term, postings, from, to) => blocks.add(term, postings, from, to));
    blocks.flush();
    const number = this.#number;
    this.#segments.put({ id, first: number, last: number, bytes: bytes(), target: null, moved: null });
    this.#clear();
  }

  /** After a rolled-back transaction. */
  reset(): void {
    this.#numbers.reset();
    this.#tally.fill(0);
    this.#clear();
  }

  #clear(): void {
    this.#texts.clear();
    this.#used = 0;
    this.#number = null;
  }

  #analyse(text: CandidateText): void {
    const numbers = this.#numbers;
    let tally = this.#tally;
    let present = this.#present;
    let found = 0;
    let words = 0;
    const count = (number: number, weight: number): void => {
      if (number >= tally.length) this.#tally = tally = grown(tally, number);
      if (tally[number] === 0) {
        if (found === present.length) this.#present = present = grown(present, found);
        present[found] = number;
        found += 1;
      }
      (tally[number] as number) += weight;
    };
    text.forEach((column, at) => {
      const weight = WEIGHTS[at] as number;
      this.#tokenizer.run(column, (units, start, end, pairStart) => {
        count(numbers.of(units, start, end), weight);
        if (pairStart !== -1) count(numbers.of(units, pairStart, end), weight);
        if (at !== NAME) words += 1;
      });
    });
    const end = this.#used + found;
    if (end > this.#terms.length) {
      this.#terms = grown(this.#terms, end);
      this.#impacts = grown(this.#impacts, end);
    }
    for (let at = 0; at < found; at += 1) {
      const term = present[at] as number;
      this.#terms[this.#used + at] = term;
      this.#impacts[this.#used + at] = impactOf(tally[term] as number, words);
      tally[term] = 0;
    }
    this.#used = end;
  }

  /** From terms by candidate to candidates by term, both ascending. */
  #invert(take: (term: number, postings: Postings, from: number, to: number) => void): void {
    const texts = [...this.#texts].sort(([one], [other]) => one - other);
    const terms = this.#terms;
    const tally = this.#tally;
    const present: number[] = [];
    for (const [, [from, to]] of texts) {
      for (let at = from; at < to; at += 1) {
        const term = terms[at] as number;
        if (tally[term] === 0) present.push(term);
        (tally[term] as number) += 1;
      }
    }
    const sorted = Uint32Array.from(present).sort();
    const postings = new Postings();
    postings.reserve(this.#used);
    let total = 0;
    // From here on the tally says where the next posting of the term goes.
    for (const term of sorted) {
      const count = tally[term] as number;
      tally[term] = total;
      total += count;
    }
    for (const [pk, [from, to]] of texts) {
      for (let at = from; at < to; at += 1) {
        const place = (tally[terms[at] as number] as number)++;
        postings.pks[place] = pk;
        postings.impacts[place] = this.#impacts[at] as number;
      }
    }
    let start = 0;
    for (const term of sorted) {
      const end = tally[term] as number;
      take(term, postings, start, end);
      start = end;
      tally[term] = 0;
    }
  }
}

function grown<T extends Uint8Array | Uint32Array>(array: T, needed: number): T {
  const larger = new (array.constructor as new (length: number) => T)(Math.max(needed + 1, array.length * 2));
  larger.set(array);
  return larger;
}
