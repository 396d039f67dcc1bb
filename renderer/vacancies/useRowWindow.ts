import { nextTick, onBeforeUnmount, onMounted, ref, watch } from 'vue';

/** What a row of `DataTable` measures until the first one stands there. */
const USUAL_HEIGHT = 49;

/**
 * Which row of a long table is at the top of what scrolls, for a table that holds only the rows around it. Measures the
 * first row that it finds; all rows are as high.
 */
export function useRowWindow(options: {
  /** Something inside the part of the page that scrolls. */
  readonly inside: () => HTMLElement | null;
  /** Changes when other rows stand there. */
  readonly rows: () => unknown;
  readonly lookAt: (row: number) => void;
}) {
  const rowHeight = ref(USUAL_HEIGHT);
  let scroller: Element | null = null;

  function measure(): void {
    const height = options.inside()?.querySelector('tbody tr:not(.space)')?.getBoundingClientRect().height ?? 0;
    if (height > 0) rowHeight.value = height;
  }

  function look(): void {
    const body = options.inside()?.querySelector('tbody');
    if (scroller === null || !body) return;
    const above = scroller.getBoundingClientRect().top - body.getBoundingClientRect().top;
    options.lookAt(Math.max(0, Math.floor(above / rowHeight.value)));
  }

  onMounted(() => {
    scroller = options.inside()?.closest('.page-frame') ?? null;
    scroller?.addEventListener('scroll', look, { passive: true });
  });
  onBeforeUnmount(() => scroller?.removeEventListener('scroll', look));
  watch(
    options.rows,
    async () => {
      await nextTick();
      measure();
    },
    { immediate: true },
  );

  return { rowHeight, toTop: () => scroller?.scrollTo({ top: 0 }) };
}
