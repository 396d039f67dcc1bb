import type { SqliteConnection } from '../sqlite-connection.ts';
import type { FacetIndex } from './facet-index.ts';
import { Postings } from './posting-list.ts';
import { textTokens } from '@hallowerk/contract/candidates/typed-words.ts';
import { RANKING_WEIGHTS } from '@hallowerk/contract/candidates/ranking-weights.ts';
import { StoredTexts } from './stored-texts.ts';
import { hasVariants, type TextEngine, type TextHits, type WordGroup } from './text-engine.ts';
import { TextSegments, type Segment } from './text-segments.ts';
import { forEachToken, pairTerm } from './tokenize.ts';
import { Vocabulary } from './vocabulary.ts';

/** Impacts are in parts of 255 of k1 + 1. */
const IMPACT_UNIT = (RANKING_WEIGHTS.text.k1 + 1) / 255;
/** A variant says less than the word itself. */
const VARIANT_SHARE = 0.5;

/**
 * The text engine over our own index (decision 0011). A word is a few seeks in the file and one pass over its postings;
 * relevance comes out of the same pass, so that `rank` after `match` costs next to nothing. How the index happens to be
 * divided into segments changes no answer.
 */
export class CompactTextEngine implements TextEngine {
  readonly #index: FacetIndex;
  readonly #segments: TextSegments;
  readonly #texts: StoredTexts;
  readonly #vocabulary: Vocabulary;
  readonly #termNumber;
  readonly #postings = new Postings();
  readonly #other = new Postings();
  /** By key: how many of the words were found so far, the relevance so far in parts of a thousand impact units. */
  #met = new Int32Array(0);
  #relevance = new Float64Array(0);
  /** By key, for the word at hand: what its best variant adds; 0 where it is there literally. */
  #byVariant = new Float64Array(0);
  /** By key: 1 when one of the words is there as a variant only. */
  #isVariant = new Uint8Array(0);
  #answered: { readonly words: readonly WordGroup[]; readonly state: string } | null = null;

  /** `index`: who is here, as in every question. */
  constructor(connection: SqliteConnection, index: FacetIndex) {
    this.#index = index;
    this.#segments = new TextSegments(connection);
    this.#texts = new StoredTexts(connection);
    this.#vocabulary = new Vocabulary(connection);
    this.#termNumber = connection.prepare<number>('select id from text_term where term = ?').pluck();
  }

