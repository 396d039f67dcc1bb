import { EXPORT_COLUMNS, type ExportRow } from '@hallowerk/contract/candidates/candidate-export.ts';
import { dutchDate } from './export-rows.ts';

const BYTE_ORDER_MARK = '\uFEFF';
/** What makes a spreadsheet take a text for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * The rows as CSV that a Dutch Excel opens by a double click: UTF-8 with a byte order mark, semicolons, CRLF, every text in
 * quotes, dates as dd-mm-jjjj. A text that a spreadsheet would run as a formula gets an apostrophe in front, which is one
 * character more than the profile has.
 */
export function toCsv(rows: readonly ExportRow[]): string {
  const lines = [
    EXPORT_COLUMNS.map(({ header }) => quoted(header)),
    ...rows.map((row) => EXPORT_COLUMNS.map((column) => cell(row, column))),
  ];
  return BYTE_ORDER_MARK + lines.map((cells) => `${cells.join(';')}\r\n`).join('');
}

function cell(row: ExportRow, { key, type }: (typeof EXPORT_COLUMNS)[number]): string {
  const value = row[key];
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return type === 'date' ? dutchDate(value) : quoted(value);
}

function quoted(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
