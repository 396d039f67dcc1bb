import type { CandidateAreas, MapPoint } from '@hallowerk/contract/candidates/candidate-map.ts';
import type {
  CandidateQuery,
  CandidateSearchResult,
  FilterCounts,
  PlaceSuggestion,
  Suggestion,
} from '@hallowerk/contract/candidates/candidate-search.ts';
import type { Place } from '@hallowerk/contract/reference/reference.ts';
import { localDay } from '@hallowerk/contract/candidates/local-day.ts';
import { RANKING_WEIGHTS } from '@hallowerk/contract/candidates/ranking-weights.ts';
import type { CandidatesRepository } from '../candidates/candidates.repository.ts';
import type { FavouritesRepository } from '../candidates/favourites.repository.ts';
import type { LocalDatabase } from '../open-database.ts';
import type { ReferenceRepository } from '../reference/reference.repository.ts';
import { AreaMap } from './areas.ts';
import { pkOfSortKey, smallest, sortKey } from './best-of.ts';
import { candidateSummary } from './candidate-summary.ts';
import { CompactTextEngine } from './compact-text-engine.ts';
import { compileElements } from './elements.ts';
import { FacetLoader, type FacetIndex } from './facet-index.ts';
import { facetPass, type PassResult } from './facet-pass.ts';
import { filterCounts } from './filter-counts.ts';
import { filterOptions, type FilterOptions } from './filter-options.ts';
import { FreshCounter, isFresh } from './fresh.ts';
import { JudgedSlots, type Judgements } from './judged-slots.ts';
import { KeywordSearch, variantWords } from './keyword-search.ts';
import { compileLimits } from './limits.ts';
import { OptionDictionary } from './option-dictionary.ts';
import { CapacityBits, type PhysicalCapacities } from './physical-capacity.ts';
import { placeDistances } from './radius.ts';
import { Scorer, type ScoringContext } from './scorer.ts';
import { Suggester } from './suggester.ts';

/** What decides who is found. */
export interface FindInput {
  readonly query: CandidateQuery;
  readonly now: Date;
  /** Only while the server can be reached; without it nobody meets a filter on physical capacity. */
  readonly physicalCapacity?: PhysicalCapacities;
  /** In the saved search that is shown, by candidate id. Who is judged NO is left out of everything (BX-06). */
  readonly judged?: Judgements;
}

export interface SearchInput extends FindInput {
  readonly offset: number;
  readonly limit: number;
  /** ISO 8601; who changed after it is marked as fresh. Null or absent marks nobody. */
  readonly freshSince?: string | null;
}

export interface FreshInput extends FindInput {
  readonly freshSince: string;
}

/** The ids of a page without what the rows show: for benchmarks. */
export interface SearchIds {
  readonly total: number;
  readonly matching: number;
  readonly literal: number;
  /** Integer keys of the rows, in order. */
  readonly pks: number[];
  readonly counts: FilterCounts;
}

export interface CandidateSearch {
  /**
   * Best fit first (HW-SRCH-02): literal hits, then those with a related word (BX-10); in each of both those who meet a recognised element, then the others, both by score and then by the order
   * in which rows came in. Place with radius, keywords, required and excluded elements and filters limit (decision 6.25).
   * Distances in whole kilometres. The same cache and the same moment always give the same answer.
   * @throws LocalDatabaseError
   */
  search(input: SearchInput): CandidateSearchResult;
  searchIds(input: SearchInput): SearchIds;
  /**
   * How many the query finds that changed after `freshSince` and are not judged at all: the badge of a watched search
   * (BX-06). Who stands below a divider is not counted: he meets nothing of what the search asks for, or only with a related
   * word. Nothing is ranked for it and hardly a profile is read.
   * @throws LocalDatabaseError
   */
  countFresh(input: FreshInput): number;
  /** Recognised elements for what is being typed (HW-SRCH-04…12), at most twelve, grouped by kind. */
  suggest(text: string): Suggestion[];
  /** Places by name, municipality or four digits of a postcode. */
  suggestPlaces(text: string): PlaceSuggestion[];
  /** The place of a query that was kept; null when it does not exist (any more). */
  place(id: string): PlaceSuggestion | null;
  /**
   * Where those whom the query finds live, by centre of place, and who lives outside the circle (BX-22). Together exactly
   * the people of `search`.
   * @throws LocalDatabaseError
   */
  areas(input: FindInput): CandidateAreas;
  /** The known place nearest to a point; null while no list of places is here. */
  nearestPlace(point: MapPoint): PlaceSuggestion | null;
  /** Options of every category in display order; open lists hold what candidates here have. */
  filterOptions(): FilterOptions;
}

