import type { Knex } from 'knex';
import { notFound } from '../http/problems.ts';
import type { SessionContext } from '../security/session.ts';

/** Regions whose people this user answers for: his own, not the connected ones. */
export async function ownRegions(trx: Knex, session: SessionContext): Promise<readonly string[]> {
  return trx('user_region')
    .where({ user_id: session.userId, relation: 'own' })
    .orderBy('region_code')
    .pluck('region_code');
}

export interface RegionCandidate {
  readonly id: string;
  readonly region_code: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly service_ended_at: Date | null;
}

/** A candidate of the user's own region. @throws {ProblemError} 404 for anybody else, and for who is not there. */
export async function ownCandidate(trx: Knex, session: SessionContext, id: string): Promise<RegionCandidate> {
  const row: RegionCandidate | undefined = await trx('candidate')
    .where({ id })
    .whereIn('region_code', await ownRegions(trx, session))
    .first('id', 'region_code', 'email', 'phone', 'service_ended_at', { name: nameSql(trx) });
  if (row === undefined) throw notFound();
  return row;
}

/** The name of a row of `candidate`, SQL. */
export function nameSql(trx: Knex, table = 'candidate'): Knex.Raw<string> {
  return trx.raw(`trim(${table}.profile ->> 'firstName' || ' ' || (${table}.profile ->> 'lastName'))`);
}
