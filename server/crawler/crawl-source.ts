import type { Knex } from 'knex';
import type { CrawlReason } from '@hallowerk/contract/vacancies/crawl-run.ts';
import { withTransaction } from '../database/transaction.ts';
import { HOUR, plus, type Clock } from '../security/clock.ts';
import {
  beat,
  claimRun,
  count,
  endRun,
  markVisited,
  nextPages,
  recordSkip,
  saveList,
  type CrawlJob,
  type CrawlPage,
} from './crawl-runs.repository.ts';
import { settleOrganization, storeSeenPage, touchSightings, type FoundJob } from './found-jobs.repository.ts';
import { dayAt } from './job-dates.ts';
import { listPages } from './list-pages.ts';
import { OutsideError } from './outside-address.ts';
import type { DocumentParser } from './parse-pool.ts';
import { createPoliteFetch, type PoliteFetch, type Politeness } from './polite.ts';
import type { Recogniser } from './recognise.ts';
import type { Fetched, SafeFetch } from './safe-fetch.ts';

export interface CrawlLimits {
  readonly pages: number;
  readonly milliseconds: number;
}

export const CRAWL_LIMITS: CrawlLimits = { pages: 5_000, milliseconds: 3 * HOUR };

export interface CrawlDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly safeFetch: Pick<SafeFetch, 'fetch'>;
  readonly parser: Pick<DocumentParser, 'parse'>;
  readonly politeness: Politeness;
  readonly limits: CrawlLimits;
  readonly recogniser: Recogniser;
  wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
}

interface Run {
  readonly deps: CrawlDependencies;
  readonly job: CrawlJob;
  readonly polite: PoliteFetch;
  readonly signal: AbortSignal;
}

const BATCH = 50;
/** Nothing of the job is on the page any more. */
const LEFT: ReadonlySet<CrawlReason> = new Set(['GONE', 'NO_JOB', 'NO_INDEX', 'CLOSED']);

/**
 * Looks at one source from beginning to end, or goes on where a dead node stopped. Never throws for what a site does:
 * every page that is left has a reason in the run. When `signal` fires it stops between two pages and leaves the rest to
 * whoever claims the run next.
 */
export async function crawlSource(deps: CrawlDependencies, sourceId: string, signal: AbortSignal): Promise<boolean> {
  const job = await claimRun(deps.knex, sourceId, deps.clock.now());
  if (job === null) return false;
  const run: Run = { deps, job, signal, polite: createPoliteFetch(deps.safeFetch, deps.politeness, deps.wait) };
  try {
    if (!job.listed) {
      const list = await listPages(run, (reason, url, pages) => recordSkip(deps.knex, job.runId, reason, url, pages));
      await saveList(deps.knex, job, list, deps.clock.now());
    }
    await visitAll(run);
  } catch (error) {
    if (signal.aborted) return true;
    const reason = error instanceof OutsideError ? error.reason : null;
    await withTransaction(deps.knex, (trx) => endRun(trx, job.runId, 'FAILED', reason, deps.clock.now()));
    if (reason === null) throw error;
  }
  return true;
}

async function visitAll(run: Run): Promise<void> {
  const { deps, job, signal } = run;
  const { knex, clock, limits } = deps;
  for (;;) {
    const pages = await nextPages(knex, job.sourceId, BATCH);
    if (pages.length === 0) return finish(run);
    for (const page of pages) {
      signal.throwIfAborted();
      const now = clock.now();
      if ((await beat(knex, job.runId, now)) === 'stop') {
        return withTransaction(knex, (trx) => endRun(trx, job.runId, 'CANCELLED', null, now));
      }
      if (now > plus(job.startedAt, limits.milliseconds)) {
        return withTransaction(knex, (trx) => endRun(trx, job.runId, 'LIMITED', 'LIMIT', now));
      }
      await visit(run, page);
    }
  }
}

async function visit(run: Run, page: CrawlPage): Promise<void> {
  try {
    const fetched = await fetchPage(run, page);
    if (fetched.status === 304) return await unchanged(run, page);
    await read(run, page, fetched);
  } catch (error) {
    if (run.signal.aborted || !(error instanceof OutsideError)) throw error;
    await leave(run, page, error.reason);
  }
}

