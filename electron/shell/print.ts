import path from 'node:path';
import { BrowserWindow, type WebContents } from 'electron';
import type { Saved, SavePdfRequest } from '#core/platform.ts';
import { showPage } from './main-window.ts';
import { askForFile, writeInOneStep } from './save-file.ts';
import { printUrl } from './security/navigation-guard.ts';
import { type WindowKind, windowOptions } from './security/window-options.ts';

export interface PrintParts {
  readonly kind: WindowKind;
  /** The window the save dialog belongs to; null when there is none. */
  readonly parent: () => BrowserWindow | null;
  /** How long a print view may take to say that it is complete. */
  readonly timeLimitMs?: number;
}

/** Resolves in the page when its print view says that everything is there. */
const WHEN_READY = `new Promise((resolve) => {
  const root = document.documentElement;
  const look = () => root.dataset.printReady === 'true' && (observer.disconnect(), resolve(true));
  const observer = new MutationObserver(look);
  observer.observe(root, { attributes: true, attributeFilter: ['data-print-ready'] });
  look();
})`;

/** Shows a print view in a window of its own, for the print dialog. @throws {TypeError} when it is not a print view. */
export function openPrintView(kind: WindowKind, route: string): BrowserWindow {
  const address = printUrl(route);
  const window = new BrowserWindow(windowOptions(kind, { width: 900, height: 1000, autoHideMenuBar: true }));
  window.once('ready-to-show', () => window.show());
  showPage(window, address);
  return window;
}

/**
 * Asks where to save, then renders a print view in a hidden window into a tagged A4 PDF and puts it there in one step.
 * The window goes in any case; so does a half-written file. The headings become the bookmarks of the file.
 *
 * @throws {TypeError} when the route is not a print view.
 * @throws {Error} when the view is not complete within the time limit, or the file cannot be written; the reason of the
 * signal when that went off.
 */
export async function savePdf(parts: PrintParts, request: SavePdfRequest, signal?: AbortSignal): Promise<Saved> {
  const address = printUrl(request.route);
  const file = await askForFile(parts.parent(), request.suggestedName, 'PDF');
  signal?.throwIfAborted();
  if (file === null) return { saved: false };
  const window = new BrowserWindow(windowOptions({ ...parts.kind, hidden: true }, { width: 794, height: 1123 }));
  try {
    const made = whenPrintable(window, address).then(() => toPdf(window.webContents));
    const bytes = await withinTime(made, request.timeLimitMs ?? parts.timeLimitMs ?? 30_000, signal);
    await writeInOneStep(file, bytes);
    return { saved: true, fileName: path.basename(file) };
  } finally {
    if (!window.isDestroyed()) window.destroy();
  }
}

async function whenPrintable(window: BrowserWindow, address: string): Promise<void> {
  await window.loadURL(address);
  await window.webContents.executeJavaScript(WHEN_READY);
}

function toPdf(contents: WebContents): Promise<Buffer> {
  return contents.printToPDF({
    printBackground: true,
    pageSize: 'A4',
    preferCSSPageSize: true,
    generateTaggedPDF: true,
    generateDocumentOutline: true,
  });
}

async function withinTime<T>(work: Promise<T>, limitMs: number, signal: AbortSignal | undefined): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const timer = setTimeout(() => stopped.reject(new Error('The print view was not complete in time')), limitMs);
  const abort = (): void => stopped.reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
