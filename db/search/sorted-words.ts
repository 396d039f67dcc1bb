/** Position of the first word that is not before `word`, in words in order of code point. */
export function lowerBound(words: readonly string[], word: string): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words[middle] as string) < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** From (inclusive) and to (exclusive) where the words with a beginning stand. */
export function rangeOf(words: readonly string[], beginning: string): readonly [from: number, to: number] {
  const from = lowerBound(words, beginning);
  const end = lowerBound(words, `${beginning}\uffff`);
  return [from, end];
}

export function includesWord(words: readonly string[], word: string): boolean {
  return words[lowerBound(words, word)] === word;
}
