import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { ProposalCounts } from '@hallowerk/contract/vacancies/proposal.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { Vacancy } from '@hallowerk/contract/vacancies/vacancy.ts';
import {
  compareVacancies,
  vacancyEntry,
  type ListedVacancy,
  type VacancyEntry,
  type VacancySort,
} from '@hallowerk/contract/vacancies/vacancy-list.ts';
import { LISTED_COLUMNS, LISTED_FIELDS } from '../migrations/cache/0003-vacancy-list.ts';
import type { LocalDatabase } from '../open-database.ts';
import type { ProposalsRepository } from './proposals.repository.ts';

/** What is kept of each vacancy for lists. */
export type ListedRow = Omit<ListedVacancy, 'proposals'> & Pick<Vacancy, 'organizationId' | 'publishedAt'>;

interface Known {
  readonly rev: number;
  readonly row: ListedRow;
}

interface Entry {
  readonly row: ListedRow;
  readonly entry: VacancyEntry;
}

export interface VacancyEntries {
  /** All of them, in this order; not to be changed. Callers bring `database.read`. */
  sorted(sort: VacancySort): readonly VacancyEntry[];
  organizationOf(id: string): string | null;
}

const VACANCY = COLLECTIONS.vacancy.number;
const CHANGING: readonly number[] = [VACANCY, COLLECTIONS.proposal.number, COLLECTIONS.person.number];

/**
 * What lists show of every vacancy, folded and in order, kept in memory: 25,000 are filtered in a few milliseconds. After a
 * change only rows with another `rev` are read again, from an index that holds everything a list needs.
 */
export function createVacancyEntries(
  database: LocalDatabase,
  parts: {
    readonly proposals: Pick<ProposalsRepository, 'counts'>;
    /** Row ⊕ overlay. */
    readonly read: (id: string) => Vacancy | null;
    readonly me: () => Me;
  },
): VacancyEntries {
  const { connection } = database;
  const statements = {
    revisions: connection.prepare<[string, number]>(`select id, rev from row where coll = ${VACANCY}`).raw(),
    one: connection
      .prepare<(string | number | null)[]>(
        `select id, rev, ${LISTED_COLUMNS} from row where coll = ${VACANCY} and id = ?`,
      )
      .raw(),
    all: connection
      .prepare<(string | number | null)[]>(`select id, rev, ${LISTED_COLUMNS} from row where coll = ${VACANCY}`)
      .raw(),
    changed: connection.prepare<string>(`select distinct id from overlay where coll = ${VACANCY}`).pluck(),
  };
  const stored = new Map<string, Known>();
  const entries = new Map<string, Entry>();
  let counted: ReadonlyMap<string, ProposalCounts> = new Map();
  let overlaid: ReadonlySet<string> = new Set();
  /** By title and then by id: what equal ones of every other order follow. */
  let byTitle: readonly VacancyEntry[] = [];
  let orders = new Map<string, readonly VacancyEntry[]>();
  let isFresh = false;
  let areRowsFresh = false;
  database.changes.listen(({ collections }) => {
    if (collections.some((collection) => CHANGING.includes(collection))) isFresh = false;
    if (collections.includes(VACANCY)) areRowsFresh = false;
  });

  /** Takes over what changed of the rows; gives the ids. */
  function readStored(): Iterable<string> {
    if (areRowsFresh) return [];
    areRowsFresh = true;
    if (stored.size === 0) {
      for (const line of statements.all.all()) stored.set(...toKnown(line));
      return stored.keys();
    }
    const changed: string[] = [];
    const lines = statements.revisions.all();
    for (const [id, rev] of lines) {
      if (stored.get(id)?.rev === rev) continue;
      const line = statements.one.get(id);
      if (line === undefined) continue;
      stored.set(...toKnown(line));
      changed.push(id);
    }
    if (stored.size === lines.length) return changed;
    const present = new Set(lines.map(([id]) => id));
    const gone = [...stored.keys()].filter((id) => !present.has(id));
    for (const id of gone) stored.delete(id);
    return [...changed, ...gone];
  }

  function refresh(): void {
    const changed = new Set(readStored());
    const counts = parts.proposals.counts();
    for (const id of new Set([...counted.keys(), ...counts.keys()]))
      if (counted.get(id)?.proposed !== counts.get(id)?.proposed) changed.add(id);
    const overlay = new Set(statements.changed.all());
    for (const id of [...overlaid, ...overlay]) changed.add(id);
    counted = counts;
    overlaid = overlay;
    const removed = new Set<VacancyEntry>();
    const added: VacancyEntry[] = [];
    for (const id of changed) {
      const before = entries.get(id);
      if (before !== undefined) removed.add(before.entry);
      entries.delete(id);
      const row = rowOf(id);
      if (row === null) continue;
      const entry = vacancyEntry({ ...row, proposals: counts.get(id)?.proposed ?? 0 });
      entries.set(id, { row, entry });
      added.push(entry);
    }
    isFresh = true;
    if (changed.size === 0) return;
    byTitle = merged(
      byTitle.filter((entry) => !removed.has(entry)),
      added.sort((a, b) => compareVacancies(a, b, BY_TITLE)),
    );
    orders = new Map();
  }

  function rowOf(id: string): ListedRow | null {
    if (!overlaid.has(id)) return stored.get(id)?.row ?? null;
    const vacancy = parts.read(id);
    return vacancy === null ? null : toRow(vacancy);
  }

  return {
    sorted(sort) {
      if (!isFresh) refresh();
      const key = `${sort.column} ${sort.descending}`;
      const order = orders.get(key) ?? inOrder(byTitle, sort);
      orders.set(key, order);
      return order;
    },
    organizationOf(id) {
      if (!isFresh) refresh();
      return entries.get(id)?.row.organizationId ?? null;
    },
  };
}

