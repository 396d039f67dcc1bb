import { onScopeDispose, ref, shallowRef, useTemplateRef, watch } from 'vue';
import { openPdf, type PdfPages } from '../pdf-pages.ts';

/** Zoom steps; 1 is as large as on paper. */
const ZOOMS = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3] as const;

/** One page at a time of a PDF, drawn on the canvas with the template ref `canvas`. */
export function usePdfPage(content: () => Blob | null) {
  const canvas = useTemplateRef<HTMLCanvasElement>('canvas');
  const pages = shallowRef<PdfPages | null>(null);
  const state = ref<'opening' | 'ready' | 'broken'>('opening');
  const page = ref(1);
  const zoom = ref<(typeof ZOOMS)[number]>(1);
  const text = ref('');
  const count = ref(0);
  let opening = 0;
  let drawing = new AbortController();

  function close(): void {
    opening += 1;
    drawing.abort();
    pages.value?.close();
    pages.value = null;
    state.value = 'opening';
    page.value = 1;
    text.value = '';
  }

  async function open(blob: Blob): Promise<void> {
    const mine = opening;
    try {
      const opened = await openPdf(blob);
      if (mine !== opening) return opened.close();
      count.value = opened.count;
      pages.value = opened;
    } catch {
      // Damaged, or locked with a password: both are said with the same words.
      if (mine === opening) state.value = 'broken';
    }
  }

  async function draw(): Promise<void> {
    if (pages.value === null || canvas.value === null) return;
    drawing.abort();
    const mine = (drawing = new AbortController());
    try {
      text.value = await pages.value.draw(page.value, canvas.value, zoom.value, mine.signal);
      state.value = 'ready';
    } catch {
      if (!mine.signal.aborted) state.value = 'broken';
    }
  }

  watch(
    content,
    (blob) => {
      close();
      if (blob !== null) void open(blob);
    },
    { immediate: true },
  );
  watch([pages, canvas, page, zoom], () => void draw(), { flush: 'post' });
  onScopeDispose(close);

  return {
    state,
    count,
    page,
    text,
    zoom,
    go: (number: number) => (page.value = Math.min(Math.max(1, number), count.value)),
    zoomBy: (steps: 1 | -1) => (zoom.value = ZOOMS[ZOOMS.indexOf(zoom.value) + steps] ?? zoom.value),
  };
}
