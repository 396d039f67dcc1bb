import {
  EMPTY_QUERY,
  type CandidateQuery,
  type CandidateSearchResult,
  type CandidateSummary,
  type FilterCounts,
  type Judgement,
  type VariantWord,
} from '@hallowerk/contract/candidates/candidate-search.ts';
import { PAGE_SIZE, type FilterConfig } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { FilterCategory } from '@hallowerk/contract/reference/reference.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { usePreferencesStore } from '../shared/preferences.store.ts';
import { createQueryChanges, createQueryState } from './explorer-query.ts';
import { hiddenCount, isFoldable, type ResultParts } from './result-lines.ts';
import { relaxationsOf, type CountedRelaxation } from './relaxations.ts';

const LARGEST_PAGE = 200;
/** Preference: keywords also find related words. */
export const VARIANTS_KEY = 'candidates.variants';
const MOST_RELAXATIONS = 6;

/**
 * The explorer: what is asked and what came back. Lives as long as the window, so that a query survives navigation.
 * Every search has a number; an answer to an older number is thrown away, however late or early it comes.
 */
export const useExplorerStore = defineStore('candidates-explorer', () => {
  const preferences = usePreferencesStore();
  const { emptyQuery, ...asked } = createQueryState(() =>
    preferences.flag(VARIANTS_KEY, true) ? { ...EMPTY_QUERY } : { ...EMPTY_QUERY, variants: false },
  );
  const found = createResultState();
  const { query, isEmptyQuery } = asked;
  const { items, total, literal, matching, searching, loadingMore, failure, relaxations, othersFolded } = found;
  const config = shallowRef<FilterConfig | null>(null);
  const changes = createQueryChanges({ ...asked, emptyQuery }, search);
  let sequence = 0;
  /** A page brought nobody new: rows shifted meanwhile. Asking on would go round for ever; the next search sees them. */
  let exhausted = false;

  function asking(): Asking {
    const savedSearchId = asked.savedSearchId.value;
    return { query: query.value, ...(savedSearchId === null ? {} : { savedSearchId }) };
  }

  async function loadConfig(): Promise<void> {
    config.value = await api().candidates.filterConfig();
  }

  /** Runs the query from the start. */
  function search(): Promise<void> {
    return run(PAGE_SIZE);
  }

  /** Runs it again after the cache changed, keeping as many rows as stood on screen. */
  function refresh(): Promise<void> {
    return run(Math.max(PAGE_SIZE, items.value.length));
  }

  async function run(wanted: number): Promise<void> {
    const mine = ++sequence;
    exhausted = false;
    searching.value = true;
    try {
      const question = asking();
      const answer = await fetchRows(question, wanted, othersFolded.value);
      if (mine !== sequence) return;
      showAnswer(found, answer);
      found.shownSearchId.value = question.savedSearchId ?? null;
      if (isEmptyQuery.value && question.savedSearchId === undefined) found.everybody.value = answer.total;
      if (answer.total > 0) return;
      const counted = await countRelaxations(question, () => mine === sequence);
      if (mine === sequence) relaxations.value = counted;
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    } finally {
      if (mine === sequence) searching.value = false;
    }
  }

  /** The next 50 that are not folded away. Does nothing while one is under way or at the end. */
  async function loadMore(): Promise<void> {
    const hidden = hiddenCount({ ...parts(), folded: othersFolded.value });
    if (exhausted || loadingMore.value || searching.value || items.value.length + hidden >= total.value) return;
    const mine = sequence;
    loadingMore.value = true;
    try {
      const before = items.value.length;
      const offset = offsetOf(before, { ...parts(), folded: othersFolded.value });
      const answer = await api().candidates.search({ ...asking(), offset, limit: PAGE_SIZE });
      if (mine !== sequence) return;
      const shown = shownOf(appendNew(items.value, answer.items), othersFolded.value);
      exhausted = shown.length === before;
      items.value = shown;
      total.value = answer.total;
      literal.value = answer.literal;
      matching.value = answer.matching;
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    } finally {
      loadingMore.value = false;
    }
  }

  /** Asks what another page wants to know; the place is shown by its name. */
  async function openWanted(wanted: CandidateQuery): Promise<void> {
    items.value = [];
    found.answered.value = false;
    const { placeId } = wanted;
    const place = placeId === null ? null : await api().candidates.place({ id: placeId });
    const { variants } = emptyQuery();
    await changes.openQuery({ ...wanted, ...(variants === undefined ? {} : { variants }) }, place, null);
  }

  /** Counts of some categories come from the server; without it the category says itself why it is off. */
  async function openCategory(category: FilterCategory): Promise<void> {
    const entry = config.value?.categories.find((candidate) => candidate.category === category);
    if (category !== 'physicalCapacity' || entry?.available !== true) return;
    try {
      await api().candidates.openFilterCategory({ category });
      await refresh();
    } catch (error) {
      if (toApiFailure(error).code !== 'OFFLINE') throw error;
      await loadConfig();
    }
  }

  function parts(): Pick<ResultParts, 'total' | 'literal' | 'matching'> {
    return { total: total.value, literal: literal.value, matching: matching.value };
  }

  /** Is part of the query, and what the next query begins with. */
  async function setVariants(on: boolean): Promise<void> {
    const kept = preferences.set(VARIANTS_KEY, on);
    await changes.setVariants(on);
    await kept;
  }

  function foldOthers(folded: boolean): void {
    othersFolded.value = folded;
    items.value = folded ? shownOf(items.value, true) : items.value.slice(0, matching.value);
    exhausted = false;
    if (!folded) void loadMore();
  }

  /** Shows what the user thinks of somebody before core has kept it; who is judged NO leaves the list. */
  function showJudgement(id: string, judgement: Judgement | null): void {
    const row = items.value.find((item) => item.id === id);
    if (row === undefined) return;
    if (judgement !== 'NO') {
      items.value = items.value.map((item) => (item === row ? { ...row, judgement } : item));
      return;
    }
    items.value = items.value.filter((item) => item !== row);
    total.value -= 1;
    if (row.tier === 'LITERAL') literal.value -= 1;
    if (row.tier === 'LITERAL' && !row.other) matching.value -= 1;
  }

  return {
    ...asked,
    ...found,
    ...changes,
    setVariants,
    config,
    loadConfig,
    search,
    refresh,
    loadMore,
    openWanted,
    openCategory,
    foldOthers,
    showJudgement,
  };
});

