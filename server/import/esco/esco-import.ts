import { isDeepStrictEqual } from 'node:util';
import type { Occupation, ReferenceItem } from '@hallowerk/contract/reference/reference.ts';
import type { Trx } from '../../database/transaction.ts';
import { upsertOccupations, upsertReferenceItems } from '../../reference/reference.repository.ts';
import { printable } from '../fault.ts';
import type { ImportFault } from '../fault.ts';
import { actionFor, inSlices, rowKey } from '../plan.ts';
import type { ImportJob, ImportPlan, PlannedRow } from '../plan.ts';
import { existingOccupations, existingReferenceItems } from '../reference-row.ts';
import type { CsvRow } from '../read/csv-file.ts';
import { escoOccupations, iscoReferenceItem } from './esco-occupations.ts';
import { readEsco } from './esco-rows.ts';
import type { EscoLists } from './esco-rows.ts';

const ROWS_PER_SLICE = 500;

/** ESCO occupations with their ISCO groups, from the three CSV files of a folder. */
export function escoImport(directory: string): ImportJob {
  return {
    title: 'ESCO-beroepen',
    plan: async (trx) => {
      const { value, faults } = await readEsco(directory);
      return planEsco(trx, value, faults);
    },
  };
}

async function planEsco(trx: Trx, lists: EscoLists, faults: readonly ImportFault[]): Promise<ImportPlan> {
  const faulty = new Set(faults.map(rowKey));
  const items = compareItems(lists, await existingReferenceItems(trx), faulty);
  const known = await existingOccupations(trx);
  const occupations = compareOccupations(lists, known, faulty);
  const ids = new Set(lists.occupations.map((occupation) => occupation.id));
  const gone = [...known.values()].filter(
    (occupation) => occupation.source === 'ESCO' && !ids.has(occupation.id),
  ).length;
  return {
    rows: [...items.map(({ planned }) => planned), ...occupations.map(({ planned }) => planned)],
    faults,
    remarks: gone === 0 ? [] : [`${gone} ESCO-beroepen staan niet in het bestand. Ze blijven bestaan.`],
    writes: [
      ...inSlices(toWrite(items), ROWS_PER_SLICE, upsertReferenceItems),
      ...inSlices(toWrite(occupations), ROWS_PER_SLICE, upsertOccupations),
    ],
  };
}

interface Compared<T> {
  readonly planned: PlannedRow;
  readonly value: T;
}

function compareItems(
  lists: EscoLists,
  known: ReadonlyMap<string, ReferenceItem>,
  faulty: ReadonlySet<string>,
): Compared<ReferenceItem>[] {
  return lists.groups.map((group) => {
    const item = iscoReferenceItem(group);
    const existing = known.get(`${item.kind}|${item.code}`);
    const value = { ...item, id: existing?.id ?? item.id };
    return compare(group.row, `${group.code} ${group.label}`, existing, value, faulty);
  });
}

function compareOccupations(
  lists: EscoLists,
  known: ReadonlyMap<string, Occupation>,
  faulty: ReadonlySet<string>,
): Compared<Occupation>[] {
  return escoOccupations(lists).map((value, index) => {
    const { row } = lists.occupations[index]!;
    return compare(row, `${value.code} ${value.name}`, known.get(value.id), value, faulty);
  });
}

function compare<T>(
  { file, line }: CsvRow,
  name: string,
  existing: T | undefined,
  value: T,
  faulty: ReadonlySet<string>,
): Compared<T> {
  const at = { file, section: '', row: line };
  const action = faulty.has(rowKey(at)) ? 'fout' : actionFor(existing, isDeepStrictEqual(existing, value));
  return { planned: { ...at, key: printable(name), action }, value };
}

function toWrite<T>(compared: readonly Compared<T>[]): T[] {
  return compared
    .filter(({ planned }) => planned.action === 'nieuw' || planned.action === 'gewijzigd')
    .map(({ value }) => value);
}
