import {
  weightKey,
  type CandidateQuery,
  type Criterion,
  type ScorePart,
} from '@hallowerk/contract/candidates/candidate-search.ts';
import { RANKING_WEIGHTS, WEIGHT_FACTORS } from '@hallowerk/contract/candidates/ranking-weights.ts';
import type { Element } from './elements.ts';
import type { FacetIndex } from './facet-index.ts';
import type { KeywordHits } from './keyword-search.ts';
import type { OptionDictionary } from './option-dictionary.ts';
import type { PlaceDistances } from './radius.ts';

/** Everything a score depends on, besides the candidate. */
export interface ScoringContext {
  readonly index: FacetIndex;
  readonly dictionary: OptionDictionary;
  readonly elements: readonly Element[];
  /** Relevance and tier by slot, and the keywords as typed; null without keywords. */
  readonly keywords: KeywordHits | null;
  readonly place: { readonly distances: PlaceDistances; readonly name: string } | null;
  readonly today: number;
  /** What the user made of the criteria; others count once. */
  readonly weights: CandidateQuery['weights'];
}

/**
 * The score of a candidate as a sum of whole points, and the same sum taken apart (BX-01). `score` is the fast way for
 * everybody, `parts` the explained way for who is shown; a property test holds them equal. A criterion that the user gave
 * no weight is explained as ever, adds nothing, and does not decide who stands above the divider.
 */
export class Scorer {
  readonly #context: ScoringContext;
  readonly #elements: readonly Element[];
  /** Times the points of each element. */
  readonly #factors: readonly number[];
  readonly #keywordFactor: number;
  readonly #distanceFactor: number;
  readonly #freshnessFactor: number;
  readonly #hasMay: boolean;
  /** Option id → first contribution, then a chain: most options contribute to nothing. */
  readonly #first: Int32Array;
  readonly #next: number[] = [];
  readonly #elementOf: number[] = [];
  readonly #points: number[] = [];
  readonly #best: Int32Array;
  readonly #isMay: Uint8Array;

