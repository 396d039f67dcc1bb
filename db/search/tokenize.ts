import { foldWords, textTokens } from '@hallowerk/contract/candidates/typed-words.ts';

const SIGN = 1;
const SPACE = 2;
/** Half of a pair, a mark, or something that folds into several letters. */
const INVOLVED = 3;

/** By code: one of the above, else the letter or digit that it folds into; 0 is not known yet. */
const FOLDED = new Uint16Array(65_536);

/**
 * A word is `units` from `start` up to `end`. `pairStart` is where the word before it starts when only signs stand between
 * the two ('e-mail', '24/7'), with one space instead of those; else -1.
 */
export type TakeToken = (units: Uint16Array, start: number, end: number, pairStart: number) => void;

/**
 * The words of a text: runs of letters and digits, in lower case and without accents; the same for texts and for what is
 * searched. Makes no strings: a cache is filled with fifty million words. Not to be used from within `take`.
 */
export class Tokenizer {
  /** The words since the last white space, with a space between them. */
  #units = new Uint16Array(1024);
  #length = 0;
  /** Of the word before in this run; -1 when there is none. */
  #before = -1;

  run(text: string, take: TakeToken): void {
    this.#endRun();
    let start = -1;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      const folded = FOLDED[code] || classify(code);
      if (folded > INVOLVED) {
        if (start === -1) start = this.#begin(1);
        else if (this.#length === this.#units.length) this.#reserve(1);
        this.#units[this.#length++] = folded;
        continue;
      }
      if (folded === INVOLVED) {
        const from = start === -1 ? at : at - (this.#length - start);
        if (start !== -1) this.#length = start;
        at = endOfWord(text, at);
        this.#takeInvolved(text.slice(from, at), start, take);
        start = -1;
        at -= 1;
        continue;
      }
      if (start !== -1) this.#finish(start, take);
      start = -1;
      if (folded === SPACE) this.#endRun();
    }
    if (start !== -1) this.#finish(start, take);
  }

  /** Gives where the next word starts. */
  #begin(length: number): number {
    this.#reserve(length + 1);
    if (this.#before !== -1) this.#units[this.#length++] = 32;
    return this.#length;
  }

  #finish(start: number, take: TakeToken): void {
    take(this.#units, start, this.#length, this.#before);
    this.#before = start;
  }

  #endRun(): void {
    this.#length = 0;
    this.#before = -1;
  }

  #takeInvolved(word: string, begun: number, take: TakeToken): void {
    let start = begun;
    for (const token of textTokens(word)) {
      if (start === -1) start = this.#begin(token.length);
      else this.#reserve(token.length);
      for (let at = 0; at < token.length; at += 1) this.#units[this.#length++] = token.charCodeAt(at);
      this.#finish(start, take);
      start = -1;
    }
    // Nothing but marks after a sign: the space for a word that did not come goes again.
    if (start !== -1 && this.#before !== -1) this.#length = start - 1;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#units.length) return;
    const larger = new Uint16Array(Math.max(this.#length + more, this.#units.length * 2));
    larger.set(this.#units);
    this.#units = larger;
  }
}

/** A word as a string, for what is not done millions of times. */
export function tokenText(units: Uint16Array, start: number, end: number): string {
  return Buffer.from(units.buffer, units.byteOffset + 2 * start, 2 * (end - start)).toString('utf16le');
}

/** The words of a text; `before` is the one that stands in front of it with only signs between them, else null. */
export function forEachToken(text: string, take: (token: string, before: string | null) => void): void {
  let last = '';
  new Tokenizer().run(text, (units, start, end, pairStart) => {
    const token = tokenText(units, start, end);
    take(token, pairStart === -1 ? null : last);
    last = token;
  });
}

/** Two tokens side by side are a term of their own; no token holds a space. */
export const pairTerm = (first: string, second: string): string => `${first} ${second}`;

function classify(code: number): number {
  const char = String.fromCharCode(code);
  const plain = foldWords(char);
  let folded = SIGN;
  if (/[\s\p{Cc}]/u.test(char)) folded = SPACE;
  else if (/[\p{M}\p{Cs}]/u.test(char) || (plain.length !== 1 && /[\p{L}\p{N}]/u.test(char))) folded = INVOLVED;
  else if (/[\p{L}\p{N}\p{Co}]/u.test(char)) folded = plain.charCodeAt(0);
  FOLDED[code] = folded;
  return folded;
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && (FOLDED[text.charCodeAt(at)] || classify(text.charCodeAt(at))) >= INVOLVED) at += 1;
  return at;
}
