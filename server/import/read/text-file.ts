import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileFault } from '../fault.ts';
import type { Read } from '../fault.ts';

/** Official files are a few megabytes; a gigabyte here is a mistake that would only fill the memory. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Reads a whole UTF-8 file, with or without byte order mark. `value` is null exactly when there is a fault: missing,
 * not a file, not readable, empty, too large or not UTF-8 (with the first line that is not).
 */
export async function readTextFile(path: string): Promise<Read<string | null>> {
  const file = basename(path);
  const failed = (message: string, row: number | null = null): Read<null> => ({
    value: null,
    faults: [fileFault(file, message, row)],
  });
  let bytes: Buffer;
  try {
    const info = await stat(path);
    if (!info.isFile()) return failed('Dit is geen bestand.');
    if (info.size > MAX_BYTES) return failed('Dit bestand is groter dan 256 MB. Klopt het wel?');
    bytes = await readFile(path);
  } catch (error) {
    return failed(openFailure(error));
  }
  if (bytes.length === 0) return failed('Dit bestand is leeg.');
  if (isUtf16(bytes)) return failed('Dit bestand is UTF-16. Sla het op als UTF-8.');
  const text = decode(bytes);
  if (text === null) return failed('Dit bestand is niet UTF-8. Sla het op als UTF-8.', firstLineNotUtf8(bytes));
  if (text.trim() === '') return failed('Dit bestand is leeg.');
  return { value: text, faults: [] };
}

function openFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'Dit bestand is er niet.';
    case 'EACCES':
    case 'EPERM':
      return 'Dit bestand mag je niet lezen.';
    default:
      return `Dit bestand is niet te lezen (${String(code) || 'onbekende oorzaak'}).`;
  }
}

function isUtf16(bytes: Buffer): boolean {
  const first = bytes.subarray(0, 2).toString('hex');
  return first === 'fffe' || first === 'feff';
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** A line feed is never part of a longer UTF-8 character, so the file may be cut at it. */
function firstLineNotUtf8(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    const next = end === -1 ? bytes.length : end + 1;
    if (decode(bytes.subarray(start, next)) === null) return line;
    start = next;
  }
  return line;
}
