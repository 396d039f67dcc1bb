import { setImmediate } from 'node:timers/promises';
import type { CandidateCase } from '@hallowerk/contract/candidates/candidate.ts';
import { lastLookedAfter } from '@hallowerk/contract/candidates/confirmation.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { LocalDatabase } from '../open-database.ts';

export interface StaleProfilesRepository {
  /**
   * Case files that were looked after last before a moment (milliseconds since 1970), longest ago first; of the same moment
   * in the order in which they came in. The first call reads every case file, in slices; the moments are kept after that and
   * follow every committed change.
   * @throws LocalDatabaseError
   */
  page(input: {
    readonly before: number;
    readonly offset: number;
    readonly limit: number;
  }): Promise<{ readonly total: number; readonly rows: CandidateCase[] }>;
}

const CASE = COLLECTIONS.candidateCase.number;
/** Rows read at a stretch: about ten milliseconds, in which nothing else is answered. */
const SLICE = 1000;

interface DatesRow {
  readonly pk: number;
  readonly modified: string;
  readonly confirmed: string | null;
}

/** Which profiles of the own region nobody looks after (BX-07): who has no case files here has none. */
export function createStaleProfilesRepository(database: LocalDatabase): StaleProfilesRepository {
  return new StaleProfiles(database);
}

class StaleProfiles implements StaleProfilesRepository {
  readonly #database: LocalDatabase;
  readonly #slice;
  readonly #dates;
  readonly #content;
  /** When each was looked after last, by integer key of the row. */
  #moments = new Map<number, number>();
  /** Keys, the longest ago first. Null until the first question. */
  #order: readonly number[] | null = null;
  #filling: Promise<void> | null = null;
  /** Keys of rows that changed after they were read. */
  readonly #changed = new Set<number>();

  constructor(database: LocalDatabase) {
    this.#database = database;
    const fields = `pk, d ->> '$.lastModifiedAt' as modified, d ->> '$.lastConfirmedAt' as confirmed`;
    // In the order of the table itself; by the index on collections every row would be looked up on its own.
    this.#slice = database.connection.prepare<DatesRow>(
      `select ${fields} from row where pk > ? and +coll = ${CASE} order by pk limit ${SLICE}`,
    );
    this.#dates = database.connection.prepare<DatesRow>(`select ${fields} from row where pk = ? and coll = ${CASE}`);
    this.#content = database.connection.prepare<string>(`select d from row where pk = ? and coll = ${CASE}`).pluck();
    database.changes.listen(({ candidates }) => candidates.forEach(({ pk }) => this.#changed.add(pk)));
  }

  async page({ before, offset, limit }: Parameters<StaleProfilesRepository['page']>[0]) {
    if (this.#order === null) await (this.#filling ??= this.#fill().finally(() => (this.#filling = null)));
    const order = this.#followed();
    const total = countBefore(order, this.#moments, before);
    const contents = this.#database.read(() =>
      order.slice(offset, Math.max(offset, Math.min(total, offset + limit))).map((pk) => this.#content.get(pk)),
    );
    return { total, rows: contents.flatMap((row) => (row === undefined ? [] : (JSON.parse(row) as CandidateCase))) };
  }

  async #fill(): Promise<void> {
    const moments = new Map<number, number>();
    this.#changed.clear();
    for (let after = 0; ;) {
      const rows = this.#database.read(() => this.#slice.all(after));
      for (const row of rows) moments.set(row.pk, momentOf(row));
      const last = rows.at(-1);
      if (last === undefined || rows.length < SLICE) break;
      after = last.pk;
      await setImmediate();
    }
    this.#moments = moments;
    this.#order = [...moments.keys()].sort(this.#longestAgoFirst);
  }

  /** The order with what changed meanwhile in its place: a merge, because sorting all of it takes a fifth of a second. */
  #followed(): readonly number[] {
    const order = this.#order ?? [];
    if (this.#changed.size === 0) return order;
    const rows = this.#database.read(() => [...this.#changed].flatMap((pk) => this.#dates.get(pk) ?? []));
    const rest = order.filter((pk) => !this.#changed.has(pk));
    for (const pk of this.#changed) this.#moments.delete(pk);
    for (const row of rows) this.#moments.set(row.pk, momentOf(row));
    this.#changed.clear();
    const fresh = rows.map(({ pk }) => pk).sort(this.#longestAgoFirst);
    return (this.#order = merged(rest, fresh, this.#longestAgoFirst));
  }

  readonly #longestAgoFirst = (one: number, other: number): number =>
    (this.#moments.get(one) as number) - (this.#moments.get(other) as number) || one - other;
}

function merged(
  one: readonly number[],
  other: readonly number[],
  compare: (a: number, b: number) => number,
): readonly number[] {
  const all: number[] = [];
  let at = 0;
  for (const value of other) {
    while (at < one.length && compare(one[at] as number, value) < 0) all.push(one[at++] as number);
    all.push(value);
  }
  while (at < one.length) all.push(one[at++] as number);
  return all;
}

function momentOf({ modified, confirmed }: DatesRow): number {
  return lastLookedAfter({ lastModifiedAt: modified, lastConfirmedAt: confirmed });
}

/** How many of the order were looked after last before a moment. */
function countBefore(order: readonly number[], moments: ReadonlyMap<number, number>, before: number): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moments.get(order[middle] as number) as number) < before) low = middle + 1;
    else high = middle;
  }
  return low;
}
