const MAX_LENGTH = 40;
const WIDTH = MAX_LENGTH + 1;
let previous2 = new Uint8Array(WIDTH);
let previous = new Uint8Array(WIDTH);
let current = new Uint8Array(WIDTH);

/**
 * Typing errors between two words: letters left out, added, replaced, or two neighbours swapped (Damerau-Levenshtein,
 * optimal string alignment). Returns `max + 1` when there are more than `max`.
 */
export function editDistance(a: string, b: string, max: number): number {
  return distance(a, b, max, false);
}

/** As editDistance, to the beginning of `word` that is nearest: for a word that is still being typed. */
export function prefixEditDistance(typed: string, word: string, max: number): number {
  return distance(typed, word.slice(0, typed.length + max), max, true);
}

function distance(a: string, b: string, max: number, anyEnd: boolean): number {
  const tooFar = max + 1;
  if (a.length > MAX_LENGTH || b.length > MAX_LENGTH) return a === b ? 0 : tooFar;
  if (a.length - b.length > max || (!anyEnd && b.length - a.length > max)) return tooFar;
  for (let j = 0; j <= b.length; j += 1) previous[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    current[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const value = cell(a, b, i, j);
      current[j] = value;
      if (value < least) least = value;
    }
    if (least > max) return tooFar;
    [previous2, previous, current] = [previous, current, previous2];
  }
  let result = previous[b.length] as number;
  if (anyEnd) for (let j = 0; j < b.length; j += 1) result = Math.min(result, previous[j] as number);
  return Math.min(result, tooFar);
}

function cell(a: string, b: string, i: number, j: number): number {
  const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
  let value = (previous[j - 1] as number) + (same ? 0 : 1);
  value = Math.min(value, (previous[j] as number) + 1, (current[j - 1] as number) + 1);
  const swapped =
    i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
  return swapped ? Math.min(value, (previous2[j - 2] as number) + 1) : value;
}