/** @throws {OutsideError} for every answer that is neither a page nor 'not changed' */
async function fetchPage({ polite, job, signal }: Run, { url, etag, last_modified }: CrawlPage): Promise<Fetched> {
  const kind = job.kind === 'SITE' ? 'PAGE' : 'FEED';
  const fetchIt = (): Promise<Fetched> => polite.fetch({ url, kind, etag, lastModified: last_modified, signal });
  let fetched = await fetchIt();
  const { status, retryAfter } = fetched;
  if ((status === 429 || status === 503) && polite.rest(fetched.url, retryAfter ?? 5)) fetched = await fetchIt();
  switch (fetched.status) {
    case 200:
    case 304:
      break;
    case 404:
    case 410:
      throw new OutsideError('GONE');
    case 429:
    case 503:
      throw new OutsideError('BUSY');
    default:
      throw new OutsideError('STATUS');
  }
  if (!isSameSite(fetched.url, new URL(url))) throw new OutsideError('ELSEWHERE');
  if (/\b(noindex|none)\b/i.test(fetched.robotsTag)) throw new OutsideError('NO_INDEX');
  return fetched;
}

async function read(run: Run, page: CrawlPage, fetched: Fetched): Promise<void> {
  const { deps, job } = run;
  const parsed = await deps.parser.parse({ kind: job.kind, bytes: fetched.body, contentType: fetched.contentType });
  if (parsed.reason !== null) throw new OutsideError(parsed.reason);
  const now = deps.clock.now();
  const jobs = parsed.jobs.map((one): FoundJob => {
    const isFeed = job.kind !== 'SITE';
    return {
      content: deps.recogniser.recognise(one),
      identifier: one.identifier,
      url: isFeed ? (one.url ?? page.url) : page.url,
    };
  });
  const open = jobs.filter(({ content }) => content.closingDate === null || content.closingDate >= dayAt(now));
  const seen = { ...job, url: page.url, jobs: open };
  const closed = jobs.length - open.length;
  await storeSeenPage(deps.knex, seen, now, async (trx, counts) => {
    await markVisited(trx, job, page.url, { etag: fetched.etag, lastModified: fetched.lastModified }, now);
    await count(trx, job.runId, { visited: 1, ...counts });
    if (closed > 0) await recordSkip(trx, job.runId, 'CLOSED', page.url, closed);
  });
}

async function unchanged({ deps, job }: Run, { url }: CrawlPage): Promise<void> {
  const now = deps.clock.now();
  await withTransaction(deps.knex, async (trx) => {
    await touchSightings(trx, job.sourceId, url, now);
    await markVisited(trx, job, url, 'keep', now);
    await count(trx, job.runId, { visited: 1, unchanged: 1 });
  });
}

/** With a page that could not be read, its jobs stay until it can. */
async function leave({ deps, job }: Run, { url }: CrawlPage, reason: CrawlReason): Promise<void> {
  const now = deps.clock.now();
  const record = async (trx: Knex.Transaction): Promise<void> => {
    await markVisited(trx, job, url, 'forget', now);
    await count(trx, job.runId, { visited: 1 });
    await recordSkip(trx, job.runId, reason, url);
  };
  if (LEFT.has(reason)) await storeSeenPage(deps.knex, { ...job, url, jobs: [] }, now, record);
  else await withTransaction(deps.knex, record);
}

/** A page that two whole lists in a row do not have is not there any more. */
async function finish({ deps, job }: Run): Promise<void> {
  const now = deps.clock.now();
  await deps.knex('crawl_page').where({ source_id: job.sourceId }).where('missing', '>=', 2).delete();
  const gone = await settleOrganization(deps.knex, job.organizationId, dayAt(now), now);
  await withTransaction(deps.knex, async (trx) => {
    await count(trx, job.runId, { gone });
    await endRun(trx, job.runId, 'DONE', null, now);
  });
}

/** With and without `www.` is one site. */
export function isSameSite(one: URL, other: URL): boolean {
  const bare = ({ host }: URL): string => host.replace(/^www\./, '');
  return bare(one) === bare(other);
}
