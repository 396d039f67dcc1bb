/** One line of text on paper: a heading, or body text that is broken into as many lines as it needs. */
export interface PdfLine {
  readonly text: string;
  readonly style: 'title' | 'heading' | 'strong' | 'body';
}

/** Points; `gap` is the white above. */
const STYLES = {
  title: { size: 22, font: 'F2', gap: 0 },
  heading: { size: 13, font: 'F2', gap: 16 },
  strong: { size: 10.5, font: 'F2', gap: 7 },
  body: { size: 10.5, font: 'F1', gap: 1 },
} as const;

const PAGE = { width: 595, height: 842, margin: 62 };
const LEADING = 1.35;
/** Of the height of the letters, on average, in Helvetica; a little too much, so that no line runs off the paper. */
const LETTER_WIDTH = 0.54;

/** Characters outside Latin-1 that Windows-1252 has, as it has them. */
const WINDOWS_1252: Readonly<Record<string, string>> = {
  '€': '\x80',
  '…': '\x85',
  '‘': '\x91',
  '’': '\x92',
  '“': '\x93',
  '”': '\x94',
  '•': '\x95',
  '–': '\x96',
  '—': '\x97',
};

/**
 * A small PDF (1.7) of nothing but text in the standard fonts, on as many A4 pages as it needs. The same lines give the
 * same bytes.
 */
export function textPdf(title: string, lines: readonly PdfLine[]): Buffer {
  const pages = layOut(lines);
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R /Lang (nl-NL) /ViewerPreferences << /DisplayDocTitle true >> >>`,
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, n) => `${6 + n * 2} 0 R`).join(' ')}] >>`,
    font('Helvetica'),
    font('Helvetica-Bold'),
    `<< /Title ${literal(title)} /Producer (HalloWerk demo) >>`,
    ...pages.flatMap((content, n) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Contents ${7 + n * 2} 0 R ` +
        `/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ]),
  ];
  return assemble(objects);
}

function font(name: string): string {
  return `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
}

/** The drawing commands of each page. Every character here is one byte. */
function layOut(lines: readonly PdfLine[]): string[] {
  const pages: string[] = [];
  let commands: string[] = [];
  let y = PAGE.height - PAGE.margin;
  for (const { text, style } of lines) {
    const { size, font: name, gap } = STYLES[style];
    for (const [index, part] of wrapped(text, (PAGE.width - 2 * PAGE.margin) / (size * LETTER_WIDTH)).entries()) {
      y -= size * LEADING + (index === 0 ? gap : 0);
      if (y < PAGE.margin) {
        pages.push(commands.join('\n'));
        commands = [];
        y = PAGE.height - PAGE.margin - size;
      }
      commands.push(`BT /${name} ${size} Tf ${PAGE.margin} ${y.toFixed(1)} Td ${literal(part)} Tj ET`);
    }
  }
  return [...pages, commands.join('\n')];
}

function wrapped(text: string, characters: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > characters) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function literal(text: string): string {
  const bytes = [...text.normalize('NFC')].map((char) => WINDOWS_1252[char] ?? (char <= '\xff' ? char : '?'));
  return `(${bytes.join('').replace(/[\\()]/g, '\\$&')})`;
}

function assemble(objects: readonly string[]): Buffer {
  let body = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + table + trailer, 'latin1');
}
