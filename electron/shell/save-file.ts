import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';
import type { Saved, SaveFileRequest } from '#core/platform.ts';
import { safeFileName } from './file-name.ts';

type Kind = 'PDF' | SaveFileRequest['format'];

const KINDS: Readonly<Record<Kind, { readonly title: string; readonly name: string; readonly extension: string }>> = {
  PDF: { title: 'Opslaan als PDF', name: 'PDF', extension: 'pdf' },
  CSV: { title: 'Opslaan als CSV', name: 'CSV (kommagescheiden)', extension: 'csv' },
  XLSX: { title: 'Opslaan als Excel-werkmap', name: 'Excel-werkmap', extension: 'xlsx' },
  JSON: { title: 'Opslaan als JSON', name: 'JSON', extension: 'json' },
};

/**
 * Asks where to save and writes the bytes there in one step.
 * @throws {Error} of the file system when the place cannot be written; the reason of the signal when that went off.
 */
export async function saveFile(
  parent: BrowserWindow | null,
  { suggestedName, format, bytes }: SaveFileRequest,
  signal?: AbortSignal,
): Promise<Saved> {
  const file = await askForFile(parent, suggestedName, format);
  signal?.throwIfAborted();
  if (file === null) return { saved: false };
  await writeInOneStep(file, bytes);
  return { saved: true, fileName: path.basename(file) };
}

/** The path that the user chose, or null when he cancelled. */
export async function askForFile(
  parent: BrowserWindow | null,
  suggestedName: string,
  kind: Kind,
): Promise<string | null> {
  const { title, name, extension } = KINDS[kind];
  const options = {
    title,
    defaultPath: path.join(app.getPath('documents'), safeFileName(suggestedName, extension)),
    filters: [{ name, extensions: [extension] }],
  };
  const answer = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options));
  return answer.canceled || !answer.filePath ? null : answer.filePath;
}

/** The whole file or none: what stood there before stays until the new one is complete. */
export async function writeInOneStep(file: string, bytes: Uint8Array): Promise<void> {
  const draft = path.join(path.dirname(file), `.${randomUUID()}.part`);
  try {
    await writeFile(draft, bytes, { mode: 0o600 });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
