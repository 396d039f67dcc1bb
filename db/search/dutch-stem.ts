import { stemmer } from '@orama/stemmers/dutch';
import { rangeOf } from './sorted-words.ts';

/** A word that is this much longer than a stem does not have it: endings as 'lijkheden' are shorter. */
const LONGEST_ENDING = 12;
const VOWELS = 'aeou';

/**
 * What inflections of a Dutch word have in common: the Snowball stem, with f for v and s for z at its end, which Snowball
 * leaves apart ('administratief' and 'administratieve'). Takes a folded word.
 */
export function dutchStem(word: string): string {
  const stem = stemmer(word);
  if (stem.endsWith('v')) return `${stem.slice(0, -1)}f`;
  return stem.endsWith('z') ? `${stem.slice(0, -1)}s` : stem;
}

/**
 * The words with the same stem as `word`, itself excepted, out of words in order of code point. A stem changes nothing
 * before its last letter, so only words that begin like it are stemmed: no table of stems need be built or kept.
 */
export function sameStem(word: string, words: readonly string[]): string[] {
  const stem = dutchStem(word);
  const found: string[] = [];
  for (const beginning of beginningsOf(stem)) {
    const [from, to] = rangeOf(words, beginning);
    for (let at = from; at < to; at += 1) {
      const other = words[at] as string;
      if (other.length > stem.length + LONGEST_ENDING || other === word || !isWord(other)) continue;
      if (dutchStem(other) === stem) found.push(other);
    }
  }
  return found;
}

/** Every beginning that a word with this stem can have; none of them begins another. */
function beginningsOf(stem: string): string[] {
  // 'waarheden' has the stem 'waarheid'.
  if (stem.endsWith('heid')) return [stem.slice(0, -2)];
  const base = stem.slice(0, -1);
  const last = stem.slice(-1);
  const vowel = base.slice(-1);
  // 'maan' has the stem 'man', 'huizen' the stem 'huis'.
  const doubled = VOWELS.includes(vowel) && vowel !== last ? [base + vowel] : [];
  return [stem, ...doubled, ...(last === 'f' ? [`${base}v`] : []), ...(last === 's' ? [`${base}z`] : [])];
}

const ENDS_IN_STER = /^(.*[^aeiouy])sters?$/;
const ENDS_IN_ER = /^(.*[^aeiouy])ers?$/;
const DOUBLE_VOWEL = /([aeou])\1([^aeiouy])$/;
const SINGLE_VOWEL = /([^aeiouy])([aeou])([^aeiouy])$/;
const DOUBLE_CONSONANT = /([^aeiouy])\1$/;

/** Names of the same work for a man or a woman that are spelled by rule: 'medewerkster' of 'medewerker' and back. */
export function otherGender(word: string): string[] {
  const woman = ENDS_IN_STER.exec(word)?.[1];
  if (woman !== undefined) return manForms(woman);
  const man = ENDS_IN_ER.exec(word)?.[1];
  if (man === undefined || ENDS_IN_ST.test(man)) return [];
  const open = man.replace(SINGLE_VOWEL, '$1$2$2$3');
  return [...new Set([man, open, man.replace(DOUBLE_CONSONANT, '$1')])].map((base) => `${base}ster`);
}

/** A word in -ster itself. */
const ENDS_IN_ST = /st$/;

function manForms(base: string): string[] {
  const forms = [base, base.replace(DOUBLE_VOWEL, '$1$2'), base + base.slice(-1)];
  return [...new Set(forms)].map((form) => `${form}er`);
}

/** Only letters: numbers and codes have no inflections. */
export function isWord(token: string): boolean {
  return /^\p{L}+$/u.test(token);
}
