import {
  DEFAULT_VACANCY_QUERY,
  NO_VACANCY_FILTERS,
  VACANCIES_PAGE_SIZE,
  VACANCY_COLUMNS,
  type VacancyColumn,
  type VacancyFilters,
  type VacancySort,
} from '@hallowerk/contract/vacancies/vacancy-list.ts';
import type { VacancyRow } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { api } from '../api/app-api.ts';
import { useAnswer } from '../shared/composables/useAnswer.ts';
import { usePreferencesStore } from '../shared/preferences.store.ts';

const PAGING_KEY = 'vacancies.paging';
const COLUMNS_KEY = 'vacancies.columns';
/** What HW-VMG-02 names; the title has the function below it. */
const FIRST_COLUMNS: readonly VacancyColumn[] = [
  ...(['title', 'organization', 'city', 'createdAt', 'closingDate', 'visible', 'createdBy', 'proposals'] as const),
];
/** Rows that are fetched together while scrolling; three such blocks are in the page. */
const BLOCK = 30;

interface VacancyPart {
  readonly offset: number;
  readonly total: number;
  readonly items: readonly VacancyRow[];
}

/** 'Vacatures beheren': what is asked for, and the part of it on screen. Outlives the page, so that going back finds it. */
export const useVacancyListStore = defineStore('vacancy-list', () => {
  const preferences = usePreferencesStore();
  const text = ref('');
  const filters = shallowRef<VacancyFilters>(DEFAULT_VACANCY_QUERY.filters);
  const sort = shallowRef<VacancySort>(DEFAULT_VACANCY_QUERY.sort);
  const offset = ref(0);
  const paging = computed(() => preferences.choice(PAGING_KEY, ['pages', 'endless'], 'pages'));
  const columns = computed(() => columnsOf(preferences.values[COLUMNS_KEY]));
  const query = computed(() => ({
    text: text.value.slice(0, 100),
    filters: { ...filters.value },
    sources: [...DEFAULT_VACANCY_QUERY.sources],
    sort: { ...sort.value },
  }));
  const { answer, ...list } = useAnswer<VacancyPart>(ask, { offset: 0, total: 0, items: [] });

  async function ask(): Promise<VacancyPart> {
    const from = offset.value;
    const limit = paging.value === 'pages' ? VACANCIES_PAGE_SIZE : BLOCK * 3;
    const found = await api().vacancies.list({ ...query.value, offset: from, limit });
    return { offset: from, ...found };
  }

  /** A page that is not there any more gives way to the last one. */
  async function load(): Promise<void> {
    await list.load();
    const { total, items } = answer.value;
    if (items.length > 0 || total === 0 || offset.value === 0) return;
    offset.value = Math.floor((total - 1) / VACANCIES_PAGE_SIZE) * VACANCIES_PAGE_SIZE;
    await list.load();
  }

  async function refresh(): Promise<void> {
    if (list.answered.value) await load();
  }

  function startOver(): Promise<void> {
    offset.value = 0;
    return load();
  }

  function search(wanted: string): Promise<void> {
    text.value = wanted;
    return startOver();
  }

  function filter(wanted: VacancyFilters): Promise<void> {
    filters.value = wanted;
    return startOver();
  }

  function clear(): Promise<void> {
    text.value = '';
    return filter(NO_VACANCY_FILTERS);
  }

  function sortBy(wanted: VacancySort): Promise<void> {
    sort.value = wanted;
    return startOver();
  }

  function goTo(page: number): Promise<void> {
    offset.value = Math.max(0, page) * VACANCIES_PAGE_SIZE;
    return load();
  }

  /** Scrolled to a row: fetches the blocks around it, unless they are there or on their way. */
  function lookAt(row: number): void {
    const wanted = Math.max(0, Math.floor(row / BLOCK) - 1) * BLOCK;
    if (paging.value === 'pages' || wanted === offset.value) return;
    offset.value = wanted;
    void list.load();
  }

  async function setPaging(wanted: 'pages' | 'endless'): Promise<void> {
    const kept = preferences.set(PAGING_KEY, wanted);
    await startOver();
    await kept;
  }

  async function setColumns(wanted: readonly VacancyColumn[]): Promise<void> {
    await preferences.set(COLUMNS_KEY, [...wanted]);
  }

  const part = computed(() => answer.value);
  return {
    ...{ text, filters, sort, paging, columns, query, part, ...list, load, refresh },
    ...{ search, filter, clear, sortBy, goTo, lookAt, setPaging, setColumns },
  };
});

/** In the order of the table; the title always stands there. */
function columnsOf(kept: unknown): readonly VacancyColumn[] {
  const wanted: readonly unknown[] = Array.isArray(kept) ? kept : FIRST_COLUMNS;
  return VACANCY_COLUMNS.filter((column) => column === 'title' || wanted.includes(column));
}
