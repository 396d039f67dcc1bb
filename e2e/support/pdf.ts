import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface ReadPdf {
  readonly text: string;
  /** The text of each sheet. */
  readonly pages: readonly string[];
  readonly info: string;
  /** The highest level of the bookmarks. */
  readonly bookmarks: readonly string[];
}

/** Reads a PDF back with poppler's own tools, as another program would. */
export function readPdf(pdf: Buffer): ReadPdf {
  const directory = mkdtempSync(path.join(tmpdir(), 'hallowerk-pdf-'));
  try {
    const file = path.join(directory, 'profile.pdf');
    writeFileSync(file, pdf, { mode: 0o600 });
    const read = (program: string, args: string[]) => execFileSync(program, args, { encoding: 'utf8' });
    const text = read('pdftotext', ['-layout', file, '-']);
    return {
      text,
      pages: text.split('\f').filter((page) => page.trim() !== ''),
      info: read('pdfinfo', [file]),
      bookmarks: bookmarksIn(read('pdftohtml', ['-xml', '-i', '-stdout', file])),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** `pdftohtml` writes the bookmarks as nested `<outline>` elements with `<item>`s. */
function bookmarksIn(xml: string): string[] {
  const names: string[] = [];
  let depth = 0;
  for (const [tag, name] of xml.matchAll(/<outline>|<\/outline>|<item [^>]*>([^<]*)<\/item>/g)) {
    if (tag === '<outline>') depth += 1;
    else if (tag === '</outline>') depth -= 1;
    else if (depth === 1) names.push(name ?? '');
  }
  return names;
}
