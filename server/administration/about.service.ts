import type { Knex } from 'knex';
import {
  DEFAULT_ABOUT,
  type AboutInput,
  type AboutPage,
  type PromisingOccupation,
} from '@hallowerk/contract/about/about.ts';
import { administratorOf, refuseField, requireSeen } from './administrator.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { sessionExpired } from '../http/problems.ts';
import type { SessionContext } from '../security/session.ts';

/** 'Over HalloWerk' of a region (HW-ABT): read by everybody who is signed in, changed by its administrators. */
export interface AboutService {
  /** @throws {ProblemError} 401 */
  get(session: SessionContext): Promise<AboutPage>;
  /** Replaces the page of the administrator's region. @throws {ProblemError} 400 with faults, 409 `changed_meanwhile` */
  change(session: SessionContext, seen: number, input: AboutInput): Promise<AboutPage>;
}

interface Region {
  readonly code: string;
  readonly name: string;
}

export function createAboutService(knex: Knex): AboutService {
  return {
    get: async ({ userId }) => {
      const region: Region | undefined = await knex('app_user as u')
        .join('municipality as m', 'm.id', 'u.municipality_id')
        .join('region as r', 'r.code', 'm.region_code')
        .where({ 'u.id': userId })
        .first('r.code', 'r.name');
      if (region === undefined) throw sessionExpired();
      return pageOf(knex, region);
    },
    change: (session, seen, input) => withTransaction(knex, (trx) => change(trx, session, seen, input)),
  };
}

async function pageOf(knex: Knex, { code, name }: Region): Promise<AboutPage> {
  const row = await knex('about_page').where({ region_code: code }).first('blocks', 'film_url', 'revision');
  if (row === undefined) return { ...DEFAULT_ABOUT, regionName: name, revision: 0 };
  const rows = await knex('promising_occupation').where({ region_code: code }).orderBy('place');
  const promising = rows.map((one): PromisingOccupation => {
    return { name: one.name, reason: one.reason, occupationId: one.occupation_id };
  });
  return { blocks: row.blocks, filmUrl: row.film_url, promising, regionName: name, revision: row.revision };
}

async function change(trx: Trx, session: SessionContext, seen: number, input: AboutInput): Promise<AboutPage> {
  const { userId, regionCode: code } = await administratorOf(trx, session);
  // The region is the lock: also of a page that is not there yet.
  const region: Region = await trx('region').where({ code }).forUpdate().first('code', 'name');
  const before = await trx('about_page').where({ region_code: code }).first('revision');
  requireSeen(seen, before?.revision ?? 0);
  await requireKnown(trx, input.promising);
  const facts = { blocks: JSON.stringify(input.blocks), film_url: input.filmUrl };
  if (before === undefined) await trx('about_page').insert({ region_code: code, ...facts });
  else await trx('about_page').where({ region_code: code }).update(facts);
  await trx('promising_occupation').where({ region_code: code }).delete();
  const rows = input.promising.map(({ name, reason, occupationId }, place) => {
    return { region_code: code, place, name, reason, occupation_id: occupationId };
  });
  if (rows.length > 0) await trx('promising_occupation').insert(rows);
  await recordAudit(trx, {
    ...{ actor: userId, action: 'CHANGE', object: `region:${code}`, result: 'ok' },
    detail: { about: 'CHANGE', promising: rows.length },
  });
  return pageOf(trx, region);
}

/** @throws {ProblemError} 400 beside the occupation that is not in the list */
async function requireKnown(trx: Trx, promising: readonly PromisingOccupation[]): Promise<void> {
  const wanted = promising.flatMap(({ occupationId }) => occupationId ?? []);
  const known: readonly string[] = await trx('occupation').whereIn('id', wanted).pluck('id');
  const at = promising.findIndex(({ occupationId }) => occupationId !== null && !known.includes(occupationId));
  if (at >= 0) refuseField(`about.promising.${at}.name`, 'Dit beroep staat niet (meer) in de lijst');
}
