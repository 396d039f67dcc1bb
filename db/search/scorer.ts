import type { ScorePart } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { Element } from './elements.ts';
import type { FacetIndex } from './facet-index.ts';
import type { OptionDictionary } from './option-dictionary.ts';
import type { PlaceDistances } from './radius.ts';
import { RANKING_WEIGHTS } from './ranking-weights.ts';

/** Everything a score depends on, besides the candidate. */
export interface ScoringContext {
  readonly index: FacetIndex;
  readonly dictionary: OptionDictionary;
  readonly elements: readonly Element[];
  /** Slot → thousandths of bm25, and the keywords as typed; null without keywords. */
  readonly keywords: { readonly scores: Int32Array; readonly label: string } | null;
  readonly place: { readonly distances: PlaceDistances; readonly name: string } | null;
  readonly today: number;
}

/**
 * The score of a candidate as a sum of whole points, and the same sum taken apart (BX-01). `score` is the fast way for
 * everybody, `parts` the explained way for who is shown; a property test holds them equal.
 */
export class Scorer {
  readonly #context: ScoringContext;
  readonly #elements: readonly Element[];
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
    this.#hasMay = this.#elements.some(({ term }) => term.mode === 'MAY');
    this.#first = new Int32Array(context.dictionary.size).fill(-1);
    this.#best = new Int32Array(this.#elements.length);
    this.#isMay = Uint8Array.from(this.#elements, ({ term }) => (term.mode === 'MAY' ? 1 : 0));
    this.#elements.forEach((element, at) => {
      for (const [option, { points }] of element.contributions) {
        this.#next.push(this.#first[option] as number);
        this.#elementOf.push(at);
        this.#points.push(points);
        this.#first[option] = this.#points.length - 1;
      }
    });
  }

  /** Points times two, plus one for who meets none of the elements that rank: he stands below the divider. */
  scoreAndOther(slot: number): number {
    let points = this.#keywordPoints(slot) + this.#distancePoints(slot) + this.#freshnessPoints(slot);
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

  parts(slot: number): ScorePart[] {
    const { keywords, place, index } = this.#context;
    const parts = this.#elements.map((element) => this.#elementPart(element, slot));
    if (keywords !== null) {
      parts.push({ criterion: 'KEYWORD', label: keywords.label, state: 'HIT', points: this.#keywordPoints(slot) });
    }
    if (place !== null) {
      const known = index.place[slot] !== 0;
      const points = this.#distancePoints(slot);
      const state = !known ? 'UNKNOWN' : points > 0 ? 'HIT' : 'MISS';
      parts.push({ criterion: 'DISTANCE', label: place.name, state, points });
    }
    const points = this.#freshnessPoints(slot);
    parts.push({ criterion: 'FRESHNESS', label: 'Laatste wijziging', state: points > 0 ? 'HIT' : 'MISS', points });
    return parts;
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

  #elementPart(element: Element, slot: number): ScorePart {
    const { term, contributions, unsure, knownBy } = element;
    const { index, dictionary } = this.#context;
    let best: { state: ScorePart['state']; points: number } = { state: 'MISS', points: 0 };
    let known = knownBy.length === 0;
    let doubtful = false;
    for (const option of index.optionsOf(slot)) {
      const contribution = contributions.get(option);
      if (contribution !== undefined && contribution.points > best.points) best = contribution;
      doubtful ||= unsure.has(option);
      const category = dictionary.option(option)?.category;
      known ||= category !== undefined && knownBy.includes(category);
    }
    const state = best.points === 0 && (doubtful || !known) ? 'UNKNOWN' : best.state;
    return { criterion: term.kind, label: term.label, state, points: best.points };
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
