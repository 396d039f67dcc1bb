import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { Vacancy, VacancyConflict, VacancySource } from '@hallowerk/contract/vacancies/vacancy.ts';
import {
  DEFAULT_VACANCY_QUERY,
  isExpired,
  vacancyTest,
  type ListedVacancy,
  type VacancyListQuery,
} from '@hallowerk/contract/vacancies/vacancy-list.ts';
import type { LocalDatabase } from '../open-database.ts';
import type { StoredLine } from '../sync/overlay.ts';
import type { PersonsRepository } from './persons.repository.ts';
import { NO_PROPOSALS, type ProposalsRepository } from './proposals.repository.ts';
import { createVacancyEntries, type ListedRow } from './vacancy-entries.ts';
import { foldVacancy } from './vacancy-rows.ts';

/** A line of a list. */
export interface VacancyLine extends ListedVacancy, Pick<Vacancy, 'organizationId' | 'publishedAt'> {
  /** Of the proposed candidates, those that the employer has not answered. */
  readonly unanswered: number;
  /** Something of it was not sent yet. */
  readonly pending: boolean;
}

export interface VacanciesRepository {
  /** Row ⊕ overlay; null when it is not here. */
  find(id: string): { readonly vacancy: Vacancy; readonly pending: boolean } | null;
  /** A page, and how many there are in all (HW-VMG, HW-VFL). `today`: calendar day in Amsterdam. */
  list(query: VacancyListQuery, today: string): { total: number; items: VacancyLine[] };
  /** Active ones of a source that are still open, the newest first (HW-HOME-12). */
  latest(source: VacancySource, limit: number, today: string): VacancyLine[];
  /** Active ones whose closing date lies in these days, both included, the first to close first. */
  closingBetween(from: string, to: string): VacancyLine[];
  /** Whole ones of HalloWerk that are active and open. `today`: calendar day in Amsterdam. */
  openInternal(today: string): readonly Vacancy[];
  /** How many active ones each organisation has, by its id. */
  activeByOrganization(): ReadonlyMap<string, number>;
  /** Groups of fields of this vacancy that wait for a choice of the user. */
  conflicts(vacancyId: string): VacancyConflict[];
  findConflict(id: string): VacancyConflict | null;
  /** uid of the mutation that makes the vacancy, while it waits: what must succeed before a change of it. */
  waitingCreate(id: string): string | null;
}

const VACANCY = COLLECTIONS.vacancy.number;
const CONFLICT = COLLECTIONS.vacancyConflict.number;

function prepareStatements({ connection }: LocalDatabase) {
  return {
    row: connection.prepare<string>(`select d from row where coll = ${VACANCY} and id = ?`).pluck(),
    lines: connection.prepare<StoredLine & { uid: string }>(
      `select patch, gone, uid from overlay where coll = ${VACANCY} and id = ? order by n`,
    ),
    waits: connection.prepare<string>(`select distinct id from overlay where coll = ${VACANCY}`).pluck(),
    waitingCreate: connection
      .prepare<string>(
        `select uid from overlay where coll = ${VACANCY} and id = ? and patch ->> '$.id' is not null order by n`,
      )
      .pluck(),
    conflicts: connection
      .prepare<string>(
        `select d from row where coll = ${CONFLICT}
         and not exists (select 1 from overlay o where o.coll = ${CONFLICT} and o.id = row.id)`,
      )
      .pluck(),
  };
}

/** Vacancies as synced, with what waits on top; also those that exist only there. */
export function createVacanciesRepository(
  database: LocalDatabase,
  parts: {
    readonly persons: Pick<PersonsRepository, 'organization'>;
    readonly proposals: Pick<ProposalsRepository, 'counts'>;
    readonly me: () => Me;
  },
): VacanciesRepository {
  const statements = prepareStatements(database);
  const nameOf = (organizationId: string): string => parts.persons.organization(organizationId)?.name ?? '';
  const read = (id: string): Vacancy | null => {
    const content = statements.row.get(id);
    const row = content === undefined ? null : (JSON.parse(content) as Vacancy);
    return foldVacancy(row, statements.lines.all(id), parts.me(), nameOf);
  };
  const entries = createVacancyEntries(database, { ...parts, read });
  const toLines = (listed: readonly ListedVacancy[]): VacancyLine[] => {
    const counts = parts.proposals.counts();
    const waits = new Set(statements.waits.all());
    return listed.map((one) => {
      const { unanswered } = counts.get(one.id) ?? NO_PROPOSALS;
      return { ...(one as ListedVacancy & ListedRow), unanswered, pending: waits.has(one.id) };
    });
  };
  const filtered = (query: VacancyListQuery, today: string): ListedVacancy[] => {
    const test = vacancyTest(query, today);
    return entries.sorted(query.sort).flatMap((entry) => (test(entry) ? [entry.listed] : []));
  };
  const conflicts = (): VacancyConflict[] =>
    statements.conflicts
      .all()
      .map((content) => JSON.parse(content) as VacancyConflict)
      .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));

  return {
    find: (id) =>
      database.read(() => {
        const vacancy = read(id);
        return vacancy === null ? null : { vacancy, pending: statements.lines.get(id) !== undefined };
      }),
    list: (query, today) =>
      database.read(() => {
        const found = filtered(query, today);
        return { total: found.length, items: toLines(found.slice(query.offset, query.offset + query.limit)) };
      }),
    latest: (source, limit, today) =>
      database.read(() => {
        const found = filtered({ ...DEFAULT_VACANCY_QUERY, sources: [source] }, today);
        return toLines(found.filter((one) => !isExpired(one, today)).slice(0, limit));
      }),
    closingBetween: (from, to) =>
      database.read(() => {
        const sort = { column: 'closingDate', descending: false } as const;
        const found = filtered({ ...DEFAULT_VACANCY_QUERY, sort }, from);
        return toLines(found.filter(({ closingDate: day }) => day !== null && day >= from && day <= to));
      }),
    openInternal: (today) =>
      database.read(() =>
        filtered(DEFAULT_VACANCY_QUERY, today)
          .filter((one) => !isExpired(one, today))
          .flatMap(({ id }) => read(id) ?? []),
      ),
    activeByOrganization: () =>
      database.read(() => {
        const counts = new Map<string, number>();
        for (const { id } of filtered(DEFAULT_VACANCY_QUERY, '')) {
          const organization = entries.organizationOf(id);
          if (organization !== null) counts.set(organization, (counts.get(organization) ?? 0) + 1);
        }
        return counts;
      }),
    conflicts: (vacancyId) => database.read(() => conflicts().filter((one) => one.vacancyId === vacancyId)),
    findConflict: (id) => database.read(() => conflicts().find((one) => one.id === id) ?? null),
    waitingCreate: (id) => database.read(() => statements.waitingCreate.get(id) ?? null),
  };
}
