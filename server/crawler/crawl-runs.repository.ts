import type { Knex } from 'knex';
import type { CrawlReason, CrawlRunState, CrawlSourceKind } from '@hallowerk/contract/vacancies/crawl-run.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { DAY, MINUTE, plus } from '../security/clock.ts';

export interface CrawlJob {
  readonly runId: string;
  readonly sourceId: string;
  readonly organizationId: string;
  readonly regionCode: string;
  readonly kind: CrawlSourceKind;
  readonly url: string;
  readonly startedAt: Date;
  /** The pages were listed before the node that began this died. */
  readonly listed: boolean;
}

export interface ListedPage {
  readonly url: string;
  readonly lastModified: string | null;
}

export interface CrawlPage {
  readonly url: string;
  readonly etag: string | null;
  readonly last_modified: string | null;
}

/** A node that said nothing for so long is dead; a page takes a fraction of it. */
const DEAD_AFTER = 5 * MINUTE;
/** A page of which the site map says that it did not change is visited once a week all the same. */
const BELIEVED_FOR = 7 * DAY;
const MOST_EXAMPLES = 5;
const CHUNK = 500;

/** A run of this source for this node: a new one, or what a dead node left. Null while another node is busy with it. */
export function claimRun(knex: Knex, sourceId: string, now: Date): Promise<CrawlJob | null> {
  return withTransaction(knex, async (trx) => {
    const source = await trx('crawl_source as s')
      .join('organization as o', 'o.id', 's.organization_id')
      .join('municipality as m', 'm.id', 'o.municipality_id')
      .where('s.id', sourceId)
      .forUpdate('s')
      .first('s.*', 'm.region_code');
    if (source === undefined) return null;
    const running = await trx('crawl_run').where({ source_id: sourceId, state: 'RUNNING' }).first();
    if (running !== undefined && running.beat_at > plus(now, -DEAD_AFTER)) return null;
    const runId: string = running?.id ?? uuidv7(now.getTime());
    if (running === undefined) {
      await trx('crawl_run').insert({
        id: runId,
        source_id: sourceId,
        state: 'RUNNING',
        started_at: now,
        beat_at: now,
      });
      await trx('crawl_source').where({ id: sourceId }).update({ begun_at: now, asked_at: null });
    } else await trx('crawl_run').where({ id: runId }).update({ beat_at: now });
    return {
      ...{ runId, sourceId, organizationId: source.organization_id, regionCode: source.region_code },
      ...{
        kind: source.kind,
        url: source.url,
        startedAt: running?.started_at ?? now,
        listed: running?.listed ?? false,
      },
    };
  });
}

/** Says that this node is alive; tells whether somebody wants it to stop. */
export async function beat(knex: Knex, runId: string, now: Date): Promise<'go' | 'stop'> {
  const result: { rows: { cancel_asked: boolean }[] } = await knex.raw(
    `update crawl_run set beat_at = ? where id = ? and state = 'RUNNING' returning cancel_asked`,
    [now, runId],
  );
  return result.rows[0]?.cancel_asked === false ? 'go' : 'stop';
}

/** The pages that this run is about. Only a whole list says that a page is missing. */
export function saveList(
  knex: Knex,
  { runId, sourceId }: CrawlJob,
  { pages, isWhole }: { readonly pages: readonly ListedPage[]; readonly isWhole: boolean },
  now: Date,
): Promise<void> {
  return withTransaction(knex, async (trx) => {
    for (let start = 0; start < pages.length; start += CHUNK) {
      const chunk = pages.slice(start, start + CHUNK);
      await trx.raw(
        `insert into crawl_page as p (source_id, url, new_map_time, run_id, todo)
         select ?::uuid, url, nullif(map_time, ''), ?::uuid, true from unnest(?::text[], ?::text[]) as l(url, map_time)
         on conflict (source_id, url) do update set run_id = excluded.run_id, missing = 0,
           new_map_time = excluded.new_map_time,
           todo = not coalesce(p.map_time = excluded.new_map_time and p.visited_at > ?, false)`,
        [sourceId, runId, ...listColumns(chunk), plus(now, -BELIEVED_FOR)],
      );
    }
    const others = trx('crawl_page').where({ source_id: sourceId }).whereRaw('run_id is distinct from ?', [runId]);
    await others.clone().update({ todo: false });
    if (isWhole) await others.clone().increment('missing', 1);
    const known = trx('crawl_page').where({ source_id: sourceId, run_id: runId, todo: false });
    await trx('crawl_sighting')
      .where({ source_id: sourceId })
      .whereIn('url', known.clone().select('url'))
      .update({ seen_at: now });
    const [skipped] = await known.clone().count<{ count: string }[]>('* as count');
    await trx('crawl_run')
      .where({ id: runId })
      .update({ listed: true, list_whole: isWhole, pages: pages.length, unchanged: Number(skipped?.count ?? 0) });
  });
}

/** As the two arrays that `unnest` takes; empty stands for what the list does not say. */
function listColumns(pages: readonly ListedPage[]): [string[], string[]] {
  return [pages.map(({ url }) => url), pages.map(({ lastModified }) => lastModified ?? '')];
}

export function nextPages(knex: Knex, sourceId: string, most: number): Promise<readonly CrawlPage[]> {
  return knex('crawl_page')
    .where({ source_id: sourceId, todo: true })
    .orderBy('url')
    .limit(most)
    .select('url', 'etag', 'last_modified');
}

/** `validators` only when what the page says was understood: otherwise it is read in full again. */
export async function markVisited(
  trx: Trx,
  { sourceId }: CrawlJob,
  url: string,
  validators: { readonly etag: string | null; readonly lastModified: string | null } | 'keep' | 'forget',
  now: Date,
): Promise<void> {
  const kept = typeof validators === 'object' ? validators : { etag: null, lastModified: null };
  await trx('crawl_page')
    .where({ source_id: sourceId, url })
    .update({
      ...{ todo: false, visited_at: now },
      map_time: validators === 'forget' ? null : trx.ref('new_map_time'),
      ...(validators === 'keep' ? {} : { etag: kept.etag, last_modified: kept.lastModified }),
    });
}

export async function count(
  trx: Trx,
  runId: string,
  counts: Partial<Record<'visited' | 'unchanged' | 'found' | 'changed' | 'gone', number>>,
): Promise<void> {
  const more = Object.entries(counts).filter(([, by]) => by !== 0);
  if (more.length === 0) return;
  await trx('crawl_run')
    .where({ id: runId })
    .update(Object.fromEntries(more.map(([name, by]) => [name, trx.raw('?? + ?', [name, by])])));
}

export async function recordSkip(
  knex: Knex,
  runId: string,
  reason: CrawlReason,
  url: string,
  pages = 1,
): Promise<void> {
  await knex.raw(
    `insert into crawl_skip as k (run_id, reason, pages, examples) values (?, ?, ?, array[?])
     on conflict (run_id, reason) do update set pages = k.pages + excluded.pages,
       examples = case when cardinality(k.examples) < ? then k.examples || excluded.examples else k.examples end`,
    [runId, reason, pages, url.slice(0, 1000), MOST_EXAMPLES],
  );
}

export async function endRun(
  trx: Trx,
  runId: string,
  state: Exclude<CrawlRunState, 'RUNNING'>,
  reason: CrawlReason | null,
  now: Date,
): Promise<void> {
  await trx('crawl_run').where({ id: runId, state: 'RUNNING' }).update({ state, reason, ended_at: now });
}
