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
    wrongEntries: await count(
      trx,
      `select count(*) as n
       from (select e.coll, e.row_id, s.key from sync_entry e join sync_scope s on s.id = e.scope_id where e.live) e
       full join sync_desired d on d.coll = e.coll and d.row_id = e.row_id and d.skey = e.key
       where d.row_id is null or e.row_id is null`,
    ),
    leftovers: await count(trx, 'select (select count(*) from sync_dirty) + (select count(*) from sync_tx) as n'),
  }));
}

async function count(trx: Knex, sql: string): Promise<number> {
  const result: { rows: { n: string }[] } = await trx.raw(sql);
  return Number(result.rows[0]?.n ?? 0);
}
