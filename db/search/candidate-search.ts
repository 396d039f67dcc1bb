import { candidateName, type CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import type {
  CandidateQuery,
  CandidateSearchResult,
  CandidateSummary,
  FilterCounts,
  PlaceSuggestion,
  Suggestion,
} from '@hallowerk/contract/candidates/candidate-search.ts';
import { FILTER_CATEGORIES, type FilterCategory, type Place } from '@hallowerk/contract/reference/reference.ts';
import type { CandidatesRepository } from '../candidates/candidates.repository.ts';
import type { FavouritesRepository } from '../candidates/favourites.repository.ts';
import type { LocalDatabase } from '../open-database.ts';
import type { ReferenceRepository } from '../reference/reference.repository.ts';
import { pkOfSortKey, smallest, sortKey } from './best-of.ts';
import { compileElements } from './elements.ts';
import { FacetLoader, type FacetIndex } from './facet-index.ts';
import { facetPass, type PassResult } from './facet-pass.ts';
import { filterOptions, type FilterOptions } from './filter-options.ts';
import { bucketCounts } from './last-modified.ts';
import { compileLimits } from './limits.ts';
import { localDay } from './local-day.ts';
import { OptionDictionary } from './option-dictionary.ts';
import { activityCounts, CapacityBits, type PhysicalCapacities } from './physical-capacity.ts';
import { placeDistances } from './radius.ts';
import { Scorer, type ScoringContext } from './scorer.ts';
import { Suggester } from './suggester.ts';
import { literalExpression, TextSearch, type TextHits } from './text-query.ts';

export interface SearchInput {
  readonly query: CandidateQuery;
  readonly offset: number;
  readonly limit: number;
  readonly now: Date;
  /** Only while the server can be reached; without it nobody meets a filter on physical capacity. */
  readonly physicalCapacity?: PhysicalCapacities;
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
  /** Recognised elements for what is being typed (HW-SRCH-04…12), at most twelve, grouped by kind. */
  suggest(text: string): Suggestion[];
  /** Places by name, municipality or four digits of a postcode. */
  suggestPlaces(text: string): PlaceSuggestion[];
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

class SearchEngine implements CandidateSearch {
  readonly #database: LocalDatabase;
  readonly #repositories: SearchRepositories;
  readonly #dictionary: OptionDictionary;
  readonly #index: FacetIndex;
  readonly #text: TextSearch;
  readonly #capacity: CapacityBits;
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
      const items = cards.map((card, at) => this.#summary(card, found.pks[at] as number, found, favourites));
      return { total: found.total, matching: found.matching, items, counts: found.counts };
    });
  }

  searchIds(input: SearchInput): SearchIds {
    const { total, matching, pks, counts } = this.#database.read(() => this.#find(input));
    return { total, matching, pks, counts };
  }

  suggest(text: string): Suggestion[] {
    return this.#database.read(() => this.#suggester.suggest(text));
  }

  suggestPlaces(text: string): PlaceSuggestion[] {
    return this.#database.read(() => this.#suggester.suggestPlaces(text));
  }

  filterOptions(): FilterOptions {
    return this.#database.read(() =>
      filterOptions(this.#dictionary, this.#presentOptions(), this.#repositories.reference),
    );
  }

  #find({ query, offset, limit, now, physicalCapacity }: SearchInput): Found {
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
        capacityBySlot: physicalCapacity === undefined ? null : this.#capacity.bySlot(physicalCapacity, index),
        today,
      },
      this.#dictionary,
    );
    const keywords = query.terms.flatMap((term) => (term.kind === 'KEYWORD' ? [term.text] : []));
    const expression = keywords.length === 0 ? null : literalExpression(keywords);
    const matches = keywords.length === 0 ? null : this.#match(expression);
    const pass = facetPass(index, limits, matches, this.#survivors);
    if (expression !== null && matches !== null) {
      const survivors = { slots: this.#survivors, count: pass.total, matched: matches.count };
      this.#text.rank(expression, index, survivors, this.#relevance);
    }
    const context: ScoringContext = {
      index,
      dictionary: this.#dictionary,
      elements,
      keywords: keywords.length === 0 ? null : { scores: this.#relevance, label: keywords.join(', ') },
      place: distances === null ? null : { distances, name: center?.name ?? '' },
      today,
    };
    const scorer = new Scorer(context);
    const { matching, keys } = this.#sortKeys(scorer, pass.total);
    const page = smallest(keys, Math.min(keys.length, offset + limit)).subarray(offset);
    const pks = Array.from(page, pkOfSortKey);
    return { total: pass.total, matching, pks, counts: this.#counts(pass, physicalCapacity), context, scorer };
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

  #counts(pass: PassResult, physicalCapacity: PhysicalCapacities | undefined): FilterCounts {
    const counts = Object.fromEntries(FILTER_CATEGORIES.map((category) => [category, {}])) as Record<
      FilterCategory,
      Record<string, number>
    >;
    pass.optionCounts.forEach((count, id) => {
      const option = count === 0 ? undefined : this.#dictionary.option(id);
      if (option !== undefined && isFilter(option.category)) counts[option.category][option.code] = count;
    });
    counts.lastModified = bucketCounts(pass.modifiedCounts);
    if (physicalCapacity !== undefined) counts.physicalCapacity = activityCounts(pass.capacityCounts);
    return counts;
  }

  #summary(card: CandidateCard, pk: number, found: Found, favourites: ReadonlySet<string>): CandidateSummary {
    const slot = this.#index.slotOf(pk);
    const km = found.context.place?.distances.km[this.#index.place[slot] as number];
    const parts = found.scorer.parts(slot);
    const scored = found.scorer.scoreAndOther(slot);
    return {
      id: card.id,
      name: candidateName(card),
      city: card.city,
      oneLiner: card.oneLiner,
      workTypes: card.workTypes,
      workingLevel: card.workingLevel,
      targetGroups: card.targetGroups,
      distanceKm: km === undefined || Number.isNaN(km) ? null : Math.round(km),
      favourite: favourites.has(card.id),
      lastModifiedAt: card.lastModifiedAt,
      lastConfirmedAt: card.lastConfirmedAt,
      score: parts.reduce((sum, part) => sum + part.points, 0),
      parts,
      other: (scored & 1) === 1,
    };
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

function isFilter(category: string): category is FilterCategory {
  return (FILTER_CATEGORIES as readonly string[]).includes(category);
}

/** A radius around a place that is not (any more) in the cache holds nobody: better empty than silently everywhere. */
function unknownPlace(query: CandidateQuery, center: Place | null, index: FacetIndex): Uint8Array | null {
  if (query.placeId === null || query.radiusKm === null || center !== null) return null;
  return new Uint8Array(index.placeLat.length);
}
