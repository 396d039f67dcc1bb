import writeExcelFile, { type Cell, type Feature, type Image } from 'write-excel-file/node';
import {
  getCellAddress,
  getOrderOfSiblings,
  insertElementMarkupAccordingToOrderOfSiblings,
} from 'write-excel-file/utility';
import type { ExportColumn } from '@hallowerk/contract/common/export-column.ts';
import { csvOfCells, csvText } from './csv.ts';

type Rows<Key extends string> = readonly Readonly<Record<Key, string | number | null>>[];
type Value = string | number | null;

const SHEET = 'xl/worksheets/sheet{id}.xml';
/** What the library takes for the contents of a file; it gives the type no name of its own. */
type FileContent = Image['content'];
/** Shown by Excel in its own language; the order of the parts is what counts. */
const DATE_FORMAT = 'dd-mm-yyyy';

/** Rows as CSV (`csvOfCells`), the headings first; dates as dd-mm-jjjj. */
export function tableCsv<Key extends string>(
  columns: readonly (ExportColumn & { readonly key: Key })[],
  rows: Rows<Key>,
): string {
  const lines = [
    columns.map(({ header }) => csvText(header)),
    ...rows.map((row) => columns.map(({ key, type }) => csvCell(row[key], type))),
  ];
  return csvOfCells(lines);
}

/**
 * The rows as a workbook with one sheet: numbers and dates as what they are, texts as texts (never a formula), header and
 * first column in sight while scrolling, a filter on every column.
 */
export function tableXlsx<Key extends string>(
  sheetName: string,
  columns: readonly (ExportColumn & { readonly key: Key })[],
  rows: Rows<Key>,
): Promise<Uint8Array> {
  const header: Cell[] = columns.map((column) => ({
    value: column.header,
    type: String,
    fontWeight: 'bold',
    wrap: true,
  }));
  const sheet = [header, ...rows.map((row) => columns.map(({ key, type }) => xlsxCell(row[key], type)))];
  const options = {
    sheet: sheetName,
    columns: columns.map(({ width }) => ({ width })),
    stickyRowsCount: 1,
    stickyColumnsCount: 1,
  };
  return writeExcelFile(sheet, options, { features: [filterOver(rows.length + 1, columns.length)] }).toBuffer();
}

/** `YYYY-MM-DD` as people write it: dd-mm-jjjj. */
export function dutchDate(date: string): string {
  return date.split('-').toReversed().join('-');
}

function csvCell(value: Value, type: ExportColumn['type']): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return type === 'date' ? dutchDate(value) : csvText(value);
}

function xlsxCell(value: Value, type: ExportColumn['type']): Cell {
  if (value === null || value === '') return null;
  if (typeof value === 'number') return { value, type: Number };
  // Midnight UTC: the library counts days from there, whatever the zone of this machine is.
  if (type === 'date') return { value: new Date(`${value}T00:00:00Z`), type: Date, format: DATE_FORMAT };
  return { value, type: String };
}

/** The library has no option for a filter on the header. */
function filterOver(lines: number, columns: number): Feature<FileContent> {
  const range = `A1:${getCellAddress(lines - 1, columns - 1)}`;
  const transform = (xml: string): string =>
    insertElementMarkupAccordingToOrderOfSiblings(
      xml,
      `<autoFilter ref="${range}"/>`,
      getOrderOfSiblings(SHEET, 'worksheet') ?? [],
      'worksheet',
    );
  return { files: { transform: { [SHEET]: { transform } } } };
}
