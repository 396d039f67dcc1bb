import type { SubjectFileItem } from '@hallowerk/contract/privacy/subject-file.ts';
import type { JsonRow } from './person-tables.ts';
import { CODES, LABELS, PEOPLE_COLUMNS, type SectionWords } from './subject-file-words.ts';

/** Role and organisation by id of a user. */
export type People = ReadonlyMap<string, string>;

const MOMENT = new Intl.DateTimeFormat('nl-NL', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'Europe/Amsterdam',
});
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
export const SOMEBODY_GONE = 'iemand die hier niet meer werkt';

/** Rows of a table in words: a heading and lines, without ids. What has no label is for machines only. */
export function itemsOf(
  table: string,
  rows: readonly JsonRow[],
  words: SectionWords,
  people: People,
): SubjectFileItem[] {
  return rows.map((row, index) => ({
    title: rows.length === 1 ? words.item : `${words.item} ${index + 1}`,
    fields: fieldsOf(table, row, people),
  }));
}

function fieldsOf(table: string, row: JsonRow, people: People): SubjectFileItem['fields'] {
  return Object.entries(row).flatMap(([column, value]) => {
    const person = PEOPLE_COLUMNS[column];
    if (person !== undefined) {
      return [
        { label: person, value: typeof value === 'string' ? (people.get(value) ?? SOMEBODY_GONE) : SOMEBODY_GONE },
      ];
    }
    // The profile is one column of many fields: each has a line of its own.
    if (column === 'profile' && typeof value === 'object' && value !== null) {
      return fieldsOf(table, value as JsonRow, people);
    }
    const label = LABELS[column];
    const text = label === undefined ? '' : wordsOf(table, column, value);
    return label === undefined || text === '' ? [] : [{ label, value: text }];
  });
}

/** A value in words; empty when there is nothing to say. */
function wordsOf(table: string, name: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'ja' : 'nee';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return textOf(table, name, value);
  if (Array.isArray(value)) {
    return value
      .map((one) => wordsOf(table, name, one))
      .filter((text) => text !== '')
      .join(typeof value[0] === 'object' ? '\n' : ', ');
  }
  return Object.entries(value)
    .map(([inner, part]) => [LABELS[inner] ?? inner, wordsOf(table, inner, part)] as const)
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `${label}: ${text}`)
    .join('; ');
}

function textOf(table: string, name: string, value: string): string {
  if (INSTANT.test(value)) return momentWords(value);
  const codes = CODES[`${table}.${name}`] ?? CODES[name];
  return codes === undefined ? value : codes.label(value);
}

export function momentWords(moment: string | Date): string {
  return MOMENT.format(new Date(moment));
}
