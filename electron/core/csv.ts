const BYTE_ORDER_MARK = '\uFEFF';
/** What makes a spreadsheet take a text for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * CSV that a Dutch Excel opens by a double click: UTF-8 with a byte order mark, semicolons, CRLF. Cells are ready to write,
 * see `csvText`.
 */
export function csvOfCells(lines: readonly (readonly string[])[]): string {
  return BYTE_ORDER_MARK + lines.map((cells) => `${cells.join(';')}\r\n`).join('');
}

/** Rows of plain texts, the heading first. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return csvOfCells(rows.map((row) => row.map(csvText)));
}

/**
 * A text as a cell, in quotes. One that a spreadsheet would run as a formula gets an apostrophe in front, which is one
 * character more than there was.
 */
export function csvText(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