export interface SearchRepositories {
  readonly reference: ReferenceRepository;
  readonly candidates: CandidatesRepository;
  readonly favourites: FavouritesRepository;
}

/** Loads the facets (about a tenth of a second for 100,000 candidates) and follows every committed change from then on. */
export function createCandidateSearch(database: LocalDatabase, repositories: SearchRepositories): CandidateSearch {
  return database.read(() => new SearchEngine(database, repositories));
}

interface Found extends SearchIds {
  readonly context: ScoringContext;
  readonly scorer: Scorer;
}

/** Who is left when everything that limits has been applied; their slots are in `#survivors`. */
interface Limited {
  readonly pass: PassResult;
  /** Not ranked yet: the relevance of the keywords is unknown. */
  readonly context: ScoringContext;
}

class SearchEngine implements CandidateSearch {
  readonly #database: LocalDatabase;
  readonly #repositories: SearchRepositories;
  readonly #dictionary: OptionDictionary;
  readonly #index: FacetIndex;
  readonly #keywords: KeywordSearch;
  readonly #capacity: CapacityBits;
  readonly #judged: JudgedSlots;
  readonly #fresh: FreshCounter;
  readonly #suggester: Suggester;
  readonly #areaMap: AreaMap;
  #survivors = new Int32Array(0);

