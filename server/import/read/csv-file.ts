import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { fileFault, printable } from '../fault.ts';
import type { ImportFault, Read } from '../fault.ts';
import { readTextFile } from './text-file.ts';

export interface CsvRow<C extends string = string> {
  readonly file: string;
  /** Line of the file on which the row begins, from 1; the header is line 1. */
  readonly line: number;
  readonly values: Readonly<Record<C, string>>;
}

/**
 * Reads a comma-separated file whose header names at least `columns`, in any order; further columns are left alone.
 * Rows with a wrong number of fields, and everything that makes the file unreadable, come back as faults.
 */
export async function readCsvFile<const C extends string>(
  path: string,
  columns: readonly C[],
): Promise<Read<readonly CsvRow<C>[]>> {
  const file = basename(path);
  const text = await readTextFile(path);
  if (text.value === null) return { value: [], faults: text.faults };
  const { records, broken } = parseRecords(file, text.value);
  const header = records[0] ?? [];
  const wrong = records.length === 0 && broken ? broken : headerFault(file, header, columns);
  if (wrong) return { value: [], faults: [wrong] };
  const read = readRows(file, header, records, columns);
  if (!broken) return read;
  return { value: read.value, faults: [...read.faults, broken] };
}

interface Parsed {
  readonly records: readonly (readonly string[])[];
  readonly broken: ImportFault | null;
}

/** All records up to the place where the file stops being CSV, so that faults before it are reported too. */
function parseRecords(file: string, text: string): Parsed {
  try {
    return { records: parse(text, { relax_column_count: true }), broken: null };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const count = 'records' in error && typeof error.records === 'number' ? error.records : 0;
    const records = count === 0 ? [] : parse(text, { relax_column_count: true, to: count });
    return {
      records,
      broken: unreadable(
        file,
        error,
        records.reduce((line, record) => line + linesOf(record), 1),
      ),
    };
  }
}

/** Lines of the file that a record takes: a quoted field may hold line breaks. (The parser counts CRLF there twice.) */
function linesOf(record: readonly string[]): number {
  return record.reduce((lines, field) => lines + field.split('\n').length - 1, 1);
}

function readRows<C extends string>(
  file: string,
  header: readonly string[],
  records: readonly (readonly string[])[],
  columns: readonly C[],
): Read<readonly CsvRow<C>[]> {
  const at = columns.map((column) => [column, header.indexOf(column)] as const);
  const rows: CsvRow<C>[] = [];
  const faults: ImportFault[] = [];
  let line = 1 + linesOf(header);
  for (const record of records.slice(1)) {
    const blank = record.length === 1 && record[0]?.trim() === '';
    if (!blank && record.length !== header.length) {
      const message = `Deze rij heeft ${record.length} velden; de kopregel heeft er ${header.length}.`;
      faults.push(fileFault(file, message, line));
    } else if (!blank) {
      const values = Object.fromEntries(at.map(([column, index]) => [column, record[index] ?? '']));
      rows.push({ file, line, values: values as Record<C, string> });
    }
    line += linesOf(record);
  }
  if (rows.length === 0 && faults.length === 0) faults.push(fileFault(file, 'Dit bestand heeft geen rijen.'));
  return { value: rows, faults };
}

function headerFault(file: string, header: readonly string[], columns: readonly string[]): ImportFault | null {
  const missing = columns.filter((column) => !header.includes(column));
  const double = columns.filter((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (missing.length === 0 && double.length === 0) return null;
  if (missing.length > 0) {
    const semicolons = header.length === 1 && header[0]?.includes(';') ? ' Gebruik komma’s, geen puntkomma’s.' : '';
    const found = printable(header.join(','), 120);
    const message = `De kopregel klopt niet: ${missing.join(', ')} ontbreekt. Gevonden: ${found}.${semicolons}`;
    return fileFault(file, message, 1);
  }
  return fileFault(file, `De kopregel klopt niet: ${double.join(', ')} staat er twee keer.`, 1);
}

function unreadable(file: string, error: CsvError, line: number): ImportFault {
  const message =
    error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? 'Een aanhalingsteken wordt niet gesloten. Is het bestand afgebroken?'
      : 'Vanaf hier is dit geen geldig CSV-bestand. Kijk naar de aanhalingstekens.';
  return fileFault(file, message, line);
}
