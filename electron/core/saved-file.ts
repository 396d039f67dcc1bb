import type { SavedFile } from '@hallowerk/contract/candidates/candidate-export.ts';
import type { Platform, SaveFileRequest, SavePdfRequest, Saved } from './platform.ts';
import { saveError } from './save-errors.ts';

const MEDIA_TYPES: Readonly<Record<SaveFileRequest['format'], string>> = {
  CSV: 'text/csv;charset=utf-8',
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  JSON: 'application/json',
};

/**
 * Keeps a table or another file where the user wants it, or hands it to the browser where that has the save dialog. A signal that went off
 * counts as cancelled.
 * @throws {DesktopError} REFUSED with a text that says what to do, when the disk refuses.
 */
export async function keepTable(
  platform: Pick<Platform, 'canSavePdf' | 'saveFile'>,
  { suggestedName, format, bytes }: SaveFileRequest,
  signal?: AbortSignal,
): Promise<SavedFile> {
  if (!platform.canSavePdf) {
    const file = new File([new Uint8Array(bytes)], suggestedName, { type: MEDIA_TYPES[format] });
    return { outcome: 'download', fileName: suggestedName, file };
  }
  return outcomeOf(await saving(() => platform.saveFile({ suggestedName, format, bytes }, signal), signal));
}

/** Keeps a print view as PDF. Cancelling and failing are as with `keepTable`. */
export async function keepPdf(
  platform: Pick<Platform, 'savePdf'>,
  request: SavePdfRequest,
  signal?: AbortSignal,
): Promise<SavedFile> {
  return outcomeOf(await saving(() => platform.savePdf(request, signal), signal));
}

async function saving(save: () => Promise<Saved>, signal?: AbortSignal): Promise<Saved> {
  try {
    return await save();
  } catch (error) {
    if (signal?.aborted === true) return { saved: false };
    throw saveError(error);
  }
}

function outcomeOf(saved: Saved): SavedFile {
  return saved.saved ? { outcome: 'saved', fileName: saved.fileName } : { outcome: 'cancelled' };
}
