import {
  EMPTY_QUERY,
  type CandidateQuery,
  type PlaceSuggestion,
  type SearchTerm,
  type Weight,
} from '@hallowerk/contract/candidates/candidate-search.ts';
import type { FilterCategory } from '@hallowerk/contract/reference/reference.ts';
import { computed, ref } from 'vue';
import { withLivingWeights, withoutWeights, withWeight } from './query-weights.ts';
import type { CountedRelaxation } from './relaxations.ts';

/** Kilometres when a place is chosen for the first time: the example of the manual (HW-LOC-02). */
export const DEFAULT_RADIUS_KM = 25;

/** What is asked. `emptyQuery` gives the query of who asked nothing yet, in the way he likes to ask. */
export function createQueryState(emptyQuery: () => CandidateQuery) {
  const query = ref<CandidateQuery>(emptyQuery());
  const place = ref<PlaceSuggestion | null>(null);
  /** The saved search that is open, also when its query was changed since. */
  const savedSearchId = ref<string | null>(null);
  const filterCount = computed(() => Object.values(query.value.filters).reduce((sum, codes) => sum + codes.length, 0));
  const isEmptyQuery = computed(
    () => query.value.terms.length === 0 && query.value.placeId === null && filterCount.value === 0,
  );
  return { query, place, savedSearchId, filterCount, isEmptyQuery, emptyQuery };
}

/** Every way to ask something else; each runs `search`. */
export function createQueryChanges(
  { query, place, savedSearchId, emptyQuery }: ReturnType<typeof createQueryState>,
  search: () => Promise<void>,
) {
  function change(next: Partial<CandidateQuery>): Promise<void> {
    query.value = withLivingWeights({ ...query.value, ...next });
    return search();
  }

  /** Asks a query that was kept, as it was; `searchId` when it is one with marks and judgements. */
  function openQuery(kept: CandidateQuery, at: PlaceSuggestion | null, searchId: string | null): Promise<void> {
    place.value = at;
    savedSearchId.value = searchId;
    query.value = { ...EMPTY_QUERY };
    return change(kept);
  }

  /** The order follows at once (BX-01). @param key of `weightKey` */
  function setWeight(key: string, weight: Weight): Promise<void> {
    query.value = withWeight(query.value, key, weight);
    return search();
  }

  function clearWeights(): Promise<void> {
    query.value = withoutWeights(query.value);
    return search();
  }

  /** Whether keywords also find related words (BX-10). */
  function setVariants(on: boolean): Promise<void> {
    const { variants: _dropped, ...rest } = query.value;
    query.value = on ? rest : { ...rest, variants: false };
    return search();
  }

  function setTerms(terms: readonly SearchTerm[]): Promise<void> {
    return change({ terms: [...terms] });
  }

  function setPlace(chosen: PlaceSuggestion | null): Promise<void> {
    const first = place.value === null && chosen !== null;
    place.value = chosen;
    return change({
      placeId: chosen?.id ?? null,
      ...(first && query.value.radiusKm === null ? { radiusKm: DEFAULT_RADIUS_KM } : {}),
    });
  }

  function setRadius(radiusKm: number | null): Promise<void> {
    return change({ radiusKm });
  }

  function toggleFilter(category: FilterCategory, code: string): Promise<void> {
    const set = query.value.filters[category] ?? [];
    const next = set.includes(code) ? set.filter((other) => other !== code) : [...set, code];
    return change({ filters: { ...query.value.filters, [category]: next } });
  }

  function clearFilters(): Promise<void> {
    return change({ filters: {} });
  }

  function relax(relaxation: CountedRelaxation): Promise<void> {
    return change(relaxation.query);
  }

  function clearAll(): Promise<void> {
    place.value = null;
    query.value = emptyQuery();
    return search();
  }

  return {
    openQuery,
    setWeight,
    clearWeights,
    setVariants,
    setTerms,
    setPlace,
    setRadius,
    toggleFilter,
    clearFilters,
    relax,
    clearAll,
  };
}
