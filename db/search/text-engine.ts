/**
 * One word that a text must hold. `literal` is what was typed, folded (lower case, no accents) and split at signs: 'e-mail'
 * is two tokens that must stand side by side with nothing but signs between them; of a quoted phrase the tokens follow each
 * other in one column, white space or not. `variants` are single tokens that may stand for it in the second tier (inflections, compounds, typing errors: BX-10), and `splits` are lists of tokens of which
 * all must occur, anywhere in the text (the parts of a typed compound). Both are empty when variants are switched off.
 */
export interface WordGroup {
  readonly literal: readonly string[];
  readonly quoted: boolean;
  readonly variants: readonly string[];
  readonly splits: readonly (readonly string[])[];
}

/** Slots of text matches, in order of key. The array is used again by the next query. */
export interface TextHits {
  readonly slots: Int32Array;
  count: number;
}

/** The words that occur, for finding variants of what was typed. */
export interface Vocabulary {
  /** Every token that occurs in a text of somebody who is here, in order of code point. */
  vocabulary(): readonly string[];
  /** In how many texts a token occurs. */
  documents(token: string): number;
}

/**
 * Full text over what a viewer sees of a candidate. All words must occur (HW-SRCH-14); each literally, or in one of its
 * variants where these are given. A hit is literal when every word of it occurs literally.
 */
export interface TextEngine extends Vocabulary {
  /** Everybody whose text matches. `literal[slot]` is set to 1 for literal hits and to 0 for the other matches. */
  match(words: readonly WordGroup[], into: Int32Array, literal: Uint8Array): TextHits;
  /**
   * Relevance in thousandths for the slots that survived the filters, into `scores` by slot; 0 or more. A literal hit gets what it would
   * get without variants, so that switching those off moves nobody.
   */
  rank(words: readonly WordGroup[], survivors: Int32Array, scores: Int32Array): void;
}

/** Without variants. */
export function literalGroup(tokens: readonly string[], quoted = false): WordGroup {
  return { literal: tokens, quoted, variants: [], splits: [] };
}

export function hasVariants({ variants, splits }: WordGroup): boolean {
  return variants.length > 0 || splits.length > 0;
}
