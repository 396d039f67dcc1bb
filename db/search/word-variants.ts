import { MOST_VARIANTS } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { TypedWord } from '@hallowerk/contract/candidates/typed-words.ts';
import { isWord, otherGender, sameStem } from './dutch-stem.ts';
import { editDistance } from './edit-distance.ts';
import { countBits, letterSet } from './letter-set.ts';
import { includesWord, rangeOf } from './sorted-words.ts';
import { literalGroup, type Vocabulary, type WordGroup } from './text-engine.ts';

const SHORTEST = 4;
const SHORTEST_PART = 4;
const SHORTEST_IN_COMPOUND = 3;
/** What may stand between the parts of a compound. */
const BINDINGS = ['', 's', 'en', 'e', 'n'];
/** Of each kind, so that none pushes out the others. */
const MOST_FORMS = 5;
const MOST_COMPOUNDS = 3;
const MOST_SPLITS = 4;
const MOST_CORRECTIONS = 3;
/** A word in so few texts may itself be a typing error, if one that looks like it is so many times more common. */
const RARE = 2;
const TIMES_MORE_COMMON = 10;

/**
 * The words of a vocabulary that may stand for typed ones (BX-10): inflections, compounds and their parts, and, for a word
 * that hardly occurs and that none of these explains, the words that look most like it. Words of one to three letters,
 * numbers and quoted words have no variants. A word that was typed twice has the same both times. At most eight a word, so that the user can be told all of them.
 */
export function withVariants(typed: readonly TypedWord[], vocabulary: Vocabulary): WordGroup[] {
  const finder = new VariantFinder(vocabulary);
  const keys = typed.map((word) => JSON.stringify(word));
  const groups = new Map<string, WordGroup>();
  return typed.map((word, which) => {
    const key = keys[which] as string;
    const neighbours = typed.flatMap((_, at) => (keys[at] === key ? [typed[at - 1], typed[at + 1]] : []));
    const group = groups.get(key) ?? finder.groupOf(word, neighbours);
    groups.set(key, group);
    return group;
  });
}

