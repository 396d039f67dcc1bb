import type { PDFDocumentProxy } from 'pdfjs-dist';

/** A PDF of which pages can be drawn, one at a time. */
export interface PdfPages {
  readonly count: number;
  /**
   * Draws page `number` (from 1) at `scale` (1: as large as on paper, at 96 dots an inch) and gives its text, for who
   * cannot see it. Rejects with the reason of `signal` when it is aborted.
   */
  draw(number: number, canvas: HTMLCanvasElement, scale: number, signal: AbortSignal): Promise<string>;
  close(): void;
}

/** CSS pixels for one point. */
const PIXELS_PER_POINT = 96 / 72;
/** A page of a poster would take all memory. */
const MOST_PIXELS = 16_000_000;

/**
 * Opens a PDF with pdf.js, which reads it in a worker. What the file could do stays undone: scripts are never run, forms
 * and links are only drawn, nothing is fetched. No WebAssembly: the content policy of the program forbids it.
 *
 * @throws when the content is no PDF, is damaged or has a password.
 */
export async function openPdf(content: Blob): Promise<PdfPages> {
  const [pdfjs, { default: PdfWorker }] = await Promise.all([
    import('pdfjs-dist'),
    import('pdfjs-dist/build/pdf.worker.min.mjs?worker'),
  ]);
  const port = new PdfWorker();
  const worker = pdfjs.PDFWorker.create({ port });
  const task = pdfjs.getDocument({
    data: new Uint8Array(await content.arrayBuffer()),
    worker,
    enableXfa: false,
    useWasm: false,
    useWorkerFetch: false,
    disableAutoFetch: true,
    disableStream: true,
    disableWorkerRendering: true,
    maxImageSize: MOST_PIXELS,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  const close = (): void => {
    void task.destroy().finally(() => port.terminate());
  };
  try {
    const document = await task.promise;
    return {
      count: document.numPages,
      draw: (number, canvas, scale, signal) => draw(document, number, canvas, scale, signal),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function draw(
  document: PDFDocumentProxy,
  number: number,
  canvas: HTMLCanvasElement,
  scale: number,
  signal: AbortSignal,
): Promise<string> {
  const page = await document.getPage(number);
  signal.throwIfAborted();
  const plain = page.getViewport({ scale: scale * PIXELS_PER_POINT });
  const dense = Math.min(window.devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / (plain.width * plain.height)));
  const viewport = page.getViewport({ scale: scale * PIXELS_PER_POINT * dense });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  canvas.style.width = `${plain.width}px`;
  canvas.style.height = `${plain.height}px`;
  const rendering = page.render({ canvas, viewport });
  const stop = (): void => rendering.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await rendering.promise;
    const { items } = await page.getTextContent();
    signal.throwIfAborted();
    return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
