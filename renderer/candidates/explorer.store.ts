import type {
  CandidateQuery,
  CandidateSearchResult,
  CandidateSummary,
  FilterCounts,
  Judgement,
} from '@hallowerk/contract/candidates/candidate-search.ts';
import { PAGE_SIZE, type FilterConfig } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { FilterCategory } from '@hallowerk/contract/reference/reference.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { createQueryChanges, createQueryState } from './explorer-query.ts';
import { relaxationsOf, type CountedRelaxation } from './relaxations.ts';

const LARGEST_PAGE = 200;
const MOST_RELAXATIONS = 6;

/**
 * The explorer: what is asked and what came back. Lives as long as the window, so that a query survives navigation.
 * Every search has a number; an answer to an older number is thrown away, however late or early it comes.
 */
export const useExplorerStore = defineStore('candidates-explorer', () => {
  const asked = createQueryState();
  const found = createResultState();
  const { query, isEmptyQuery } = asked;
  const { items, total, matching, searching, loadingMore, failure, relaxations, othersFolded } = found;
  const config = shallowRef<FilterConfig | null>(null);
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
      const answer = await fetchRows(question, wanted);
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

  /** The next 50. Does nothing while one is under way, at the end, or when only the folded part is left. */
  async function loadMore(): Promise<void> {
    const end = othersFolded.value ? matching.value : total.value;
    if (exhausted || loadingMore.value || searching.value || items.value.length >= end) return;
    const mine = sequence;
    loadingMore.value = true;
    try {
      const offset = items.value.length;
      const answer = await api().candidates.search({ ...asking(), offset, limit: PAGE_SIZE });
      if (mine !== sequence) return;
      items.value = appendNew(items.value, answer.items);
      exhausted = items.value.length === offset;
      total.value = answer.total;
      matching.value = answer.matching;
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    } finally {
      loadingMore.value = false;
    }
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

  function foldOthers(folded: boolean): void {
    othersFolded.value = folded;
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
    if (!row.other) matching.value -= 1;
  }

  return {
    ...asked,
    ...found,
    ...createQueryChanges(asked, search),
    config,
    loadConfig,
    search,
    refresh,
    loadMore,
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
    matching: ref(0),
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
  found.matching.value = answer.matching;
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

/** The first `wanted` rows, in as few calls as the page limit of the API allows. */
async function fetchRows(asking: Asking, wanted: number): Promise<CandidateSearchResult> {
  const first = await api().candidates.search({ ...asking, offset: 0, limit: Math.min(wanted, LARGEST_PAGE) });
  let items: readonly CandidateSummary[] = first.items;
  while (items.length < Math.min(wanted, first.total)) {
    const limit = Math.min(wanted - items.length, LARGEST_PAGE);
    const next = await api().candidates.search({ ...asking, offset: items.length, limit });
    const more = appendNew(items, next.items);
    if (more.length === items.length) break;
    items = more;
  }
  return { ...first, items: [...items] };
}

/** Rows can shift between two pages while sync goes on; nobody stands in the list twice. */
function appendNew(known: readonly CandidateSummary[], more: readonly CandidateSummary[]): readonly CandidateSummary[] {
  const ids = new Set(known.map((item) => item.id));
  return [...known, ...more.filter((item) => !ids.has(item.id))];
}
