/**
 * The compact form in which the occupation files are written, and the reader for one row of it.
 *
 * A row is one line of text, its parts separated by ' | ':
 *
 *   name | level | synonym, synonym [| type: WORK_TYPES] [| cert: certificates] [| rij: licences] [| > other name 0.7]
 *
 * The optional parts may come in any order. `type:` replaces the work types of the group, `>` names occupations (by
 * their own name) that resemble this one, each with a weight. Codes follow from the position in the group, so new rows
 * go at the end of their group.
 */

export const WORK_TYPES = [
  'ADMINISTRATION',
  'CARE',
  'WELFARE',
  'CLEANING',
  'CONSTRUCTION',
  'TECHNOLOGY',
  'PRODUCTION',
  'LOGISTICS',
  'TRANSPORT',
  'HOSPITALITY',
  'RETAIL',
  'GREEN',
  'ICT',
  'EDUCATION',
  'SECURITY',
  'CREATIVE',
] as const;

export type WorkType = (typeof WORK_TYPES)[number];

export const DRIVING_LICENCES = ['AM', 'A', 'B', 'BE', 'C1', 'C', 'CE', 'D', 'T'] as const;

/** Dutch working level: 1 no basic education, 2 basic, 3 vmbo, 4 mbo/havo/vwo, 5 hbo, 6 wo. */
export type OccupationLevel = 1 | 2 | 3 | 4 | 5 | 6;

/** One occupation group as the data files write it. */
export interface OccupationGroupData {
  readonly code: string;
  readonly name: string;
  readonly fieldCode: string;
  readonly workTypes: readonly WorkType[];
  readonly rows: readonly string[];
}

/** One row, read: related occupations still by name. */
export interface OccupationRow {
  name: string;
  level: OccupationLevel;
  synonyms: string[];
  related: { name: string; weight: number }[];
  workTypes: WorkType[] | undefined;
  certificates: string[];
  licences: string[];
}

const splitList = (text: string): string[] => text.split(',').map((part) => part.trim());

function readRelation(text: string, row: string): { name: string; weight: number } {
  const match = /^(?<name>.+) (?<weight>0\.[1-9]|1)$/.exec(text);
  if (!match?.groups?.['name'] || !match.groups['weight']) throw new Error(`Unreadable relation '${text}' in: ${row}`);
  return { name: match.groups['name'], weight: Number(match.groups['weight']) };
}

function readKnown<T extends string>(text: string, known: readonly T[], row: string): T[] {
  return splitList(text).map((part) => {
    const found = known.find((candidate) => candidate === part);
    if (!found) throw new Error(`Unknown value '${part}' in: ${row}`);
    return found;
  });
}

/** Reads one row of the compact form; throws on anything it does not know. */
export function readOccupationRow(row: string): OccupationRow {
  const [name, levelText, synonymText, ...extras] = row.split(' | ').map((part) => part.trim());
  if (!name || !levelText || !synonymText) throw new Error(`Incomplete occupation: ${row}`);
  if (!/^[1-6]$/.test(levelText)) throw new Error(`Unknown level '${levelText}' in: ${row}`);
  const read: OccupationRow = {
    name,
    level: Number(levelText) as OccupationLevel,
    synonyms: splitList(synonymText),
    related: [],
    workTypes: undefined,
    certificates: [],
    licences: [],
  };
  for (const extra of extras) {
    if (extra.startsWith('> ')) read.related = splitList(extra.slice(2)).map((part) => readRelation(part, row));
    else if (extra.startsWith('type: ')) read.workTypes = readKnown(extra.slice(6), WORK_TYPES, row);
    else if (extra.startsWith('cert: ')) read.certificates = splitList(extra.slice(6));
    else if (extra.startsWith('rij: ')) read.licences = readKnown(extra.slice(5), DRIVING_LICENCES, row);
    else throw new Error(`Unknown part '${extra}' in: ${row}`);
  }
  return read;
}