class VariantFinder {
  readonly #vocabulary: Vocabulary;
  readonly #words: readonly string[];

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#words = vocabulary.vocabulary();
  }

  groupOf(word: TypedWord, neighbours: readonly (TypedWord | undefined)[]): WordGroup {
    if (word.quoted) return literalGroup(word.tokens, true);
    const [token = ''] = word.tokens;
    if (word.tokens.length > 1) return this.#signedWord(word.tokens);
    if (!isWord(token)) return literalGroup(word.tokens);
    const compounds = unique(neighbours.flatMap((neighbour) => this.#compoundsWith(token, neighbour)));
    if (token.length < SHORTEST) return this.#group(word.tokens, compounds, []);
    const forms = this.#commonest(this.#formsOf(token), MOST_FORMS);
    const splits = this.#splits(token);
    const explained = forms.length > 0 || splits.length > 0;
    const corrections = explained ? [] : this.#corrections(token);
    return this.#group(word.tokens, [...compounds.slice(0, MOST_COMPOUNDS), ...forms, ...corrections], splits);
  }

  /** 'vrachtwagen-chauffeur' is also written as one word, or as two words apart. */
  #signedWord(tokens: readonly string[]): WordGroup {
    if (!tokens.every(isWord)) return this.#group(tokens, [], []);
    const joined = tokens.join('');
    const isCompound = tokens.every(({ length }) => length >= SHORTEST_IN_COMPOUND);
    const variants = isCompound ? this.#known(joined) : [joined].filter((word) => includesWord(this.#words, word));
    return this.#group(tokens, variants.slice(0, MOST_FORMS), tokens.every(isPart) ? [tokens] : []);
  }

  /** Inflections, and the names for the other gender with theirs. */
  #formsOf(token: string): string[] {
    const others = otherGender(token).flatMap((other) => this.#known(other));
    return unique([...sameStem(token, this.#words), ...others]).filter((form) => form !== token);
  }

  /** The word and its inflections, as far as they occur. */
  #known(token: string): string[] {
    const itself = includesWord(this.#words, token) ? [token] : [];
    return [...itself, ...sameStem(token, this.#words)];
  }

  /** 'chauffeur vrachtwagen' is also written as 'vrachtwagenchauffeur', which holds both. */
  #compoundsWith(token: string, neighbour: TypedWord | undefined): string[] {
    const other = neighbour?.tokens[0] ?? '';
    if (neighbour === undefined || neighbour.quoted || neighbour.tokens.length > 1 || !isWord(other)) return [];
    if (Math.min(token.length, other.length) < SHORTEST_IN_COMPOUND) return [];
    return unique([...this.#compounds(token, other), ...this.#compounds(other, token)]);
  }

  #compounds(first: string, last: string): string[] {
    const heads = [first, ...(first.length < SHORTEST ? [] : sameStem(first, this.#words))].slice(0, MOST_FORMS);
    return heads.flatMap((head) => BINDINGS.flatMap((binding) => this.#known(head + binding + last)));
  }

  /** The parts of a compound, the last one also inflected. A first part that occurs by itself says where to cut. */
  #splits(token: string): string[][] {
    const cuts: { readonly head: string; readonly tails: readonly string[]; readonly shortest: number }[] = [];
    for (let end = SHORTEST_PART; end <= token.length - SHORTEST_PART; end += 1) {
      const head = token.slice(0, end);
      if (!includesWord(this.#words, head)) continue;
      for (const binding of BINDINGS) {
        const tail = token.slice(end + binding.length);
        if (!token.startsWith(binding, end) || !isPart(tail)) continue;
        const tails = this.#known(tail).slice(0, 2);
        if (tails.length > 0) cuts.push({ head, tails, shortest: Math.min(head.length, tail.length) });
      }
    }
    const best = cuts.sort((a, b) => b.shortest - a.shortest);
    return best.flatMap(({ head, tails }) => tails.map((tail) => [head, tail])).slice(0, MOST_SPLITS);
  }

  /** The nearest words, with their inflections. */
  #corrections(token: string): string[] {
    const max = token.length >= 9 ? 2 : token.length >= 5 ? 1 : 0;
    const occurs = includesWord(this.#words, token) ? this.#vocabulary.documents(token) : 0;
    if (max === 0 || occurs > RARE) return [];
    const nearest = this.#nearest(token, max).filter(
      (word) => occurs === 0 || this.#vocabulary.documents(word) >= occurs * TIMES_MORE_COMMON,
    );
    const corrections = this.#commonest(nearest, MOST_CORRECTIONS);
    const forms = corrections.flatMap((word) => this.#formsOf(word));
    return unique([...corrections, ...forms]).filter((word) => word !== token);
  }

  /** The vocabulary may still hold words of somebody who left; those are not told to anybody. */
  #group(literal: readonly string[], variants: readonly string[], splits: readonly (readonly string[])[]): WordGroup {
    const occurs = (word: string): boolean => this.#vocabulary.documents(word) > 0;
    const kept = unique(variants).filter(occurs).slice(0, MOST_VARIANTS);
    const apart = splits.filter((parts) => parts.every(occurs)).slice(0, MOST_VARIANTS - kept.length);
    return { literal, quoted: false, variants: kept, splits: apart };
  }

  #nearest(token: string, max: number): string[] {
    const letters = letterSet(token);
    let best = max;
    let found: string[] = [];
    // People know how a word begins, or swap its first two letters.
    const beginnings = unique([token.slice(0, 1), token.charAt(1) + token.charAt(0)]);
    for (const beginning of beginnings) {
      const [from, to] = rangeOf(this.#words, beginning);
      for (let at = from; at < to; at += 1) {
        const word = this.#words[at] as string;
        if (Math.abs(word.length - token.length) > best || word === token) continue;
        if (countBits(letters ^ letterSet(word)) > 2 * best || !isWord(word)) continue;
        const distance = editDistance(token, word, best);
        if (distance > best) continue;
        if (distance < best) found = [];
        best = distance;
        found.push(word);
      }
    }
    return found;
  }

  /** Those in the most texts; in order of code point where they are in equally many. */
  #commonest(words: readonly string[], most: number): string[] {
    if (words.length <= most) return [...words];
    const counted = words.map((word) => ({ word, documents: this.#vocabulary.documents(word) }));
    counted.sort((a, b) => b.documents - a.documents || (a.word < b.word ? -1 : 1));
    return counted.slice(0, most).map(({ word }) => word);
  }
}

function isPart(token: string): boolean {
  return token.length >= SHORTEST_PART && isWord(token);
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
