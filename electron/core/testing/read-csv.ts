/** A parser of RFC 4180 with semicolons, made apart from the writer that it tests. */
export function readCsv(text: string): string[][] {
  const lines: string[][] = [];
  let at = 0;
  let line: string[] = [];
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      at += 1;
      while (!(text[at] === '"' && text[at + 1] !== '"')) {
        if (at >= text.length) throw new Error('A quoted cell does not end');
        cell += text[at];
        at += text[at] === '"' ? 2 : 1;
      }
      at += 1;
    } else {
      while (at < text.length && text[at] !== ';' && text[at] !== '\r') cell += text[at++];
    }
    line.push(cell);
    if (text[at] === ';') {
      at += 1;
      continue;
    }
    if (text.slice(at, at + 2) !== '\r\n') throw new Error(`A line ends at ${at} with something else than CRLF`);
    at += 2;
    lines.push(line);
    line = [];
  }
  return lines;
}
