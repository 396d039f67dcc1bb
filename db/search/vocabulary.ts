import type { SqliteConnection } from '../sqlite-connection.ts';
import { TextSegments } from './text-segments.ts';

/**
 * Every word of the text index, in order of code point. Read whole once, and after words were deleted; new words are added.
 * Words of who has just left are in it until the index is purged of them.
 */
export class Vocabulary {
  readonly #segments: TextSegments;
  readonly #all;
  readonly #newest;
  readonly #since;
  #words: readonly string[] = [];
  #last = 0;
  #swept = '';

  constructor(connection: SqliteConnection) {
    this.#segments = new TextSegments(connection);
    // A pair of tokens side by side is a term as well, with a space.
    const single = `instr(term, ' ') = 0`;
    this.#all = connection.prepare<string>(`select term from text_term where ${single} order by term`).pluck();
    this.#newest = connection.prepare<number>('select coalesce(max(id), 0) from text_term').pluck();
    this.#since = connection
      .prepare<string>(`select term from text_term where id > ? and ${single} order by term`)
      .pluck();
  }

  /** The same array as long as nothing changed. */
  words(): readonly string[] {
    const last = this.#newest.get() ?? 0;
    const swept = this.#segments.swept();
    if (swept !== this.#swept || this.#last === 0) this.#words = this.#all.all();
    else if (last > this.#last) this.#words = merged(this.#words, this.#since.all(this.#last));
    this.#last = last;
    this.#swept = swept;
    return this.#words;
  }
}

function merged(words: readonly string[], added: readonly string[]): string[] {
  const all: string[] = [];
  let next = 0;
  for (const word of added) {
    while (next < words.length && isBefore(words[next] as string, word)) all.push(words[next++] as string);
    all.push(word);
  }
  while (next < words.length) all.push(words[next++] as string);
  return all;
}

/** By code point, which plain comparison of strings is not. */
function isBefore(one: string, other: string): boolean {
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  if (at === one.length) return at < other.length;
  return at < other.length && rank(one.charCodeAt(at)) < rank(other.charCodeAt(at));
}

/** Halves of pairs stand for code points above all others. */
const rank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x2000 : unit);