  match(words: readonly WordGroup[], into: Int32Array, literal: Uint8Array): TextHits {
    const hits: TextHits = { slots: into, count: 0 };
    const groups = this.#findAll(words);
    if (groups === 0) return hits;
    for (let pk = 0; pk < this.#met.length; pk += 1) {
      if (this.#met[pk] !== groups) continue;
      const slot = this.#index.slotOf(pk);
      into[hits.count] = slot;
      hits.count += 1;
      literal[slot] = 1 - (this.#isVariant[pk] as number);
    }
    return hits;
  }

  rank(words: readonly WordGroup[], survivors: Int32Array, scores: Int32Array): void {
    if (this.#answered?.words !== words || this.#answered.state !== this.#state()) this.#findAll(words);
    for (const slot of survivors) {
      scores[slot] = Math.round((this.#relevance[this.#index.pkOf[slot] as number] as number) * IMPACT_UNIT);
    }
  }

  vocabulary(): readonly string[] {
    return this.#vocabulary.words();
  }

  documents(token: string): number {
    return this.#term(token, this.#segments.all(), this.#postings).count;
  }

  /** Fills the arrays by key. Gives the number of different words, 0 when nobody can have them all. */
  #findAll(words: readonly WordGroup[]): number {
    this.#reserve(this.#index.keys);
    const segments = this.#segments.all();
    const groups = [...new Map(words.map((word) => [JSON.stringify(word), word])).values()];
    this.#answered = { words, state: this.#state(segments) };
    for (const [at, group] of groups.entries()) {
      if (!this.#find(group, at, segments)) return 0;
    }
    return groups.length;
  }

  /** Of those who have all earlier words: who has this one too, and what it says. False when nobody has it. */
  #find(word: WordGroup, at: number, segments: readonly Segment[]): boolean {
    const met = this.#met;
    const relevance = this.#relevance;
    const found = this.#literal(word, segments);
    const weight = idf(found.count, this.#index.count);
    let count = 0;
    for (let one = 0; one < found.count; one += 1) {
      const pk = found.pks[one] as number;
      if (met[pk] !== at) continue;
      met[pk] = at + 1;
      relevance[pk] = (relevance[pk] as number) + weight * (found.impacts[one] as number);
      count += 1;
    }
    if (hasVariants(word)) count += this.#findVariants(word, at, segments);
    return count > 0;
  }

  #findVariants({ variants, splits }: WordGroup, at: number, segments: readonly Segment[]): number {
    const best = this.#byVariant.fill(0);
    let count = 0;
    for (const tokens of [...variants.map((variant) => [variant]), ...splits]) {
      const found = this.#together(tokens, segments);
      const weight = Math.round(VARIANT_SHARE * idf(found.count, this.#index.count));
      for (let one = 0; one < found.count; one += 1) {
        const pk = found.pks[one] as number;
        const before = best[pk] as number;
        if (this.#met[pk] !== at && before === 0) continue;
        const worth = Math.max(1, weight * (found.impacts[one] as number));
        if (before === 0) {
          this.#met[pk] = at + 1;
          this.#isVariant[pk] = 1;
          count += 1;
        }
        if (worth <= before) continue;
        best[pk] = worth;
        this.#relevance[pk] = (this.#relevance[pk] as number) + worth - before;
      }
    }
    return count;
  }

  /**
   * Tokens side by side: a pair is a term of the index, of more the text is read where all pairs are. Of a quoted phrase it
   * is read where all tokens are.
   */
  #literal({ literal: tokens, quoted }: WordGroup, segments: readonly Segment[]): Postings {
    const [first = '', second] = tokens;
    const postings = this.#postings;
    if (second === undefined) return this.#term(first, segments, postings);
    if (quoted) return this.#keepVerified(this.#together(tokens, segments), tokens, holdsPhrase);
    if (tokens.length === 2) return this.#term(pairTerm(first, second), segments, postings);
    const pairs = tokens.slice(1).map((token, at) => pairTerm(tokens[at] as string, token));
    return this.#keepVerified(this.#together(pairs, segments), tokens, holdsRun);
  }

  /** Who has all of these terms, with what the weakest of them says. */
  #together([first = '', ...others]: readonly string[], segments: readonly Segment[]): Postings {
    const postings = this.#term(first, segments, this.#postings);
    if (others.length > 0) postings.sort();
    for (const term of others) {
      const other = this.#term(term, segments, this.#other);
      other.sort();
      keepCommon(postings, other);
    }
    return postings;
  }

  #keepVerified(
    postings: Postings,
    tokens: readonly string[],
    holds: (text: string, tokens: readonly string[]) => boolean,
  ): Postings {
    const { pks, impacts, count } = postings;
    postings.count = 0;
    for (let at = 0; at < count; at += 1) {
      const pk = pks[at] as number;
      if (this.#texts.of(pk).some((text) => holds(text, tokens))) postings.add(pk, impacts[at] as number);
    }
    return postings;
  }

  /** The postings of those who are here and whose text it is, in no order. */
  #term(term: string, segments: readonly Segment[], into: Postings): Postings {
    into.count = 0;
    const index = this.#index;
    const number = this.#termNumber.get(term);
    if (number === undefined) return into;
    const target = segments.find(({ moved }) => moved !== null);
    for (const { id, first, last, target: mergedInto } of segments) {
      if (mergedInto !== null && number <= (target?.moved ?? 0)) continue;
      const reader = this.#segments.find(id, number);
      if (reader === null) continue;
      let kept = into.count;
      reader.read(into);
      const { pks, impacts, count } = into;
      const { textAt } = index;
      for (let at = kept; at < count; at += 1) {
        const pk = pks[at] as number;
        const slot = index.slotOf(pk);
        if (slot < 0) continue;
        const written = textAt[slot] as number;
        if (written < first || written > last) continue;
        pks[kept] = pk;
        impacts[kept] = impacts[at] as number;
        kept += 1;
      }
      into.count = kept;
    }
    return into;
  }

  #reserve(keys: number): void {
    if (this.#met.length !== keys) {
      this.#met = new Int32Array(keys);
      this.#relevance = new Float64Array(keys);
      this.#byVariant = new Float64Array(keys);
      this.#isVariant = new Uint8Array(keys);
      return;
    }
    this.#met.fill(0);
    this.#relevance.fill(0);
    this.#isVariant.fill(0);
  }

  /** Another value when an answer could be another. */
  #state(segments = this.#segments.all()): string {
    return `${segments.reduce((last, segment) => Math.max(last, segment.last), 0)}:${this.#index.count}`;
  }
}

/** Thousandths, whole, so that sums are exact. Of a word that everybody has, next to nothing. */
function idf(found: number, all: number): number {
  return Math.round(1000 * Math.log(1 + (all - found + 0.5) / (found + 0.5)));
}

/** Both in order of key; of several terms the weakest counts. */
function keepCommon(postings: Postings, other: Postings): void {
  let kept = 0;
  let there = 0;
  for (let at = 0; at < postings.count; at += 1) {
    const pk = postings.pks[at] as number;
    while (there < other.count && (other.pks[there] as number) < pk) there += 1;
    if (there === other.count) break;
    if (other.pks[there] !== pk) continue;
    postings.pks[kept] = pk;
    postings.impacts[kept] = Math.min(postings.impacts[at] as number, other.impacts[there] as number);
    kept += 1;
  }
  postings.count = kept;
}

/** Whether the tokens follow each other, whatever stands between them. */
function holdsPhrase(text: string, tokens: readonly string[]): boolean {
  return ` ${textTokens(text).join(' ')} `.includes(` ${tokens.join(' ')} `);
}

/** Whether the tokens stand side by side, with nothing but signs between them. */
function holdsRun(text: string, tokens: readonly string[]): boolean {
  let run: string[] = [];
  let holds = false;
  forEachToken(text, (token, before) => {
    if (before === null) run = [];
    run.push(token);
    if (run.length > tokens.length) run.shift();
    holds ||= run.length === tokens.length && run.every((one, at) => one === tokens[at]);
  });
  return holds;
}
