import type { Knex } from 'knex';
import { withTransaction } from './transaction.ts';

/** Synchronised rows written in one transaction (sync §2.5). */
const CHUNK = 250;

/** Removes rows in transactions of their own: stopped half-way, the rest goes the next time. Gives how many. */
export async function removeInChunks(
  knex: Knex,
  table: string,
  over: (trx: Knex) => Knex.QueryBuilder,
): Promise<number> {
  for (let removed = 0; ;) {
    const count = await withTransaction(knex, (trx) =>
      trx(table).whereIn('id', over(trx).select('id').limit(CHUNK)).delete(),
    );
    removed += count;
    if (count < CHUNK) return removed;
  }
}
