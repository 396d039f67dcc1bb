import type { Knex } from 'knex';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { withTransaction } from '../database/transaction.ts';

/** Everybody is in the scope of the matching staff of his region, hidden or not. */
const CASE = COLLECTIONS.candidateCase.number;
const STAFF_SCOPE = '^reg:[^:]+:am$';

/**
 * Takes over who changed since the last time, by position of the commit clock: everything that was committed, once, in
 * whatever order it was written. What happened to somebody between two looks counts as one change, at the position of its
 * end. Nodes that do this together wait for each other. Returns of how many there is news.
 */
export async function collectNews(knex: Knex): Promise<number> {
  if (!(await hasMoved(knex))) return 0;
  return withTransaction(knex, async (trx) => {
    await trx('candidate_news_clock').forUpdate().first();
    const result: { rows: { count: string }[] } = await trx.raw(COLLECT, { caseFiles: CASE, staffScope: STAFF_SCOPE });
    return Number(result.rows[0]?.count ?? 0);
  });
}

async function hasMoved(knex: Knex): Promise<boolean> {
  const result: { rows: unknown[] } = await knex.raw(
    `select 1 from sync_scope s, candidate_news_clock n where s.key ~ ? and s.head > n.pos limit 1`,
    [STAFF_SCOPE],
  );
  return result.rows.length > 0;
}

/** One statement, so that positions and candidates are of one picture of the database. */
const COLLECT = `
with clock as (select head from sync_clock where realm = 1),
moved as (
  select e.row_id, max(e.pos) as pos
  from candidate_news_clock n
  join sync_scope s on s.key ~ :staffScope and s.head > n.pos
  join sync_entry e on e.scope_id = s.id and e.pos > n.pos and e.coll = :caseFiles and e.live
  group by e.row_id),
stored as (
  insert into candidate_news as n
  select c.id, c.region_code, c.visible_to_employers, c.profile->>'lastModifiedAt',
         m.pos, c.updated_at, m.pos, c.updated_at
  from moved m join candidate c on c.id = m.row_id
  on conflict (candidate_id) do update set
    region_code = excluded.region_code,
    visible_to_employers = excluded.visible_to_employers,
    modified_at = excluded.modified_at,
    staff_pos = case when ${isNewer('n', 'excluded')} then excluded.staff_pos else n.staff_pos end,
    staff_at = case when ${isNewer('n', 'excluded')} then excluded.staff_at else n.staff_at end,
    employer_pos = case when ${isNewer('n', 'excluded')} or ${appears('n', 'excluded')}
                        then excluded.employer_pos else n.employer_pos end,
    employer_at = case when ${isNewer('n', 'excluded')} or ${appears('n', 'excluded')}
                       then excluded.employer_at else n.employer_at end
  where (n.region_code, n.visible_to_employers, n.modified_at)
    is distinct from (excluded.region_code, excluded.visible_to_employers, excluded.modified_at)
  returning 1),
advanced as (update candidate_news_clock set pos = (select head from clock) returning 1)
select count(*) from stored`;

function isNewer(before: string, after: string): string {
  return `(${before}.region_code <> ${after}.region_code or ${before}.modified_at <> ${after}.modified_at)`;
}

function appears(before: string, after: string): string {
  return `(${after}.visible_to_employers and not ${before}.visible_to_employers)`;
}