  constructor(context: ScoringContext) {
    this.#context = context;
    this.#elements = context.elements.filter(({ term }) => term.mode !== 'NOT');
    this.#factors = this.#elements.map(({ term }) => factorOf(context.weights, term.kind, term.code));
    this.#keywordFactor = factorOf(context.weights, 'KEYWORD', null);
    this.#distanceFactor = factorOf(context.weights, 'DISTANCE', null);
    this.#freshnessFactor = factorOf(context.weights, 'FRESHNESS', null);
    this.#hasMay = this.#elements.some(({ term }, at) => term.mode === 'MAY' && this.#factors[at] !== 0);
    this.#first = new Int32Array(context.dictionary.size).fill(-1);
    this.#best = new Int32Array(this.#elements.length);
    this.#isMay = Uint8Array.from(this.#elements, ({ term }) => (term.mode === 'MAY' ? 1 : 0));
    this.#elements.forEach((element, at) => {
      const factor = this.#factors[at] as number;
      if (factor === 0) return;
      for (const [option, { points }] of element.contributions) {
        this.#next.push(this.#first[option] as number);
        this.#elementOf.push(at);
        this.#points.push(points * factor);
        this.#first[option] = this.#points.length - 1;
      }
    });
  }

  /** Points times two, plus one for who meets none of the elements that rank: he stands below the divider. */
  scoreAndOther(slot: number): number {
    let points =
      this.#keywordPoints(slot) * this.#keywordFactor +
      this.#distancePoints(slot) * this.#distanceFactor +
      this.#freshnessPoints(slot) * this.#freshnessFactor;
    if (this.#elements.length === 0) return points * 2;
    this.#findBest(slot);
    let met = 0;
    for (let at = 0; at < this.#best.length; at += 1) {
      const best = this.#best[at] as number;
      points += best;
      if (best > 0) met |= this.#isMay[at] as number;
    }
    return points * 2 + (this.#hasMay && met === 0 ? 1 : 0);
  }

  /** Below the divider, which is there only when something ranks (decision 6.25). */
  isOther(slot: number): boolean {
    return this.#hasMay && (this.scoreAndOther(slot) & 1) === 1;
  }

  /** No keyword was found by a related word only (BX-10). */
  isLiteral(slot: number): boolean {
    const { keywords } = this.#context;
    return keywords === null || keywords.literal[slot] === 1;
  }

  parts(slot: number): ScorePart[] {
    const { keywords, place } = this.#context;
    return [
      ...this.#elements.map((element, at) => this.#elementPart(element, this.#factors[at] as number, slot)),
      ...(keywords === null ? [] : [this.#keywordPart(keywords.label, slot)]),
      ...(place === null ? [] : [this.#distancePart(place.name, slot)]),
      this.#freshnessPart(slot),
    ];
  }

  #findBest(slot: number): void {
    const { pool, offset, length } = this.#context.index;
    const from = offset[slot] as number;
    const to = from + (length[slot] as number);
    this.#best.fill(0);
    for (let run = from; run < to; run += 1) {
      for (let at = this.#first[pool[run] as number] as number; at !== -1; at = this.#next[at] as number) {
        const element = this.#elementOf[at] as number;
        const points = this.#points[at] as number;
        if (points > (this.#best[element] as number)) this.#best[element] = points;
      }
    }
  }

  #elementPart(element: Element, factor: number, slot: number): ScorePart {
    const { term, contributions, unsure, knownBy, most } = element;
    const { index, dictionary } = this.#context;
    let best: { state: ScorePart['state']; points: number } = { state: 'MISS', points: 0 };
    let known = false;
    let doubtful = false;
    for (const option of index.optionsOf(slot)) {
      const contribution = contributions.get(option);
      if (contribution !== undefined && contribution.points > best.points) best = contribution;
      doubtful ||= unsure.has(option);
      const category = dictionary.option(option)?.category;
      known ||= category !== undefined && knownBy.includes(category);
    }
    const state = best.points === 0 && (doubtful || !known) ? 'UNKNOWN' : best.state;
    const { kind, code, label } = term;
    return { criterion: kind, code, label, state, points: best.points * factor, most: most * factor };
  }

  /** Who is here has all words, or words related to them. */
  #keywordPart(label: string, slot: number): ScorePart {
    const factor = this.#keywordFactor;
    const points = this.#keywordPoints(slot) * factor;
    const most = RANKING_WEIGHTS.keyword.points * factor;
    const state = this.isLiteral(slot) ? 'HIT' : 'RELATED';
    return { criterion: 'KEYWORD', code: null, label, state, points, most };
  }

  #distancePart(label: string, slot: number): ScorePart {
    const factor = this.#distanceFactor;
    const points = this.#distancePoints(slot);
    const state = this.#context.index.place[slot] === 0 ? 'UNKNOWN' : points > 0 ? 'HIT' : 'MISS';
    const most = RANKING_WEIGHTS.distance.points * factor;
    return { criterion: 'DISTANCE', code: null, label, state, points: points * factor, most };
  }

  /** A blank profile changed in 1970, which says that nobody knows when. */
  #freshnessPart(slot: number): ScorePart {
    const factor = this.#freshnessFactor;
    const points = this.#freshnessPoints(slot);
    const isKnown = (this.#context.index.modifiedDay[slot] as number) > 0;
    const state = !isKnown ? 'UNKNOWN' : points > 0 ? 'HIT' : 'MISS';
    const most = RANKING_WEIGHTS.freshness.points * factor;
    return { criterion: 'FRESHNESS', code: null, label: 'Laatste wijziging', state, points: points * factor, most };
  }

  #keywordPoints(slot: number): number {
    const { keywords } = this.#context;
    if (keywords === null) return 0;
    const { points, halfAtBm25 } = RANKING_WEIGHTS.keyword;
    const relevance = Math.max(0, keywords.scores[slot] as number) / 1000;
    return Math.round((points * relevance) / (relevance + halfAtBm25));
  }

  #distancePoints(slot: number): number {
    const { place, index } = this.#context;
    const km = place?.distances.km[index.place[slot] as number];
    if (km === undefined || Number.isNaN(km)) return 0;
    const { points, zeroAtKm } = RANKING_WEIGHTS.distance;
    return Math.round(points * Math.max(0, 1 - km / zeroAtKm));
  }

  #freshnessPoints(slot: number): number {
    const { index, today } = this.#context;
    const age = Math.max(0, today - (index.modifiedDay[slot] as number));
    const { points, zeroAtDays } = RANKING_WEIGHTS.freshness;
    return Math.round(points * Math.max(0, 1 - age / zeroAtDays));
  }
}

function factorOf(weights: CandidateQuery['weights'], criterion: Criterion, code: string | null): number {
  return WEIGHT_FACTORS[weights?.[weightKey(criterion, code)] ?? 'NORMAL'];
}