const BY_TITLE: VacancySort = { column: 'title', descending: false };

/** Two lists in order by title as one: after a change only what is new is sorted. */
function merged(kept: readonly VacancyEntry[], added: readonly VacancyEntry[]): readonly VacancyEntry[] {
  const all: VacancyEntry[] = [];
  let at = 0;
  for (const entry of added) {
    for (let next = kept[at]; next !== undefined && compareVacancies(next, entry, BY_TITLE) < 0; next = kept[++at])
      all.push(next);
    all.push(entry);
  }
  for (; at < kept.length; at++) all.push(kept[at] as VacancyEntry);
  return all;
}

/** As `compareVacancies` says, without comparing all of them: equal keys keep the order by title, only the keys are sorted. */
function inOrder(byTitle: readonly VacancyEntry[], { column, descending }: VacancySort): readonly VacancyEntry[] {
  const groups = new Map<string | number, VacancyEntry[]>();
  for (const entry of byTitle) {
    const key = entry.keys[column];
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [entry]);
    else known.push(entry);
  }
  // The order by title is there already.
  const keys = column === 'title' ? [...groups.keys()] : [...groups.keys()].sort(ascending);
  return (descending ? keys.reverse() : keys).flatMap((key) => groups.get(key) ?? []);
}

function ascending(one: string | number, other: string | number): number {
  return one < other ? -1 : 1;
}

/** As SQLite gives it: in the order of `LISTED_FIELDS`, booleans as 0 and 1. */
function toKnown([id, rev, ...values]: readonly (string | number | null)[]): [string, Known] {
  const fields = Object.fromEntries(LISTED_FIELDS.map((field, at) => [field, values[at] ?? null]));
  const row = { ...fields, id, visibleToCandidates: fields['visibleToCandidates'] === 1 } as unknown as ListedRow;
  return [String(id), { rev: Number(rev), row }];
}

function toRow(vacancy: Vacancy): ListedRow {
  const fields = Object.fromEntries(LISTED_FIELDS.map((field) => [field, vacancy[field]]));
  return { ...fields, id: vacancy.id } as ListedRow;
}
