import type {
  CandidateQuery,
  CandidateSearchResult,
  FilterCounts,
  PlaceSuggestion,
  Suggestion,
} from '@hallowerk/contract/candidates/candidate-search.ts';
import type { Place } from '@hallowerk/contract/reference/reference.ts';
import type { CandidatesRepository } from '../candidates/candidates.repository.ts';
import type { FavouritesRepository } from '../candidates/favourites.repository.ts';
import type { LocalDatabase } from '../open-database.ts';
import type { ReferenceRepository } from '../reference/reference.repository.ts';
import { pkOfSortKey, smallest, sortKey } from './best-of.ts';
import { candidateSummary } from './candidate-summary.ts';
import { compileElements } from './elements.ts';
import { FacetLoader, type FacetIndex } from './facet-index.ts';
import { facetPass, type PassResult } from './facet-pass.ts';
import { filterCounts } from './filter-counts.ts';
import { filterOptions, type FilterOptions } from './filter-options.ts';
import { FreshCounter, isFresh } from './fresh.ts';
import { JudgedSlots, type Judgements } from './judged-slots.ts';
import { compileLimits } from './limits.ts';
import { localDay } from './local-day.ts';
import { OptionDictionary } from './option-dictionary.ts';
import { CapacityBits, type PhysicalCapacities } from './physical-capacity.ts';
import { placeDistances } from './radius.ts';
import { RANKING_WEIGHTS } from './ranking-weights.ts';
import { Scorer, type ScoringContext } from './scorer.ts';
import { Suggester } from './suggester.ts';
import { literalExpression, TextSearch, type TextHits } from './text-query.ts';

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
  /** Integer keys of the rows, in order. */
  readonly pks: number[];
  readonly counts: FilterCounts;
}

export interface CandidateSearch {
  /**
   * Best fit first (HW-SRCH-02): those who meet a recognised element, then the others, both by score and then by the order
   * in which rows came in. Place with radius, keywords, required and excluded elements and filters limit (decision 6.25).
   * Distances in whole kilometres. The same cache and the same moment always give the same answer.
   * @throws LocalDatabaseError
   */
  search(input: SearchInput): CandidateSearchResult;
  searchIds(input: SearchInput): SearchIds;
  /**
   * How many the query finds that changed after `freshSince` and are not judged at all: the badge of a watched search
   * (BX-06). Who stands below the divider is not counted: he meets nothing of what the search asks for. Nothing is ranked
   * for it and hardly a profile is read.
   * @throws LocalDatabaseError
   */
  countFresh(input: FreshInput): number;
  /** Recognised elements for what is being typed (HW-SRCH-04…12), at most twelve, grouped by kind. */
  suggest(text: string): Suggestion[];
  /** Places by name, municipality or four digits of a postcode. */
  suggestPlaces(text: string): PlaceSuggestion[];
  /** The place of a query that was kept; null when it does not exist (any more). */
  place(id: string): PlaceSuggestion | null;
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
  readonly text: { readonly expression: string; readonly matched: number } | null;
}

class SearchEngine implements CandidateSearch {
  readonly #database: LocalDatabase;
  readonly #repositories: SearchRepositories;
  readonly #dictionary: OptionDictionary;
  readonly #index: FacetIndex;
  readonly #text: TextSearch;
  readonly #capacity: CapacityBits;
  readonly #judged: JudgedSlots;
  readonly #fresh: FreshCounter;
  readonly #suggester: Suggester;
  #survivors = new Int32Array(0);
  #matches = new Int32Array(0);
  #relevance = new Int32Array(0);

