import writeExcelFile, { type Cell, type Feature, type Image } from 'write-excel-file/node';
import {
  getCellAddress,
  getOrderOfSiblings,
  insertElementMarkupAccordingToOrderOfSiblings,
} from 'write-excel-file/utility';
import { EXPORT_COLUMNS, type ExportRow } from '@hallowerk/contract/candidates/candidate-export.ts';

const SHEET = 'xl/worksheets/sheet{id}.xml';
/** What the library takes for the contents of a file; it gives the type no name of its own. */
type FileContent = Image['content'];
/** Shown by Excel in its own language; the order of the parts is what counts. */
const DATE_FORMAT = 'dd-mm-yyyy';

/**
 * The rows as a workbook with one sheet: numbers and dates as what they are, texts as texts (never a formula), header and
 * names in sight while scrolling, a filter on every column.
 */
export function toXlsx(rows: readonly ExportRow[]): Promise<Uint8Array> {
  const header: Cell[] = EXPORT_COLUMNS.map((column) => ({
    value: column.header,
    type: String,
    fontWeight: 'bold',
    wrap: true,
  }));
  const sheet = [header, ...rows.map((row) => EXPORT_COLUMNS.map((column) => cell(row, column)))];
  const options = {
    sheet: 'Kandidaten',
    columns: EXPORT_COLUMNS.map(({ width }) => ({ width })),
    stickyRowsCount: 1,
    stickyColumnsCount: 1,
  };
  return writeExcelFile(sheet, options, { features: [filterOver(rows.length + 1)] }).toBuffer();
}

function cell(row: ExportRow, { key, type }: (typeof EXPORT_COLUMNS)[number]): Cell {
  const value = row[key];
  if (value === null || value === '') return null;
  if (typeof value === 'number') return { value, type: Number };
  // Midnight UTC: the library counts days from there, whatever the zone of this machine is.
  if (type === 'date') return { value: new Date(`${value}T00:00:00Z`), type: Date, format: DATE_FORMAT };
  return { value, type: String };
}

/** The library has no option for a filter on the header. */
function filterOver(lines: number): Feature<FileContent> {
  const range = `A1:${getCellAddress(lines - 1, EXPORT_COLUMNS.length - 1)}`;
  const transform = (xml: string): string =>
    insertElementMarkupAccordingToOrderOfSiblings(
      xml,
      `<autoFilter ref="${range}"/>`,
      getOrderOfSiblings(SHEET, 'worksheet') ?? [],
      'worksheet',
    );
  return { files: { transform: { [SHEET]: { transform } } } };
}
