/** One fault in a file. Messages are Dutch and never repeat a value of a personal record. */
export interface ImportFault {
  /** Name of the file, without its folder. */
  readonly file: string;
  /** The list inside a JSON file (`werkzoekenden`); empty for CSV. */
  readonly section: string;
  /** CSV: line number as a text editor shows it. JSON: index in the list, from 0. null: the file as a whole. */
  readonly row: number | null;
  /** Column, or path inside the message; empty when the whole row is meant. */
  readonly column: string;
  readonly message: string;
}

/** Where a row stands, as people look it up: `regel 12` in a text editor, `werkzoekenden[12]` in a JSON file. */
export function rowLabel(section: string, row: number | null): string {
  if (row === null) return '';
  return section === '' ? `regel ${row}` : `${section}[${row}]`;
}

export function faultLine(fault: ImportFault): string {
  const parts = [fault.file, rowLabel(fault.section, fault.row), fault.column === '' ? '' : `kolom ${fault.column}`];
  return `${parts.filter((part) => part !== '').join(', ')}: ${fault.message}`;
}

/** Text of a file made safe for a terminal: control characters out, and no longer than `max` characters. */
export function printable(text: string, max = 80): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD');
  const characters = [...clean];
  return characters.length <= max ? clean : `${characters.slice(0, max - 1).join('')}…`;
}

/** The file cannot be read at all; `message` is Dutch and names no path beyond the file itself. */
export function fileFault(file: string, message: string, row: number | null = null): ImportFault {
  return { file, section: '', row, column: '', message };
}

/** What reading a file gives: everything that could be read, and every fault. */
export interface Read<T> {
  readonly value: T;
  readonly faults: readonly ImportFault[];
}
