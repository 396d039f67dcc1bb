import type { Trx } from '../database/transaction.ts';
import type { UpsertCounts } from '../database/upsert-changed.ts';
import { faultLine, rowLabel } from './fault.ts';
import type { ImportFault } from './fault.ts';

export const ACTIONS = ['nieuw', 'gewijzigd', 'ongewijzigd', 'fout'] as const;
export type Action = (typeof ACTIONS)[number];

/** What would happen with one row of a file. */
export interface PlannedRow {
  readonly file: string;
  readonly section: string;
  readonly row: number;
  /** How a person recognises the row; a name for public lists, only the source's id for people. */
  readonly key: string;
  readonly action: Action;
  readonly note?: string;
}

/** One slice of the work; the driver runs them in order inside one transaction. */
export type Write = (trx: Trx) => Promise<UpsertCounts>;

export interface ImportPlan {
  readonly rows: readonly PlannedRow[];
  readonly faults: readonly ImportFault[];
  /** Dutch sentences under the totals. */
  readonly remarks: readonly string[];
  /** Only what is new or changed; empty when there is nothing to do. */
  readonly writes: readonly Write[];
}

/** An import knows how to make its plan; it never writes by itself. */
export interface ImportJob {
  /** What is imported, in Dutch, for the report: 'ESCO-beroepen'. */
  readonly title: string;
  plan(trx: Trx): Promise<ImportPlan>;
}

export function actionFor(existing: unknown, same: boolean): 'nieuw' | 'gewijzigd' | 'ongewijzigd' {
  if (existing === undefined) return 'nieuw';
  return same ? 'ongewijzigd' : 'gewijzigd';
}

/** Cuts rows into writes of at most `size` rows, so that an abort is noticed and no statement grows without bound. */
export function inSlices<T>(
  rows: readonly T[],
  size: number,
  write: (trx: Trx, slice: readonly T[]) => Promise<UpsertCounts>,
): Write[] {
  const slices: Write[] = [];
  for (let start = 0; start < rows.length; start += size) {
    const slice = rows.slice(start, start + size);
    slices.push((trx) => write(trx, slice));
  }
  return slices;
}

/** Identifies a row of a file, to find the rows that have a fault. */
export function rowKey(at: { readonly file: string; readonly section: string; readonly row: number | null }): string {
  return `${at.file}|${at.section}|${at.row ?? ''}`;
}

/** The rehearsal: a line for every row, then the faults. */
export function rehearsalLines(plan: ImportPlan): string[] {
  const rows = allRows(plan).map((row) => {
    const key = row.key === '' ? '' : ` – ${row.key}`;
    const note = row.note ? ` (${row.note})` : '';
    return `${row.file}, ${rowLabel(row.section, row.row)}: ${row.action}${key}${note}`;
  });
  return [...rows, ...faultLines(plan.faults)];
}

/** The planned rows, and those that were too broken to plan anything with. */
function allRows(plan: ImportPlan): PlannedRow[] {
  const known = new Set(plan.rows.map(rowKey));
  const broken = new Map<string, PlannedRow>();
  for (const { file, section, row } of plan.faults) {
    const at = { file, section, row };
    if (row === null || known.has(rowKey(at))) continue;
    broken.set(rowKey(at), { file, section, row, key: '', action: 'fout' });
  }
  return [...plan.rows, ...broken.values()];
}

/** In the order of the files, then of their rows, so that people can walk through a file once. */
export function faultLines(faults: readonly ImportFault[]): string[] {
  if (faults.length === 0) return [];
  const lists = [...new Set(faults.map((fault) => `${fault.file}|${fault.section}`))];
  const place = (fault: ImportFault): number => lists.indexOf(`${fault.file}|${fault.section}`);
  const sorted = faults.toSorted((a, b) => place(a) - place(b) || (a.row ?? -1) - (b.row ?? -1));
  return [
    faults.length === 1 ? '1 fout:' : `${faults.length} fouten:`,
    ...sorted.map((fault) => `  ${faultLine(fault)}`),
  ];
}

/** Totals per file, as in `pc4-nl.csv: 4766 nieuw, 0 gewijzigd, 0 ongewijzigd, 0 fout`. */
export function totalLines(plan: ImportPlan): string[] {
  const groups = Map.groupBy(allRows(plan), (row) => (row.section === '' ? row.file : `${row.file}, ${row.section}`));
  const lines = [...groups].map(([name, rows]) => {
    const counts = ACTIONS.map((action) => `${rows.filter((row) => row.action === action).length} ${action}`);
    return `${name}: ${counts.join(', ')}`;
  });
  return [...lines, ...plan.remarks];
}
