import { join } from 'node:path';
import type { ImportFault, Read } from '../fault.ts';
import { readCsvFile } from '../read/csv-file.ts';
import type { CsvRow } from '../read/csv-file.ts';
import { reportDoubles, rowReader } from '../read/row-reader.ts';

export const ESCO_FILES = {
  occupations: 'esco-1.2-beroepen-nl.csv',
  descriptions: 'esco-1.2-beroepen-omschrijving-nl.csv',
  groups: 'esco-1.2-isco08-groepen-nl.csv',
} as const;

const OCCUPATION_COLUMNS = ['id', 'code', 'label', 'alt_labels', 'isco', 'parent_id'] as const;
const DESCRIPTION_COLUMNS = ['id', 'omschrijving'] as const;
const GROUP_COLUMNS = ['code', 'niveau', 'label', 'parent'] as const;

export interface EscoOccupation {
  readonly row: CsvRow;
  readonly id: string;
  readonly code: string;
  readonly label: string;
  readonly alternativeLabels: readonly string[];
  /** ISCO-08 unit group, four digits. */
  readonly isco: string;
  readonly parentId: string | null;
  readonly description: string;
}

export interface IscoGroup {
  readonly row: CsvRow;
  readonly code: string;
  readonly label: string;
  readonly parent: string | null;
}

export interface EscoLists {
  readonly occupations: readonly EscoOccupation[];
  readonly groups: readonly IscoGroup[];
}

interface Described {
  readonly row: CsvRow;
  readonly id: string;
  readonly description: string;
}

/** Reads the three ESCO files of a folder and checks them against each other. Faults name file, line and column. */
export async function readEsco(directory: string): Promise<Read<EscoLists>> {
  const occupationFile = await readCsvFile(join(directory, ESCO_FILES.occupations), OCCUPATION_COLUMNS);
  const descriptionFile = await readCsvFile(join(directory, ESCO_FILES.descriptions), DESCRIPTION_COLUMNS);
  const groupFile = await readCsvFile(join(directory, ESCO_FILES.groups), GROUP_COLUMNS);
  const faults: ImportFault[] = [...occupationFile.faults, ...descriptionFile.faults, ...groupFile.faults];
  // When rows of one file could not be read, 'does not exist' about the others would only be noise.
  const complete = faults.length === 0;

  const groups = groupFile.value.map((row) => parseGroup(row, faults));
  const described = descriptionFile.value.map((row) => parseDescription(row, faults));
  const descriptions = new Map(described.map((line) => [line.id, line.description]));
  const occupations = occupationFile.value.map((row) => parseOccupation(row, descriptions, faults));

  reportDoubles(groups, 'code', (group) => group.code, faults);
  reportDoubles(described, 'id', (line) => line.id, faults);
  reportDoubles(occupations, 'id', (occupation) => occupation.id, faults);
  reportDoubles(occupations, 'code', (occupation) => occupation.code, faults);
  if (complete) checkReferences({ occupations, groups }, described, faults);
  return { value: { occupations, groups }, faults };
}

function parseGroup(row: CsvRow<(typeof GROUP_COLUMNS)[number]>, faults: ImportFault[]): IscoGroup {
  const read = rowReader(row, faults);
  const code = read.code('code', /^\d{1,4}$/, 'een ISCO-code van 1 tot 4 cijfers');
  const level = read.code('niveau', /^[1-4]$/, '1, 2, 3 of 4');
  if (read.ok() && level !== String(code.length)) read.fault('niveau', 'Het niveau past niet bij de code.');
  const label = read.text('label', { max: 200 });
  const parent = row.values.parent === '' ? null : row.values.parent;
  if (read.ok() && (parent ?? '') !== code.slice(0, -1)) read.fault('parent', 'De parent past niet bij de code.');
  return { row, code, label, parent };
}

function parseDescription(row: CsvRow<(typeof DESCRIPTION_COLUMNS)[number]>, faults: ImportFault[]): Described {
  const read = rowReader(row, faults);
  return { row, id: read.uuid('id'), description: read.text('omschrijving', { max: 4000, optional: true }) };
}

function parseOccupation(
  row: CsvRow<(typeof OCCUPATION_COLUMNS)[number]>,
  descriptions: ReadonlyMap<string, string>,
  faults: ImportFault[],
): EscoOccupation {
  const read = rowReader(row, faults);
  const id = read.uuid('id');
  const code = read.code('code', /^\d{4}(\.\d+)+$/, 'een ESCO-code, zoals 2221.1');
  if (code.length > 20) read.fault('code', 'Dit veld is langer dan 20 tekens.');
  const label = read.text('label', { max: 200 });
  const alternatives = read.text('alt_labels', { max: 100_000, optional: true });
  const alternativeLabels = alternatives === '' ? [] : alternatives.split('|');
  if (alternativeLabels.some((text) => text.trim() === '')) read.fault('alt_labels', 'Een van de namen is leeg.');
  const tooLong = alternativeLabels.some((text) => text.length > 200);
  if (tooLong) read.fault('alt_labels', 'Een van de namen is langer dan 200 tekens.');
  const isco = read.code('isco', /^\d{4}$/, 'een ISCO-code van 4 cijfers');
  const parentId = row.values.parent_id === '' ? null : read.uuid('parent_id');
  return { row, id, code, label, alternativeLabels, isco, parentId, description: descriptions.get(id) ?? '' };
}

function checkReferences(lists: EscoLists, described: readonly Described[], faults: ImportFault[]): void {
  const groupCodes = new Set(lists.groups.map((group) => group.code));
  const byId = new Map(lists.occupations.map((occupation) => [occupation.id, occupation]));
  const describedIds = new Set(described.map((line) => line.id));
  const report = (row: CsvRow, column: string, message: string): void => {
    faults.push({ file: row.file, section: '', row: row.line, column, message });
  };
  for (const group of lists.groups) {
    if (group.parent !== null && !groupCodes.has(group.parent)) report(group.row, 'parent', 'Deze groep is er niet.');
  }
  for (const line of described) {
    if (!byId.has(line.id)) report(line.row, 'id', 'Bij deze omschrijving is er geen beroep.');
  }
  for (const occupation of lists.occupations) {
    const { row, id, isco, parentId } = occupation;
    if (!groupCodes.has(isco)) report(row, 'isco', 'Deze groep is er niet.');
    if (!describedIds.has(id)) report(row, 'id', 'Bij dit beroep is er geen omschrijving.');
    if (parentId !== null && !byId.has(parentId)) report(row, 'parent_id', 'Dit beroep is er niet.');
    else if (isOwnAncestor(occupation, byId)) report(row, 'parent_id', 'Dit beroep staat onder zichzelf.');
  }
}

function isOwnAncestor(occupation: EscoOccupation, byId: ReadonlyMap<string, EscoOccupation>): boolean {
  const seen = new Set<string>();
  let parentId = occupation.parentId;
  while (parentId !== null && !seen.has(parentId)) {
    if (parentId === occupation.id) return true;
    seen.add(parentId);
    parentId = byId.get(parentId)?.parentId ?? null;
  }
  return false;
}