  constructor(database: LocalDatabase, repositories: SearchRepositories) {
    const loader = new FacetLoader(database.connection);
    this.#database = database;
    this.#repositories = repositories;
    this.#dictionary = new OptionDictionary(database.connection);
    this.#index = loader.load();
    this.#text = new TextSearch(database.connection);
    this.#capacity = new CapacityBits(database.connection);
    this.#judged = new JudgedSlots(database.connection);
    this.#fresh = new FreshCounter(database.connection);
    this.#suggester = new Suggester(repositories.reference, {
      version: () => [...this.#dictionary.ofCategory('language')].length,
      codes: () => this.#languages(),
    });
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
      const { total, matching, counts, pks } = found;
      const items = cards.map((card, at) =>
        candidateSummary(card, this.#index.slotOf(pks[at] as number), found, {
          favourite: favourites.has(card.id),
          fresh: isFresh(card.lastModifiedAt, input.freshSince),
          judgement: input.judged?.get(card.id) ?? null,
        }),
      );
      return { total, matching, items, counts, rankerVersion: RANKING_WEIGHTS.version };
    });
  }

  searchIds(input: SearchInput): SearchIds {
    const { total, matching, pks, counts } = this.#database.read(() => this.#find(input));
    return { total, matching, pks, counts };
  }

  countFresh(input: FreshInput): number {
    return this.#database.read(() => {
      const excluded = this.#judged.mark([...(input.judged?.keys() ?? [])], this.#index);
      const { pass, context } = this.#limit(input, excluded);
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

  filterOptions(): FilterOptions {
    return this.#database.read(() =>
      filterOptions(this.#dictionary, this.#presentOptions(), this.#repositories.reference),
    );
  }

  #find(input: SearchInput): Found {
    const { offset, limit, judged } = input;
    const refused = [...(judged ?? [])].flatMap(([id, judgement]) => (judgement === 'NO' ? id : []));
    const { pass, context, text } = this.#limit(input, this.#judged.mark(refused, this.#index));
    if (text !== null) {
      const survivors = { slots: this.#survivors, count: pass.total, matched: text.matched };
      this.#text.rank(text.expression, this.#index, survivors, this.#relevance);
    }
    const scorer = new Scorer(context);
    const { matching, keys } = this.#sortKeys(scorer, pass.total);
    const page = smallest(keys, Math.min(keys.length, offset + limit)).subarray(offset);
    const pks = Array.from(page, pkOfSortKey);
    const counts = filterCounts(pass, this.#dictionary, input.physicalCapacity !== undefined);
    return { total: pass.total, matching, pks, counts, context, scorer };
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
    const expression = keywords.length === 0 ? null : literalExpression(keywords);
    const matches = keywords.length === 0 ? null : this.#match(expression);
    const pass = facetPass(index, limits, matches, this.#survivors);
    const context: ScoringContext = {
      index,
      dictionary: this.#dictionary,
      elements,
      keywords: keywords.length === 0 ? null : { scores: this.#relevance, label: keywords.join(', ') },
      place: distances === null ? null : { distances, name: center?.name ?? '' },
      today,
      weights: query.weights,
    };
    return {
      pass,
      context,
      text: expression === null || matches === null ? null : { expression, matched: matches.count },
    };
  }

  /** Keywords without a single letter or digit occur nowhere. */
  #match(expression: string | null): TextHits {
    if (expression === null) return { slots: this.#matches, count: 0 };
    return this.#text.match(expression, this.#index, this.#matches);
  }

  #sortKeys(scorer: Scorer, total: number): { matching: number; keys: Float64Array } {
    const keys = new Float64Array(total);
    let matching = 0;
    for (let at = 0; at < total; at += 1) {
      const slot = this.#survivors[at] as number;
      const scored = scorer.scoreAndOther(slot);
      if ((scored & 1) === 0) matching += 1;
      keys[at] = sortKey(scored, this.#index.pkOf[slot] as number);
    }
    return { matching, keys };
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
    const size = Math.ceil(this.#index.slots * 1.25) + 64;
    this.#survivors = new Int32Array(size);
    this.#matches = new Int32Array(size);
    this.#relevance = new Int32Array(size);
  }
}

/** A radius around a place that is not (any more) in the cache holds nobody: better empty than silently everywhere. */
function unknownPlace(query: CandidateQuery, center: Place | null, index: FacetIndex): Uint8Array | null {
  if (query.placeId === null || query.radiusKm === null || center !== null) return null;
  return new Uint8Array(index.placeLat.length);
}
