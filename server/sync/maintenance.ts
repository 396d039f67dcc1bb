import type { Knex } from 'knex';
import { withTransaction } from '../database/transaction.ts';
import { DAY, plus } from '../security/clock.ts';
import { wrongRows } from './integrity.ts';

/** Tombstones outlive the longest lease by a month (sync §2.8). */
export const TOMBSTONE_LIFE = 60 * DAY;
/** Longer than a mutation may be under way (`MUTATION_LIFE`), so that no repetition runs twice (sync §2.10). */
export const RESULT_LIFE = 90 * DAY;
/** Rows derived again in one transaction, which holds the commit clock (sync §2.5). */
const TOUCH_CHUNK = 250;
/** Tombstones removed in one transaction, for the same reason. */
const PRUNE_CHUNK = 10_000;

function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** Notes where the clock stands today. The first note of a day stays: every position up to it is of that day or older. */
export async function logPosition(knex: Knex, now: Date): Promise<{ readonly head: number }> {
  const result: { rows: { head: string }[] } = await knex.raw('select head from sync_clock where realm = 1');
  const head = Number(result.rows[0]?.head);
  await knex('sync_position_log')
    .insert({ day: dayOf(now), head })
    .onConflict('day')
    .ignore();
  return { head };
}

/**
 * Removes tombstones older than 60 days, in chunks. A device that was away for longer starts the scope again. Returns
 * how many; none before the log is that old.
 */
export async function pruneTombstones(knex: Knex, now: Date): Promise<{ readonly removed: number }> {
  const old = dayOf(plus(now, -TOMBSTONE_LIFE));
  const logged: { head: string } | undefined = await knex('sync_position_log')
    .where('day', '<=', old)
    .orderBy('head', 'desc')
    .first('head');
  if (logged === undefined) return { removed: 0 };
  let removed = 0;
  for (;;) {
    const position = await nextStep(knex, Number(logged.head));
    if (position === null) return { removed };
    removed += await withTransaction(knex, async (trx) => {
      const result: { rows: { n: string }[] } = await trx.raw('select sync_prune(?::bigint) as n', [position]);
      return Number(result.rows[0]?.n);
    });
  }
}

/** Position up to which the oldest tombstones are one chunk (or one transaction, when that is more); null for none. */
async function nextStep(knex: Knex, upto: number): Promise<number | null> {
  const result: { rows: { pos: string | null }[] } = await knex.raw(
    `select max(pos) as pos from (
       select pos from sync_entry where not live and pos <= ?::bigint order by pos limit ?) oldest`,
    [upto, PRUNE_CHUNK],
  );
  const pos = result.rows[0]?.pos ?? null;
  return pos === null ? null : Number(pos);
}

/** Forgets results of mutations after 90 days, and parked ones 90 days after somebody dealt with them. */
export async function forgetMutations(
  knex: Knex,
  now: Date,
): Promise<{ readonly results: number; readonly parked: number }> {
  const before = plus(now, -RESULT_LIFE);
  return withTransaction(knex, async (trx) => {
    const parked = await trx('sync_parked').where('resolved_at', '<', before).delete();
    const results = await trx('sync_mutation')
      .where('received_at', '<', before)
      .whereNotExists(trx('sync_parked').whereRaw('sync_parked.uid = sync_mutation.uid').select(trx.raw('1')))
      .delete();
    return { results, parked };
  });
}

export interface Repairs {
  /** Rows whose entries were derived again. */
  readonly rows: number;
  /** Scopes whose count and digest were corrected. */
  readonly scopes: number;
  readonly leftovers: number;
}

/**
 * Makes entries equal to the view, and counters equal to the entries (sync §2.8). What changes by it reaches the devices
 * as ordinary changes. Nodes may be running.
 */
export async function repairSync(knex: Knex): Promise<Repairs> {
  const leftovers = await removeLeftovers(knex);
  const wrong = await wrongRows(knex);
  for (const collection of new Set(wrong.map((row) => row.collection))) {
    const ids = wrong.filter((row) => row.collection === collection).map((row) => row.id);
    for (let start = 0; start < ids.length; start += TOUCH_CHUNK) {
      const chunk = ids.slice(start, start + TOUCH_CHUNK);
      await withTransaction(knex, (trx) => trx.raw('select sync_touch(?::smallint, ?::uuid[])', [collection, chunk]));
    }
  }
  const scopes = await withTransaction(knex, async (trx) => {
    const result: { rows: { n: string }[] } = await trx.raw('select sync_recount() as n');
    return Number(result.rows[0]?.n);
  });
  return { rows: wrong.length, scopes, leftovers };
}

/** Marks of transactions that are over, which only a disabled trigger leaves behind. */
async function removeLeftovers(knex: Knex): Promise<number> {
  return withTransaction(knex, async (trx) => {
    const horizon = 'tx < pg_snapshot_xmin(pg_current_snapshot())';
    const dirty = await trx('sync_dirty').whereRaw(horizon).delete();
    return dirty + (await trx('sync_tx').whereRaw(horizon).delete());
  });
}
