import { foldText } from '@hallowerk/contract/common/fold-text.ts';
import { editDistance, prefixEditDistance } from './edit-distance.ts';
import { countBits, letterSet } from './letter-set.ts';
import { rangeOf } from './sorted-words.ts';

export type PhraseMatch = 'PREFIX' | 'WORD' | 'TYPO';

export interface PhraseHit {
  /** Position of the phrase in the list that the index was built from. */
  readonly phrase: number;
  readonly match: PhraseMatch;
  /** The phrase is exactly what was typed. */
  readonly exact: boolean;
}

function wordsOf(folded: string): string[] {
  return folded.split(/[^\p{L}\p{N}+#]+/u).filter((word) => word !== '');
}

/**
 * Phrases findable while typing: every typed word must begin some word of the phrase, or, when no phrase has such words,
 * differ from one by a typing error or two (search §2.4). Words are sorted, so that a beginning is a range.
 */
export class PhraseIndex {
  readonly #folded: readonly string[];
  readonly #words: readonly string[];
  readonly #letters: Int32Array;
  readonly #phrasesOfWord: readonly (readonly number[])[];

  constructor(phrases: readonly string[]) {
    this.#folded = phrases.map(foldText);
    const byWord = new Map<string, number[]>();
    this.#folded.forEach((phrase, at) => {
      for (const word of new Set(wordsOf(phrase))) {
        const list = byWord.get(word);
        if (list === undefined) byWord.set(word, [at]);
        else list.push(at);
      }
    });
    this.#words = [...byWord.keys()].sort();
    this.#phrasesOfWord = this.#words.map((word) => byWord.get(word) ?? []);
    this.#letters = Int32Array.from(this.#words, letterSet);
  }

  find(text: string): PhraseHit[] {
    const typed = foldText(text).trim().replace(/\s+/g, ' ');
    const words = wordsOf(typed);
    if (words.length === 0) return [];
    const literal = this.#phrasesWith(words.map((word) => this.#beginningWith(word)));
    if (literal.length > 0) return literal.map((phrase) => this.#hit(phrase, typed));
    const near = words.map((word) => {
      const found = this.#beginningWith(word);
      return found.length > 0 ? found : this.#resembling(word);
    });
    return this.#phrasesWith(near).map((phrase) => ({ phrase, match: 'TYPO', exact: false }));
  }

  #hit(phrase: number, typed: string): PhraseHit {
    const folded = this.#folded[phrase] as string;
    return { phrase, match: folded.startsWith(typed) ? 'PREFIX' : 'WORD', exact: folded === typed };
  }

  /** Phrases that have one of the words of each list. */
  #phrasesWith(wordLists: readonly (readonly number[])[]): number[] {
    let phrases: Set<number> | null = null;
    for (const list of wordLists.toSorted((a, b) => a.length - b.length)) {
      const found = new Set<number>();
      for (const word of list) {
        for (const phrase of this.#phrasesOfWord[word] as readonly number[]) {
          if (phrases === null || phrases.has(phrase)) found.add(phrase);
        }
      }
      if (found.size === 0) return [];
      phrases = found;
    }
    return [...(phrases ?? [])];
  }

  #beginningWith(prefix: string): number[] {
    const [from, to] = rangeOf(this.#words, prefix);
    return Array.from({ length: to - from }, (_, at) => from + at);
  }

  /** Whole words with few errors; when there are none, words whose beginning has few. Only the nearest of them. */
  #resembling(typed: string): number[] {
    const max = typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2;
    if (max === 0) return [];
    const whole = this.#nearest(typed, max, editDistance, (letters, word) => countBits(letters ^ word) <= 2 * max);
    if (whole.length > 0) return whole;
    return this.#nearest(typed, max, prefixEditDistance, (letters, word) => countBits(letters & ~word) <= max);
  }

  #nearest(
    typed: string,
    max: number,
    measure: (typed: string, word: string, max: number) => number,
    possible: (typedLetters: number, wordLetters: number) => boolean,
  ): number[] {
    const letters = letterSet(typed);
    let best = max;
    let found: number[] = [];
    for (let at = 0; at < this.#words.length; at += 1) {
      if (!possible(letters, this.#letters[at] as number)) continue;
      const distance = measure(typed, this.#words[at] as string, best);
      if (distance > best) continue;
      if (distance < best) found = [];
      best = distance;
      found.push(at);
    }
    return found;
  }
}
