import type { Knex } from 'knex';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { lastSlot } from './search-alerts-slots.ts';
import { RHYTHM_SQL, watchedSearch, type Scales, type WatchedSearch } from './search-alerts-watched.ts';

/** Marks whose moment of sending has come and was not dealt with. */
export async function dueMarks(knex: Knex, now: Date): Promise<readonly string[]> {
  const rows: { mark_id: string }[] = await due(knex, now).orderBy('w.mark_id').select('w.mark_id');
  return rows.map(({ mark_id }) => mark_id);
}

function due(knex: Knex, now: Date): Knex.QueryBuilder {
  return knex('search_watch as w')
    .join('search_mark as m', 'm.id', 'w.mark_id')
    .whereRaw(`w.slot < case ${RHYTHM_SQL} when 'EMAIL_DAILY' then ?::timestamptz else ?::timestamptz end`, [
      lastSlot('EMAIL_DAILY', now),
      lastSlot('EMAIL_WEEKLY', now),
    ]);
}

/**
 * Weighs the news of one mark and writes its alerts and the mail that will hold them, in one transaction with the note that
 * it was weighed: either all of that stands or nothing. Another node that has the mark in hand keeps it. Returns how many
 * alerts were raised.
 */
export async function raiseAlerts(knex: Knex, scales: Scales, markId: string, now: Date): Promise<number> {
  return withTransaction(knex, async (trx) => {
    const watch = await due(trx, now)
      .where('w.mark_id', markId)
      .forUpdate('w')
      .skipLocked()
      .first('w.pos', { watch: trx.raw(RHYTHM_SQL) });
    if (watch === undefined) return 0;
    // Before the news itself: what is collected in between is weighed twice, and raised once.
    const clock = await trx('candidate_news_clock').first('pos');
    const search = await watchedSearch(trx, markId);
    const raised = search === null ? 0 : await raise(trx, scales, search, watch.pos, now);
    if (search === null) await trx('search_alert').where({ mark_id: markId, sent_at: null, digest_id: null }).delete();
    const slot = lastSlot(watch.watch, now);
    await trx('search_watch').where({ mark_id: markId }).update({ pos: clock.pos, slot });
    return raised;
  });
}

async function raise(trx: Trx, scales: Scales, search: WatchedSearch, pos: string, now: Date): Promise<number> {
  const weighed = await scales.weigh(trx, search, await newsIds(trx, search, pos), now);
  // Who is out of sight now keeps an alert that is due to him; for the others this was its last chance.
  const hidden = weighed.filter(({ outcome }) => outcome === 'HIDDEN').map(({ candidateId }) => candidateId);
  await trx('search_alert')
    .where({ mark_id: search.markId, sent_at: null, digest_id: null })
    .whereNotIn('candidate_id', hidden)
    .delete();
  const hits = weighed.filter(({ outcome }) => outcome === 'HIT');
  if (hits.length === 0) return 0;
  const digest = { id: uuidv7(), mark_id: search.markId, created_at: now, next_try_at: now };
  await trx('search_digest').insert(digest);
  const result: { rows: unknown[] } = await trx.raw(
    `insert into search_alert (mark_id, candidate_id, modified_at, raised_at, digest_id)
     select cast(:mark as uuid), x.id, x.modified_at, cast(:now as timestamptz), cast(:digest as uuid)
     from unnest(cast(:ids as uuid[]), cast(:versions as text[])) as x(id, modified_at)
     on conflict do nothing returning 1`,
    {
      ...{ mark: search.markId, now, digest: digest.id },
      ids: hits.map(({ candidateId }) => candidateId),
      versions: hits.map(({ modifiedAt }) => modifiedAt),
    },
  );
  if (result.rows.length === 0) await trx('search_digest').where({ id: digest.id }).delete();
  return result.rows.length;
}

/**
 * Of whom there is news for this user since the position, that he did not see in the app since; and who was withdrawn from
 * an earlier mail.
 */
async function newsIds(trx: Trx, search: WatchedSearch, pos: string): Promise<string[]> {
  const regions = (viewer: 'am' | 'cand'): string[] =>
    search.scopeKeys.flatMap((key) => (/^reg:([^:]+):(am|cand)$/.exec(key)?.[2] === viewer ? key.split(':')[1]! : []));
  const result: { rows: { id: string }[] } = await trx.raw(
    `select candidate_id as id from candidate_news
     where region_code = any(cast(:staff as text[])) and staff_pos > :pos and staff_at > :seen
     union
     select candidate_id from candidate_news
     where region_code = any(cast(:employer as text[])) and employer_pos > :pos and employer_at > :seen
     union
     select candidate_id from search_alert
     where mark_id = :mark and sent_at is null and digest_id is null and raised_at > :seen`,
    {
      ...{ staff: regions('am'), employer: regions('cand'), pos, mark: search.markId },
      seen: search.lastSeenAt ?? new Date(0),
    },
  );
  return result.rows.map(({ id }) => id);
}