  constructor(database: LocalDatabase, repositories: SearchRepositories) {
    const loader = new FacetLoader(database.connection);
    this.#database = database;
    this.#repositories = repositories;
    this.#dictionary = new OptionDictionary(database.connection);
    this.#index = loader.load();
    this.#keywords = new KeywordSearch(new CompactTextEngine(database.connection, this.#index));
    this.#capacity = new CapacityBits(database.connection);
    this.#judged = new JudgedSlots(database.connection);
    this.#fresh = new FreshCounter(database.connection);
    this.#suggester = new Suggester(repositories.reference, {
      version: () => [...this.#dictionary.ofCategory('language')].length,
      codes: () => this.#languages(),
    });
    this.#areaMap = new AreaMap(repositories.reference);
    database.changes.listen(({ candidates }) => {
      if (candidates.length === 0) return;
      this.#dictionary.refresh();
      this.#capacity.forget();
      loader.refresh(
        this.#index,
        candidates.map(({ pk }) => pk),
      );
    });
  }

  search(input: SearchInput): CandidateSearchResult {
    return this.#database.read(() => {
      const found = this.#find(input);
      const cards = this.#repositories.candidates.cardsByPk(found.pks);
      const favourites = this.#repositories.favourites.ids();
      const { total, matching, literal, counts, pks } = found;
      const items = cards.map((card, at) =>
        candidateSummary(card, this.#index.slotOf(pks[at] as number), found, {
          favourite: favourites.has(card.id),
          fresh: isFresh(card.lastModifiedAt, input.freshSince),
          judgement: input.judged?.get(card.id) ?? null,
        }),
      );
      const words = variantWords(found.context.keywords);
      const rankerVersion = RANKING_WEIGHTS.version;
      return { total, matching, literal, variantWords: words, items, counts, rankerVersion };
    });
  }

  searchIds(input: SearchInput): SearchIds {
    const { total, matching, literal, pks, counts } = this.#database.read(() => this.#find(input));
    return { total, matching, literal, pks, counts };
  }

  countFresh(input: FreshInput): number {
    return this.#database.read(() => {
      const excluded = this.#judged.mark([...(input.judged?.keys() ?? [])], this.#index);
      const { pass, context } = this.#limit({ ...input, query: { ...input.query, variants: false } }, excluded);
      const scorer = new Scorer(context);
      const found = this.#survivors.subarray(0, pass.total);
      return this.#fresh.count(found, input.freshSince, this.#index, (slot) => !scorer.isOther(slot));
    });
  }

  suggest(text: string): Suggestion[] {
    return this.#database.read(() => this.#suggester.suggest(text));
  }

  suggestPlaces(text: string): PlaceSuggestion[] {
    return this.#database.read(() => this.#suggester.suggestPlaces(text));
  }

  place(id: string): PlaceSuggestion | null {
    return this.#database.read(() => this.#suggester.place(id));
  }

  areas(input: FindInput): CandidateAreas {
    return this.#database.read(() => {
      const query = { ...input.query, placeId: null, radiusKm: null };
      const { pass } = this.#limit({ ...input, query }, this.#refused(input.judged));
      const slots = this.#survivors.subarray(0, pass.total);
      return this.#areaMap.areas({ index: this.#index, slots, query: input.query });
    });
  }

  nearestPlace(point: MapPoint): PlaceSuggestion | null {
    return this.#database.read(() => {
      const place = this.#areaMap.nearest(point);
      return place === null ? null : this.#suggester.place(place.id);
    });
  }

  filterOptions(): FilterOptions {
    return this.#database.read(() =>
      filterOptions(this.#dictionary, this.#presentOptions(), this.#repositories.reference),
    );
  }

  #find(input: SearchInput): Found {
    const { offset, limit, judged } = input;
    const { pass, context } = this.#limit(input, this.#refused(judged));
    const survivors = this.#survivors.subarray(0, pass.total);
    if (context.keywords !== null) this.#keywords.rank(context.keywords, survivors);
    const scorer = new Scorer(context);
    const { matching, literal, keys } = this.#sortKeys(scorer, survivors);
    const page = smallest(keys, Math.min(keys.length, offset + limit)).subarray(offset);
    const pks = Array.from(page, pkOfSortKey);
    const counts = filterCounts(pass, this.#dictionary, input.physicalCapacity !== undefined);
    return { total: pass.total, matching, literal, pks, counts, context, scorer };
  }

  #limit({ query, now, physicalCapacity }: FindInput, excluded: Uint8Array | null): Limited {
    const index = this.#index;
    this.#reserve();
    const today = localDay(now);
    const center = query.placeId === null ? null : this.#repositories.reference.place(query.placeId);
    const distances = center === null ? null : placeDistances(index, center, query.radiusKm);
    const elements = compileElements(query.terms, this.#dictionary, this.#repositories.reference);
    const limits = compileLimits(
      {
        filters: query.filters,
        elements,
        allowedPlaces: distances?.allowed ?? unknownPlace(query, center, index),
        excluded,
        capacityBySlot: physicalCapacity === undefined ? null : this.#capacity.bySlot(physicalCapacity, index),
        today,
      },
      this.#dictionary,
    );
    const keywords = query.terms.flatMap((term) => (term.kind === 'KEYWORD' ? [term.text] : []));
    const hits = this.#keywords.match(keywords, query.variants !== false, index);
    const pass = facetPass(index, limits, hits, this.#survivors);
    const context: ScoringContext = {
      index,
      dictionary: this.#dictionary,
      elements,
      keywords: hits,
      place: distances === null ? null : { distances, name: center?.name ?? '' },
      today,
      weights: query.weights,
    };
    return { pass, context };
  }

  /** By slot: who is judged NO. */
  #refused(judged: Judgements = new Map()): Uint8Array | null {
    const refused = [...judged].flatMap(([id, judgement]) => (judgement === 'NO' ? id : []));
    return this.#judged.mark(refused, this.#index);
  }

  #sortKeys(scorer: Scorer, survivors: Int32Array): { matching: number; literal: number; keys: Float64Array } {
    const keys = new Float64Array(survivors.length);
    let matching = 0;
    let literal = 0;
    for (let at = 0; at < survivors.length; at += 1) {
      const slot = survivors[at] as number;
      const scored = scorer.scoreAndOther(slot);
      const isLiteral = scorer.isLiteral(slot);
      if (isLiteral) literal += 1;
      if (isLiteral && (scored & 1) === 0) matching += 1;
      keys[at] = sortKey(scored, isLiteral, this.#index.pkOf[slot] as number);
    }
    return { matching, literal, keys };
  }

  #presentOptions(): Set<number> {
    const present = new Set<number>();
    for (let slot = 0; slot < this.#index.slots; slot += 1) {
      if (this.#index.live[slot] === 0) continue;
      for (const option of this.#index.optionsOf(slot)) present.add(option);
    }
    return present;
  }

  #languages(): string[] {
    const present = this.#presentOptions();
    return [...this.#dictionary.ofCategory('language')].filter(({ id }) => present.has(id)).map(({ code }) => code);
  }

  #reserve(): void {
    if (this.#survivors.length >= this.#index.slots) return;
    this.#survivors = new Int32Array(Math.ceil(this.#index.slots * 1.25) + 64);
  }
}

/** A radius around a place that is not (any more) in the cache holds nobody: better empty than silently everywhere. */
function unknownPlace(query: CandidateQuery, center: Place | null, index: FacetIndex): Uint8Array | null {
  if (query.placeId === null || query.radiusKm === null || center !== null) return null;
  return new Uint8Array(index.placeLat.length);
}
