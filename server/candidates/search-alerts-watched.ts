import type { Knex } from 'knex';
import { asksHealthData, compileQuery, searchSubject } from '@hallowerk/contract/candidates/query-match.ts';
import type { QueryTest, QueryWorld, SearchSubject } from '@hallowerk/contract/candidates/query-match.ts';
import type { CandidateProfile } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { GeoPoint } from '@hallowerk/contract/candidates/distance.ts';
import { localDay } from '@hallowerk/contract/candidates/local-day.ts';
import type { Occupation } from '@hallowerk/contract/reference/reference.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { choseFrequencySql, wantsMail } from '../outbox/mail-preferences.ts';
import { userScopeKeys } from '../shared/visibility.ts';
import type { MailedWatch } from './search-alerts-slots.ts';

const CANDIDATES = [COLLECTIONS.candidateCard.number, COLLECTIONS.candidateCase.number];
/** Profiles kept while marks are weighed one after the other: most look at the same news. */
const MAX_SUBJECTS = 20_000;

/** A search that somebody watches by e-mail, as it is now. */
export interface WatchedSearch {
  readonly markId: string;
  readonly userId: string;
  readonly searchId: string;
  readonly watch: MailedWatch;
  readonly lastSeenAt: Date | null;
  readonly name: string;
  readonly query: CandidateQuery;
  readonly email: string;
  /** What the user may see now (sync §2.2). */
  readonly scopeKeys: readonly string[];
}

/**
 * How often the mails of mark `m` come: as it says itself, unless its user wants one a week at most (HW-MAIL-03).
 */
export const RHYTHM_SQL = `case when ${choseFrequencySql('m.user_id', 'SEARCH_ALERT', 'WEEKLY')}
  then 'EMAIL_WEEKLY' else m.watch end`;

/**
 * The watched search of a mark; null when nobody may get a mail of it: the watch is off, the search is gone or out of the
 * user's sight, he is not active, he wants no such mails (HW-MAIL-02), or it filters on physical capacity, which is answered online only (security §8).
 */
export async function watchedSearch(trx: Knex, markId: string): Promise<WatchedSearch | null> {
  const row = await trx('search_mark as m')
    .join('search_viewer as v', (on) => on.on('v.search_id', 'm.search_id').andOn('v.user_id', 'm.user_id'))
    .join('saved_search as s', 's.id', 'm.search_id')
    .join('app_user as u', 'u.id', 'm.user_id')
    .where('m.id', markId)
    .whereIn('m.watch', ['EMAIL_DAILY', 'EMAIL_WEEKLY'])
    .first('m.user_id', 'm.search_id', 'm.last_seen_at', 's.name', 's.query', 'u.email', {
      watch: trx.raw(RHYTHM_SQL),
    });
  if (row === undefined || asksHealthData(row.query)) return null;
  if (!(await wantsMail(trx, row.user_id, 'SEARCH_ALERT'))) return null;
  const scopeKeys = await userScopeKeys(trx, row.user_id);
  if (scopeKeys === null) return null;
  return {
    markId,
    userId: row.user_id,
    searchId: row.search_id,
    watch: row.watch,
    lastSeenAt: row.last_seen_at,
    name: row.name,
    query: row.query,
    email: row.email,
    scopeKeys,
  };
}

export interface Weighed {
  readonly candidateId: string;
  /** Of the version that was weighed. */
  readonly modifiedAt: string;
  /** HIDDEN: out of the user's sight at this moment. MISS: judged, or not (any more) found. */
  readonly outcome: 'HIT' | 'HIDDEN' | 'MISS';
}

interface CandidateRow {
  readonly id: string;
  readonly version: number;
  readonly modified_at: string;
  readonly visible: boolean;
  readonly judged: boolean;
}

/** What queries are held against; made once a round. Everything about people is read again at each weighing. */
export class Scales {
  readonly #occupations: ReadonlyMap<string, Occupation>;
  readonly #groups: ReadonlyMap<string, readonly Occupation[]>;
  readonly #subjects = new Map<string, SearchSubject>();

