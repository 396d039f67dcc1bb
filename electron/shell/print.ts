import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { app, BrowserWindow, dialog, type WebContents } from 'electron';
import type { SavePdfRequest } from '#core/platform.ts';
import { pdfFileName } from './file-name.ts';
import { showPage } from './main-window.ts';
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
 * The window goes in any case; so does a half-written file.
 *
 * @throws {TypeError} when the route is not a print view.
 * @throws {Error} when the view is not complete within the time limit, or the file cannot be written.
 */
export async function savePdf(parts: PrintParts, request: SavePdfRequest): Promise<{ saved: boolean }> {
  const address = printUrl(request.route);
  const file = await askForFile(parts.parent(), request.suggestedName);
  if (file === null) return { saved: false };
  const window = new BrowserWindow(windowOptions({ ...parts.kind, hidden: true }, { width: 794, height: 1123 }));
  try {
    await withinTime(whenPrintable(window, address), parts.timeLimitMs ?? 30_000);
    await writeInOneStep(file, await toPdf(window.webContents));
    return { saved: true };
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
  });
}

async function askForFile(parent: BrowserWindow | null, suggestedName: string): Promise<string | null> {
  const options = {
    title: 'Opslaan als PDF',
    defaultPath: path.join(app.getPath('documents'), pdfFileName(suggestedName)),
    filters: [{ name: 'PDF', extensions: ['pdf'] }],
  };
  const answer = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options));
  return answer.canceled || !answer.filePath ? null : answer.filePath;
}

async function withinTime(work: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The print view was not complete in time')), limitMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function writeInOneStep(file: string, bytes: Buffer): Promise<void> {
  const draft = path.join(path.dirname(file), `.${randomUUID()}.part`);
  try {
    await writeFile(draft, bytes, { mode: 0o600 });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
