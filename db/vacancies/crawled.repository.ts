import { foldText } from '@hallowerk/contract/common/fold-text.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { CrawledListQuery, CrawledRow } from '@hallowerk/contract/vacancies/crawled.desktop.ts';
import type { CrawledVacancy } from '@hallowerk/contract/vacancies/crawled-vacancy.ts';
import type { LocalDatabase } from '../open-database.ts';
import type { ReferenceRepository } from '../reference/reference.repository.ts';

export interface CrawledRepository {
  find(id: string): CrawledVacancy | null;
  /** A page of those that are online, the newest first, and how many there are in all (HW-VIN-01…03). */
  list(query: CrawledListQuery): { total: number; items: CrawledRow[] };
  /** Code of the field of work of an occupation; null when the lists here do not know it. */
  fieldOf(occupationId: string | null): string | null;
}

const CRAWLED = COLLECTIONS.crawledVacancy.number;

interface Entry {
  readonly row: CrawledRow;
  readonly words: string;
}

/** Vacancies from the internet as synced; nothing here changes them. What lists need is kept in memory until they change. */
export function createCrawledRepository(
  database: LocalDatabase,
  reference: Pick<ReferenceRepository, 'occupation' | 'referenceItems'>,
): CrawledRepository {
  const { connection } = database;
  const statements = {
    one: connection.prepare<string>(`select d from row where coll = ${CRAWLED} and id = ?`).pluck(),
    all: connection.prepare(`select json_remove(d, '$.descriptionHtml') from row where coll = ${CRAWLED}`).pluck(),
  };
  let entries: readonly Entry[] | null = null;
  database.changes.listen(({ collections }) => {
    if (collections.includes(CRAWLED)) entries = null;
  });

  function read(): readonly Entry[] {
    const rows = (statements.all.all() as string[]).map((content) => JSON.parse(content) as CrawledVacancy);
    return rows
      .filter(({ goneAt }) => goneAt === null)
      .toSorted(newestFirst)
      .map(toEntry);
  }

  function fieldOf(occupationId: string | null): string | null {
    const group = occupationId === null ? null : (reference.occupation(occupationId)?.groupCode ?? null);
    if (group === null) return null;
    return reference.referenceItems('OCCUPATION_GROUP').find(({ code }) => code === group)?.parentCode ?? null;
  }

  return {
    find: (id) =>
      database.read(() => {
        const content = statements.one.get(id);
        return content === undefined ? null : (JSON.parse(content) as CrawledVacancy);
      }),
    list: (query) =>
      database.read(() => {
        entries ??= read();
        const words = foldText(query.text).split(/\s+/u).filter(Boolean);
        const fields = new Map<string | null, string | null>();
        const found = entries.filter(({ row, words: held }) => {
          if (!words.every((word) => held.includes(word)) || !holds(row, query)) return false;
          if (query.fields.length === 0) return true;
          if (!fields.has(row.occupationId)) fields.set(row.occupationId, fieldOf(row.occupationId));
          return query.fields.includes(fields.get(row.occupationId) ?? '');
        });
        const page = found.slice(query.offset, query.offset + query.limit);
        return { total: found.length, items: page.map(({ row }) => row) };
      }),
    fieldOf: (occupationId) => database.read(() => fieldOf(occupationId)),
  };
}

function holds(row: CrawledRow, { levels, fractions, contractTypes }: CrawledListQuery): boolean {
  return (
    (levels.length === 0 || levels.includes(row.workingLevel)) &&
    (fractions.length === 0 || row.employmentFractions.some((one) => fractions.includes(one))) &&
    (contractTypes.length === 0 || row.contractTypes.some((one) => contractTypes.includes(one)))
  );
}

function newestFirst(one: CrawledVacancy, other: CrawledVacancy): number {
  if (one.foundAt !== other.foundAt) return one.foundAt < other.foundAt ? 1 : -1;
  return one.id < other.id ? -1 : 1;
}

function toEntry(vacancy: CrawledVacancy): Entry {
  const { id, title, organizationName, city, occupationId, occupationName, workingLevel } = vacancy;
  const { employmentFractions, contractTypes, foundAt, goneAt } = vacancy;
  const row: CrawledRow = {
    ...{ id, title, organizationName, city, occupationId, occupationName, workingLevel },
    ...{ employmentFractions, contractTypes, foundAt, goneAt },
  };
  return { row, words: foldText([title, occupationName, organizationName, city].join('\n')) };
}
