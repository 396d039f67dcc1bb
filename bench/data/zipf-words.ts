import { seededRandom, type SeededRandom } from '../../server/demo/random.ts';

/**
 * Made-up Dutch-looking words with the frequencies of a real language (Zipf): a few that nearly everybody uses, tens of
 * thousands that hardly anybody does. The demo texts alone repeat the same few thousand words, on which every index is
 * fast.
 */
const WORDS = 40_000;
const EXPONENT = 1.05;

const ONSETS = 'b bl br d dr f g gl gr h j k kl kr l m n p pl pr r s sch sl sn sp st str t tr v vl w z zw'.split(' ');
const NUCLEI = 'a aa e ee i ie o oo u uu oe ui ei ou eu'.split(' ');
const CODAS = ['', '', 'l', 'n', 'r', 's', 't', 'k', 'p', 'm', 'nd', 'rt', 'cht', 'ng', 'lk', 'rs', 'ns'];
const ENDINGS = ['', '', '', 'en', 'er', 'ing', 'heid', 'ig', 'je', 'baar'];

export interface ZipfWords {
  readonly words: readonly string[];
  draw(random: SeededRandom): string;
}

/** The same words in the same order every time. */
export function zipfWords(): ZipfWords {
  const words = makeWords();
  const cumulative = cumulativeShares(words.length);
  return {
    words,
    draw: (random) => words[firstAtLeast(cumulative, random.next())] as string,
  };
}

function makeWords(): string[] {
  const random = seededRandom('bench:words');
  const words = new Set<string>();
  while (words.size < WORDS) {
    const syllables = random.int(1, 3);
    let word = '';
    for (let index = 0; index < syllables; index++) {
      word += random.pick(ONSETS) + random.pick(NUCLEI) + random.pick(CODAS);
    }
    word += random.pick(ENDINGS);
    if (word.length >= 3 && word.length <= 20) words.add(word);
  }
  return [...words];
}

function cumulativeShares(count: number): Float64Array {
  const shares = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) {
    sum += 1 / (rank + 2.7) ** EXPONENT;
    shares[rank] = sum;
  }
  return shares.map((value) => value / sum);
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
