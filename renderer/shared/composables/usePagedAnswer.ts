import { computed, ref } from 'vue';
import { useAnswer } from './useAnswer.ts';

export interface AnswerPage<Row> {
  readonly items: readonly Row[];
  readonly total: number;
}

/**
 * `useAnswer` for a list that comes a page at a time. A page that is not there any more gives way to the last one.
 *
 *   const list = usePagedAnswer(20, (part) => api().candidates.listNotes({ ...part, sort: sort.value }));
 */
export function usePagedAnswer<Row>(
  pageSize: number,
  ask: (part: { readonly offset: number; readonly limit: number }) => Promise<AnswerPage<Row>>,
) {
  const page = ref(0);
  const asked = () => ask({ offset: page.value * pageSize, limit: pageSize });
  const { answer, load: loadPage, ...state } = useAnswer<AnswerPage<Row>>(asked, { items: [], total: 0 });
  const rows = computed(() => answer.value.items);
  const total = computed(() => answer.value.total);
  const pageCount = computed(() => Math.max(1, Math.ceil(total.value / pageSize)));

  async function load(): Promise<void> {
    const before = answer.value;
    await loadPage();
    if (answer.value !== before && page.value >= pageCount.value) await goTo(pageCount.value - 1);
  }

  function goTo(target: number): Promise<void> {
    page.value = Math.min(pageCount.value - 1, Math.max(0, target));
    return load();
  }

  /** From the first page: what is asked for is something else now. */
  function startOver(): Promise<void> {
    page.value = 0;
    return load();
  }

  async function refresh(): Promise<void> {
    if (state.answered.value) await load();
  }

  return { ...state, rows, total, page, pageCount, load, refresh, goTo, startOver };
}