/** A query, and the saved search whose marks and judgements the rows carry. */
interface Asking {
  readonly query: CandidateQuery;
  readonly savedSearchId?: string;
}

/** What came back. */
function createResultState() {
  return {
    items: shallowRef<readonly CandidateSummary[]>([]),
    total: ref(0),
    /** Rows above the second tier. */
    literal: ref(0),
    matching: ref(0),
    variantWords: shallowRef<readonly VariantWord[]>([]),
    counts: shallowRef<FilterCounts>({}),
    /** Null until the first answer. */
    rankerVersion: ref<number | null>(null),
    searching: ref(false),
    loadingMore: ref(false),
    answered: ref(false),
    /** The saved search that the rows on screen belong to. */
    shownSearchId: ref<string | null>(null),
    failure: ref<ApiFailure | null>(null),
    relaxations: shallowRef<readonly CountedRelaxation[]>([]),
    othersFolded: ref(false),
    /** Everybody this user may see; known once a search without conditions has run. */
    everybody: ref<number | null>(null),
  };
}

function showAnswer(found: ReturnType<typeof createResultState>, answer: CandidateSearchResult): void {
  found.items.value = answer.items;
  found.total.value = answer.total;
  found.literal.value = answer.literal;
  found.matching.value = answer.matching;
  found.variantWords.value = answer.variantWords;
  found.counts.value = answer.counts;
  found.rankerVersion.value = answer.rankerVersion;
  found.answered.value = true;
  found.failure.value = null;
  found.relaxations.value = [];
}

/** What each thing to let go would give, the most people first; stops early when the query is no longer the current one. */
async function countRelaxations(asking: Asking, isCurrent: () => boolean): Promise<readonly CountedRelaxation[]> {
  const counted: CountedRelaxation[] = [];
  for (const relaxation of relaxationsOf(asking.query).slice(0, MOST_RELAXATIONS)) {
    const answer = await api().candidates.search({ ...asking, query: relaxation.query, offset: 0, limit: 1 });
    if (!isCurrent()) return [];
    if (answer.total > 0) counted.push({ ...relaxation, total: answer.total });
  }
  return counted.sort((a, b) => b.total - a.total);
}

/** The first `wanted` rows that are not folded away, in as few calls as the page limit of the API allows. */
async function fetchRows(asking: Asking, wanted: number, folded: boolean): Promise<CandidateSearchResult> {
  const first = await api().candidates.search({ ...asking, offset: 0, limit: Math.min(wanted, LARGEST_PAGE) });
  const parts = { ...first, folded };
  const end = Math.min(wanted, first.total - hiddenCount(parts));
  let items = shownOf(first.items, folded);
  while (items.length < end) {
    const limit = Math.min(wanted - items.length, LARGEST_PAGE);
    const next = await api().candidates.search({ ...asking, offset: offsetOf(items.length, parts), limit });
    const more = shownOf(appendNew(items, next.items), folded);
    if (more.length === items.length) break;
    items = more;
  }
  return { ...first, items: [...items] };
}

/** Where in the answer the row stands that comes after so many rows on screen. */
function offsetOf(shown: number, parts: ResultParts): number {
  return shown < parts.matching ? shown : shown + hiddenCount(parts);
}

function shownOf(items: readonly CandidateSummary[], folded: boolean): readonly CandidateSummary[] {
  return folded ? items.filter((item) => !isFoldable(item)) : items;
}

/** Rows can shift between two pages while sync goes on; nobody stands in the list twice. */
function appendNew(known: readonly CandidateSummary[], more: readonly CandidateSummary[]): readonly CandidateSummary[] {
  const ids = new Set(known.map((item) => item.id));
  return [...known, ...more.filter((item) => !ids.has(item.id))];
}
