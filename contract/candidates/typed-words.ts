import { foldText } from '../common/fold-text.ts';

/** A word as it was typed, or the words between quotation marks. */
export interface TypedWord {
  /** Folded, split at signs; at least one. */
  readonly tokens: readonly string[];
  /** Searched as it stands, without variants. */
  readonly quoted: boolean;
}

const WHITE_SPACE = /[\s\p{Cc}]+/u;
const QUOTED = /["“”„]([^"“”„]*)["“”„]/g;

/**
 * The words of keywords, in order (HW-SRCH-14). Between spaces stands a word; what stands between quotation marks is one
 * phrase. A sign inside a word ('e-mail') splits it into tokens that must stand side by side without white space; other signs, a single
 * quotation mark among them, mean nothing.
 */
export function typedWords(texts: readonly string[]): TypedWord[] {
  return texts.flatMap((text) => {
    const words: TypedWord[] = [];
    let end = 0;
    for (const match of text.matchAll(QUOTED)) {
      words.push(...looseWords(text.slice(end, match.index)));
      words.push({ tokens: textTokens(match[1] as string), quoted: true });
      end = match.index + match[0].length;
    }
    words.push(...looseWords(text.slice(end)));
    return words.filter(({ tokens }) => tokens.length > 0);
  });
}

function looseWords(text: string): TypedWord[] {
  return text.split(WHITE_SPACE).map((word) => ({ tokens: textTokens(word), quoted: false }));
}

/** Lower case, no accents. Which sigma a Greek word ends in depends on what follows it, so both count as one. */
export function foldWords(text: string): string {
  return foldText(text).replaceAll('ς', 'σ');
}

/** The words of a text as the full-text index sees them: folded runs of letters and digits. */
export function textTokens(text: string): string[] {
  return foldWords(text).match(/[\p{L}\p{N}\p{Co}]+/gu) ?? [];
}

/** The words of each part of a text that holds no white space, where it has several: 'e-mail', '24/7'. */
export function joinedTokens(text: string): string[][] {
  return text
    .split(WHITE_SPACE)
    .map(textTokens)
    .filter(({ length }) => length > 1);
}
