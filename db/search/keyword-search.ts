import type { VariantWord } from '@hallowerk/contract/candidates/candidate-search.ts';
import { typedWords } from '@hallowerk/contract/candidates/typed-words.ts';
import type { FacetIndex } from './facet-index.ts';
import { hasVariants, literalGroup, type TextEngine, type TextHits, type WordGroup } from './text-engine.ts';
import { withVariants } from './word-variants.ts';

/** Whose text the keywords of a query match. The arrays are used again by the next query. */
export interface KeywordHits extends TextHits {
  /** The keywords as typed. */
  readonly label: string;
  readonly words: readonly WordGroup[];
  /** 1 by slot for literal hits, 0 for those of the second tier; others hold anything. */
  readonly literal: Uint8Array;
  /** Relevance in thousandths by slot, for survivors, once they are ranked. */
  readonly scores: Int32Array;
}

/** Keywords over a text engine in two tiers: literal hits, and those with a related word (BX-10). */
export class KeywordSearch {
  readonly #engine: TextEngine;
  #matches = new Int32Array(0);
  #literal = new Uint8Array(0);
  #scores = new Int32Array(0);

  constructor(engine: TextEngine) {
    this.#engine = engine;
  }

  /** Null without keywords. Keywords without a single letter or digit occur nowhere. */
  match(keywords: readonly string[], variants: boolean, index: FacetIndex): KeywordHits | null {
    if (keywords.length === 0) return null;
    this.#reserve(index.slots);
    const typed = typedWords(keywords);
    const words = variants
      ? withVariants(typed, this.#engine)
      : typed.map(({ tokens, quoted }) => literalGroup(tokens, quoted));
    const into = this.#matches;
    const hits = words.length === 0 ? { slots: into, count: 0 } : this.#engine.match(words, into, this.#literal);
    return { ...hits, label: keywords.join(', '), words, literal: this.#literal, scores: this.#scores };
  }

  /** Fills `scores` for the survivors. */
  rank({ words, scores }: KeywordHits, survivors: Int32Array): void {
    if (words.length > 0) this.#engine.rank(words, survivors, scores);
  }

  #reserve(slots: number): void {
    if (this.#matches.length >= slots) return;
    const size = Math.ceil(slots * 1.25) + 64;
    this.#matches = new Int32Array(size);
    this.#literal = new Uint8Array(size);
    this.#scores = new Int32Array(size);
  }
}

/** What stood for the words, for people to read. */
export function variantWords(hits: KeywordHits | null): VariantWord[] {
  const told = (hits?.words ?? []).filter(hasVariants).map(({ literal, variants, splits }) => ({
    word: literal.join(' '),
    variants: [...variants, ...splits.map((parts) => parts.join(' '))],
  }));
  return [...new Map(told.map((one) => [one.word, one])).values()];
}
