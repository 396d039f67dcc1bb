import * as z from 'zod';
import type { ImportFault } from '../fault.ts';
import type { CsvRow } from './csv-file.ts';

const UuidText = z.uuid();

/** Reads typed values from one CSV row; every fault is added to `faults` and answered with a harmless value. */
export interface RowReader<C extends string> {
  /** Text as it stands; a fault when empty (unless `optional`), too long, or not storable. */
  text(column: C, rule: { readonly max: number; readonly optional?: boolean }): string;
  /** Text of a fixed form; `form` says in Dutch what is expected. */
  code(column: C, pattern: RegExp, form: string): string;
  uuid(column: C): string;
  /** Decimal number between the bounds, both included. */
  decimal(column: C, min: number, max: number): number;
  /** Whole number from 0; null when the field is empty. */
  count(column: C): number | null;
  fault(column: C | '', message: string): void;
  /** True when this row has no fault so far. */
  ok(): boolean;
}

export function rowReader<C extends string>(row: CsvRow<C>, faults: ImportFault[]): RowReader<C> {
  const before = faults.length;
  const fault = (column: C | '', message: string): void => {
    faults.push({ file: row.file, section: '', row: row.line, column, message });
  };
  const code = (column: C, pattern: RegExp, form: string): string => {
    const value = row.values[column];
    if (!pattern.test(value)) fault(column, value === '' ? 'Dit veld is leeg.' : `Verwacht: ${form}.`);
    return value;
  };
  return {
    fault,
    code,
    ok: () => faults.length === before,
    text(column, { max, optional = false }) {
      const value = row.values[column];
      if (value.trim() === '' && !optional) fault(column, 'Dit veld is leeg.');
      if (value.length > max) fault(column, `Dit veld is langer dan ${max} tekens.`);
      if (value.includes('\0')) fault(column, 'Dit veld bevat een teken dat niet mag.');
      return value;
    },
    uuid(column) {
      const value = row.values[column].toLowerCase();
      if (!UuidText.safeParse(value).success) fault(column, value === '' ? 'Dit veld is leeg.' : 'Verwacht: een UUID.');
      return value;
    },
    decimal(column, min, max) {
      const form = /^-?\d+(\.\d+)?$/;
      const number = Number(code(column, form, 'een getal met een punt'));
      if (!form.test(row.values[column])) return min;
      if (number < min || number > max) fault(column, `Verwacht: een getal van ${min} tot en met ${max}.`);
      return number;
    },
    count(column) {
      if (row.values[column] === '') return null;
      return Number(code(column, /^\d{1,9}$/, 'een geheel getal'));
    },
  };
}

/** Reports every row whose value stood on an earlier row too, with that row's line. */
export function reportDoubles<T extends { readonly row: CsvRow }>(
  items: readonly T[],
  column: string,
  valueOf: (item: T) => string,
  faults: ImportFault[],
): void {
  const first = new Map<string, number>();
  for (const item of items) {
    const value = valueOf(item);
    const line = first.get(value);
    if (line === undefined) first.set(value, item.row.line);
    else {
      const message = `Deze waarde staat ook op regel ${line}.`;
      faults.push({ file: item.row.file, section: '', row: item.row.line, column, message });
    }
  }
}
