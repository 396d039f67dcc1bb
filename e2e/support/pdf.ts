import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface ReadPdf {
  readonly text: string;
  readonly info: string;
}

/** Reads a PDF back with poppler's own tools, as another program would. */
export function readPdf(pdf: Buffer): ReadPdf {
  const directory = mkdtempSync(path.join(tmpdir(), 'hallowerk-pdf-'));
  try {
    const file = path.join(directory, 'profile.pdf');
    writeFileSync(file, pdf, { mode: 0o600 });
    const read = (program: string, args: string[]) => execFileSync(program, args, { encoding: 'utf8' });
    return { text: read('pdftotext', ['-layout', file, '-']), info: read('pdfinfo', [file]) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
