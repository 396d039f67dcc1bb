import type { Knex } from 'knex';
import { withSnapshot } from '../database/transaction.ts';

export interface IntegrityReport {
  /** Scopes whose count or digest differs from their entries. */
  readonly wrongCounters: number;
  /** Live entries that the visibility view does not want, and wanted ones that are missing. */
  readonly wrongEntries: number;
  /** Rows left behind by a transaction that marked without sequencing. */
  readonly leftovers: number;
}

const ENTRY_DIFFERENCES = `
  from (select e.coll, e.row_id, s.key from sync_entry e join sync_scope s on s.id = e.scope_id where e.live) e
  full join sync_desired d on d.coll = e.coll and d.row_id = e.row_id and d.skey = e.key
  where d.row_id is null or e.row_id is null`;

/** Level 3 of sync §2.9: counters equal the entries, entries equal the view (invariants S1 and S2). Only reads. */
export async function checkIntegrity(knex: Knex): Promise<IntegrityReport> {
  return withSnapshot(knex, async (trx) => ({
    wrongCounters: await count(
      trx,
      `select count(*) as n from sync_scope s
       left join (select scope_id, count(*) as cnt, bit_xor(h64(coll, row_id, rev)) as digest
                  from sync_entry where live group by 1) e on e.scope_id = s.id
       where (s.cnt, s.digest) is distinct from (coalesce(e.cnt, 0), coalesce(e.digest, 0))`,
    ),
    wrongEntries: await count(trx, `select count(*) as n ${ENTRY_DIFFERENCES}`),
    leftovers: await count(trx, 'select (select count(*) from sync_dirty) + (select count(*) from sync_tx) as n'),
  }));
}

/**
 * Live entries of children that a scope holds without their parent: a document without its candidate, a conflict without
 * its note (sync §2.2). A scope `<owner>/<regional key>` hangs on the regional one. Judges the view itself, where
 * `checkIntegrity` only compares with it. What a user did with a search hangs on it in his own scope or, shared, in that of
 * his organisation. Who was proposed hangs on the vacancy in the scope of its organisation, or for the proposer's colleagues in
 * that of its region. What belongs to a user alone, such as a favourite, hangs on nobody. Only reads.
 */
export async function checkVisibility(knex: Knex): Promise<number> {
  return withSnapshot(knex, (trx) =>
    count(
      trx,
      `select count(distinct (e.coll, e.row_id, e.scope_id)) as n
       from   sync_dependents p
       join   sync_entry e on e.coll = p.coll and e.row_id = p.row_id and e.live
       join   sync_scope s on s.id = e.scope_id
       left join app_user u on 'usr:' || u.id = regexp_replace(s.key, '/.*$', '')
       where  not exists (
         select 1 from sync_scope ps
         join   sync_entry pe on pe.scope_id = ps.id and pe.row_id = p.prow and pe.live
                and pe.coll = any(case p.pcoll when 1 then array[1, 2] else array[p.pcoll::int] end)
         where  ps.key in (s.key, regexp_replace(s.key, '^.*/', ''))
         or     (p.pcoll = 17 and ps.key in ('usr:' || u.id, 'org:' || u.organization_id))
         or     (p.pcoll = 4 and (ps.key = regexp_replace(s.key, '/.*$', '') or ps.key ~ '^reg:[^:]+:am$')))`,
    ),
  );
}

/** Rows whose entries differ from the view, to be derived again. */
export async function wrongRows(knex: Knex): Promise<readonly { readonly collection: number; readonly id: string }[]> {
  return withSnapshot(knex, async (trx) => {
    const result: { rows: { coll: number; row_id: string }[] } = await trx.raw(
      `select distinct coalesce(e.coll, d.coll) as coll, coalesce(e.row_id, d.row_id) as row_id ${ENTRY_DIFFERENCES}
       order by 1, 2`,
    );
    return result.rows.map((row) => ({ collection: row.coll, id: row.row_id }));
  });
}

async function count(trx: Knex, sql: string): Promise<number> {
  const result: { rows: { n: string }[] } = await trx.raw(sql);
  return Number(result.rows[0]?.n ?? 0);
}
