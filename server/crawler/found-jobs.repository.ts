import type { Knex } from 'knex';
import { canonicalJson } from '@hallowerk/contract/common/canonical-json.ts';
import {
  CRAWLED_GONE_DAYS,
  CrawledContentSchema,
  type CrawledContent,
} from '@hallowerk/contract/vacancies/crawled-vacancy.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { DAY, plus } from '../security/clock.ts';
import { isSameJob, jobKeys, type JobKeys } from './same-job.ts';

/** A page that was read, with all that it says. */
export interface SeenPage {
  readonly organizationId: string;
  readonly regionCode: string;
  readonly sourceId: string;
  readonly url: string;
  readonly jobs: readonly FoundJob[];
}

export interface FoundJob {
  readonly content: CrawledContent;
  readonly identifier: string | null;
  /** To open in the browser. */
  readonly url: string;
}

interface KnownRow {
  readonly id: string;
  readonly title_key: string;
  readonly place_key: string;
  readonly identifier: string | null;
  readonly content: CrawledContent;
  readonly source_url: string;
  readonly last_seen_at: Date;
  readonly gone_at: Date | null;
}

/** A row that did not change is not written: everybody would get it again. The last look is, once a week. */
const SEEN_EVERY = 7 * DAY;

/** Rows in one transaction: everybody who sees them waits for it (sync §2.5). */
const CHUNK = 200;

/** What a page shows is written: new jobs and changed ones. `after` runs with the last of it. */
export async function storeSeenPage(
  knex: Knex,
  page: SeenPage,
  now: Date,
  after: (trx: Trx, counts: StoreCounts) => Promise<void>,
): Promise<void> {
  const counts = { found: 0, changed: 0 };
  const seen: string[] = [];
  for (let start = 0; start === 0 || start < page.jobs.length; start += CHUNK) {
    await withTransaction(knex, async (trx) => {
      await lockJobs(trx, page.organizationId);
      for (const job of page.jobs.slice(start, start + CHUNK)) await storeJob(trx, page, { job, seen, counts }, now);
      if (start + CHUNK < page.jobs.length) return;
      await keepSightings(trx, page, [...new Set(seen)], now);
      await after(trx, counts);
    });
  }
}

export interface StoreCounts {
  readonly found: number;
  readonly changed: number;
}

/** Two sources of one organisation can show the same job at the same moment. */
async function lockJobs(trx: Trx, organizationId: string): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(7728, hashtext(?))', [organizationId]);
}

async function storeJob(
  trx: Trx,
  page: SeenPage,
  { job, seen, counts }: { job: FoundJob; seen: string[]; counts: { found: number; changed: number } },
  now: Date,
): Promise<void> {
  const keys = jobKeys(job.content, job.identifier);
  const known = await knownJob(trx, page, keys, seen);
  const id = known?.id ?? uuidv7(now.getTime());
  if (known === null) await insertJob(trx, page, { id, job, keys }, now);
  const outcome = known === null ? 'found' : await updateJob(trx, known, { job, keys }, now);
  if (outcome !== 'same' && !seen.includes(id)) counts[outcome]++;
  seen.push(id);
}

/** What does not stand on the page any more is not seen there. */
async function keepSightings(trx: Trx, { sourceId, url }: SeenPage, seen: readonly string[], now: Date): Promise<void> {
  await trx('crawl_sighting').where({ source_id: sourceId, url }).whereNotIn('crawled_vacancy_id', seen).delete();
  if (seen.length === 0) return;
  await trx('crawl_sighting')
    .insert(seen.map((id) => ({ source_id: sourceId, url, crawled_vacancy_id: id, seen_at: now })))
    .onConflict(['source_id', 'url', 'crawled_vacancy_id'])
    .merge(['seen_at']);
}

const COLUMNS = ['id', 'title_key', 'place_key', 'identifier', 'content', 'source_url', 'last_seen_at', 'gone_at'];

/** The row of the same job; or, when the page shows one job now and before, the one it showed. */
async function knownJob(trx: Trx, page: SeenPage, keys: JobKeys, seen: readonly string[]): Promise<KnownRow | null> {
  const rows: KnownRow[] = await trx('crawled_vacancy')
    .where({ organization_id: page.organizationId, title_key: keys.titleKey })
    .orderByRaw('gone_at is not null, found_at, id')
    .select(COLUMNS);
  const same = rows.find((row) =>
    isSameJob(keys, { titleKey: row.title_key, placeKey: row.place_key, identifier: row.identifier }),
  );
  if (same !== undefined || page.jobs.length !== 1 || seen.length > 0) return same ?? null;
  const here: KnownRow[] = await trx('crawled_vacancy as c')
    .join('crawl_sighting as s', 's.crawled_vacancy_id', 'c.id')
    .where({ 's.source_id': page.sourceId, 's.url': page.url })
    .whereRaw('not exists (select 1 from crawl_sighting o where o.crawled_vacancy_id = c.id and o.url <> s.url)')
    .select(COLUMNS.map((column) => `c.${column}`));
  const [only, ...more] = here;
  if (only === undefined || more.length > 0) return null;
  return only.identifier === keys.identifier ? only : null;
}