  private constructor(occupations: readonly Occupation[]) {
    this.#occupations = new Map(occupations.map((one) => [one.id, one]));
    this.#groups = Map.groupBy(occupations, ({ groupCode }) => groupCode ?? '');
  }

  static async open(knex: Knex): Promise<Scales> {
    const columns = { groupCode: 'group_code' } as const;
    return new Scales(
      await knex('occupation').select('id', 'code', 'name', 'synonyms', columns, 'related', 'description', 'source'),
    );
  }

  /** Which of these candidates the search finds at this moment, for this user; who does not exist is left out. */
  async weigh(trx: Knex, search: WatchedSearch, ids: readonly string[], now: Date): Promise<readonly Weighed[]> {
    if (ids.length === 0) return [];
    const rows = await candidateRows(trx, search, ids);
    const candidates = rows.filter(({ visible, judged }) => visible && !judged);
    const subjects = await this.#subjectsOf(trx, candidates);
    const meets = await this.#testOf(trx, search.query);
    const found = new Set(subjects.filter((subject) => meets(subject, localDay(now))).map(({ id }) => id));
    return rows.map(({ id, modified_at, visible }) => ({
      candidateId: id,
      modifiedAt: modified_at,
      outcome: !visible ? 'HIDDEN' : found.has(id) ? 'HIT' : 'MISS',
    }));
  }

  async #testOf(trx: Knex, query: CandidateQuery): Promise<QueryTest> {
    const { placeId } = query;
    const center: GeoPoint | undefined =
      placeId === null ? undefined : await trx('place').where({ id: placeId }).first('lat', 'lon');
    const world: QueryWorld = {
      occupation: (id) => this.#occupations.get(id) ?? null,
      occupationsInGroup: (code) => this.#groups.get(code) ?? [],
      place: () => center ?? null,
    };
    return compileQuery(query, world);
  }

  async #subjectsOf(trx: Knex, rows: readonly CandidateRow[]): Promise<SearchSubject[]> {
    if (this.#subjects.size > MAX_SUBJECTS) this.#subjects.clear();
    const unknown = rows.filter((row) => !this.#subjects.has(versionKey(row))).map(({ id }) => id);
    const read: { id: string; version: number; profile: CandidateProfile }[] =
      unknown.length === 0 ? [] : await trx('candidate').whereIn('id', unknown).select('id', 'version', 'profile');
    for (const { id, version, profile } of read) {
      const subject = searchSubject(
        { ...profile, id },
        (occupation) => this.#occupations.get(occupation)?.name ?? null,
      );
      this.#subjects.set(versionKey({ id, version }), subject);
    }
    // Who changed between the two statements has another version: he is news, and weighed the next time.
    return rows.flatMap((row) => this.#subjects.get(versionKey(row)) ?? []);
  }
}

function versionKey({ id, version }: { readonly id: string; readonly version: number }): string {
  return `${id}:${version}`;
}

async function candidateRows(trx: Knex, search: WatchedSearch, ids: readonly string[]): Promise<CandidateRow[]> {
  const result: { rows: CandidateRow[] } = await trx.raw(
    `select c.id, c.version, c.profile->>'lastModifiedAt' as modified_at,
            exists (select 1 from sync_entry e join sync_scope s on s.id = e.scope_id
                    where e.row_id = c.id and e.coll = any(cast(:collections as int[])) and e.live
                      and s.key = any(cast(:scopeKeys as text[]))) as visible,
            exists (select 1 from judgement j where j.candidate_id = c.id and j.search_id = :searchId
                      and j.user_id = :userId and j.value is not null) as judged
     from candidate c where c.id = any(cast(:ids as uuid[])) order by c.id`,
    {
      ...{ collections: CANDIDATES, scopeKeys: search.scopeKeys, ids },
      ...{ searchId: search.searchId, userId: search.userId },
    },
  );
  return result.rows;
}