async function insertJob(
  trx: Trx,
  page: SeenPage,
  { id, job, keys }: { readonly id: string; readonly job: FoundJob; readonly keys: JobKeys },
  now: Date,
): Promise<void> {
  await trx('crawled_vacancy').insert({
    ...{ id, organization_id: page.organizationId, region_code: page.regionCode, source_url: job.url },
    ...{ title_key: keys.titleKey, place_key: keys.placeKey, identifier: keys.identifier },
    content: JSON.stringify(CrawledContentSchema.parse(job.content)),
    ...{ found_at: now, last_seen_at: now },
  });
}

async function updateJob(
  trx: Trx,
  known: KnownRow,
  { job, keys }: { readonly job: FoundJob; readonly keys: JobKeys },
  now: Date,
): Promise<'changed' | 'found' | 'same'> {
  const content = preferred(known, job);
  const isChanged = canonicalJson(content) !== canonicalJson(known.content);
  const isBack = known.gone_at !== null;
  if (!isChanged && !isBack && now.getTime() - known.last_seen_at.getTime() < SEEN_EVERY) return 'same';
  await trx('crawled_vacancy')
    .where({ id: known.id })
    .update({
      content: JSON.stringify(CrawledContentSchema.parse(content)),
      ...{ title_key: keys.titleKey, place_key: keys.placeKey || known.place_key },
      identifier: known.identifier ?? keys.identifier,
      ...{ last_seen_at: now, gone_at: null },
    });
  if (isBack) return 'found';
  return isChanged ? 'changed' : 'same';
}

/** Of two pages with the same job the first one stays the one that is shown. */
function preferred(known: KnownRow, job: FoundJob): CrawledContent {
  return known.gone_at === null && known.source_url !== job.url ? known.content : job.content;
}

/** A page was asked about again and is as it was. */
export async function touchSightings(trx: Trx, sourceId: string, url: string, now: Date): Promise<void> {
  await trx('crawl_sighting').where({ source_id: sourceId, url }).update({ seen_at: now });
}

/**
 * What stands on no page any more, or is past its last day, is gone; what was gone for thirty days is removed; what is the
 * same as a vacancy of HalloWerk is linked. Gives how many went.
 */
export async function settleOrganization(
  knex: Knex,
  organizationId: string,
  today: string,
  now: Date,
): Promise<number> {
  let gone = 0;
  for (let more = CHUNK; more === CHUNK; gone += more) {
    more = await withTransaction(knex, async (trx) => {
      await lockJobs(trx, organizationId);
      const left = await trx('crawled_vacancy as c')
        .where({ organization_id: organizationId })
        .whereNull('gone_at')
        .where((either) =>
          either
            .whereRaw('not exists (select 1 from crawl_sighting s where s.crawled_vacancy_id = c.id)')
            .orWhereRaw(`c.content ->> 'closingDate' < ?`, [today]),
        )
        .limit(CHUNK)
        .pluck('c.id');
      return trx('crawled_vacancy').whereIn('id', left).update({ gone_at: now });
    });
  }
  await withTransaction(knex, (trx) => linkVacancies(trx, organizationId));
  return gone;
}

/** What was gone for thirty days is removed, of every organisation (features §5.4). Gives how many. */
export async function removeLongGone(knex: Knex, now: Date): Promise<number> {
  let removed = 0;
  for (let more = CHUNK; more === CHUNK; removed += more) {
    more = await withTransaction(knex, async (trx) => {
      const old = await trx('crawled_vacancy')
        .where('gone_at', '<', plus(now, -CRAWLED_GONE_DAYS * DAY))
        .limit(CHUNK)
        .pluck('id');
      return trx('crawled_vacancy').whereIn('id', old).delete();
    });
  }
  return removed;
}

/** The newest vacancy of HalloWerk with the same title and no other place; archived ones say nothing about today. */
async function linkVacancies(trx: Trx, organizationId: string): Promise<void> {
  const internal = await trx('vacancy')
    .where({ organization_id: organizationId })
    .whereNot({ status: 'ARCHIVED' })
    .orderBy([{ column: 'created_at', order: 'desc' }, 'id'])
    .select('id', 'content');
  const known = internal.map(({ id, content }: { id: string; content: CrawledContent }) => ({
    id,
    keys: jobKeys({ title: content.title, placeId: content.placeId ?? null, city: content.city ?? '' }, null),
    names: jobKeys({ title: content.title, placeId: null, city: content.city ?? '' }, null),
  }));
  const rows = await crawledKeys(trx, organizationId);
  for (const { id, keys, names, linked } of rows) {
    const same = known.find((one) => isSameJob(one.keys, keys) || isSameJob(one.names, names))?.id ?? null;
    if (same !== linked) await trx('crawled_vacancy').where({ id }).update({ linked_vacancy_id: same });
  }
}

async function crawledKeys(
  trx: Knex,
  organizationId: string,
): Promise<readonly { id: string; keys: JobKeys; names: JobKeys; linked: string | null }[]> {
  const rows: { id: string; content: CrawledContent; linked_vacancy_id: string | null }[] = await trx('crawled_vacancy')
    .where({ organization_id: organizationId })
    .select('id', 'content', 'linked_vacancy_id');
  return rows.map(({ id, content, linked_vacancy_id: linked }) => ({
    ...{ id, linked, keys: jobKeys(content, null) },
    names: jobKeys({ ...content, placeId: null }, null),
  }));
}
