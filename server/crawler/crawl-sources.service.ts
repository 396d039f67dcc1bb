import type { Knex } from 'knex';
import type { CrawlRun, CrawlSource, CrawlSourceInput } from '@hallowerk/contract/vacancies/crawl-run.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { notFound, ProblemError, sessionExpired } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import type { SessionContext } from '../security/session.ts';
import { crawlRuns, crawlSources } from './crawl-sources.repository.ts';
import { feedAddress } from './job-feeds.ts';
import { checkedUrl, INTERNET, OutsideError } from './outside-address.ts';

const MOST_RUNS = 30;

/** Where an administrator has vacancies looked for: for the organisations of his own municipality, nothing else exists. */
export interface CrawlSourcesService {
  list(session: SessionContext, organizationId: string | null): Promise<CrawlSource[]>;
  /** @throws {ProblemError} 400 with faults, 404, 409 `changed_meanwhile` or `source_exists` */
  save(session: SessionContext, id: string, seen: number | null, input: CrawlSourceInput): Promise<CrawlSource>;
  /** @throws {ProblemError} 404, 409 `paused` or `running` */
  start(session: SessionContext, id: string): Promise<CrawlSource>;
  runs(session: SessionContext, sourceId: string): Promise<CrawlRun[]>;
  cancel(session: SessionContext, runId: string): Promise<CrawlRun>;
}

export function createCrawlSourcesService(deps: { readonly knex: Knex; readonly clock: Clock }): CrawlSourcesService {
  const { knex, clock } = deps;
  return {
    list: async (session, organizationId) =>
      crawlSources(knex, { municipalityId: await municipalityOf(knex, session), organizationId }),
    save: (session, id, seen, input) =>
      withTransaction(knex, (trx) => save(trx, clock, { session, id, seen, input: checkedInput(input) })),
    start: (session, id) =>
      withTransaction(knex, async (trx) => {
        const municipalityId = await municipalityOf(trx, session);
        const [source] = await crawlSources(trx, { municipalityId, id });
        if (source === undefined) throw notFound();
        if (source.paused) throw new ProblemError(409, 'paused', 'Deze bron staat stil. Zet hem eerst weer aan.');
        if (source.lastRun?.state === 'RUNNING') {
          throw new ProblemError(409, 'running', 'Er wordt al gezocht in deze bron.');
        }
        await trx('crawl_source').where({ id }).update({ asked_at: clock.now() });
        return { ...source, waiting: true };
      }),
    runs: async (session, sourceId) => {
      const municipalityId = await municipalityOf(knex, session);
      const [source] = await crawlSources(knex, { municipalityId, id: sourceId });
      if (source === undefined) throw notFound();
      return crawlRuns(knex, { sourceIds: [sourceId], most: MOST_RUNS });
    },
    cancel: (session, runId) => withTransaction(knex, (trx) => cancel(trx, session, runId)),
  };
}

/** The municipality that stands with his account now: every statement here is limited to it. */
async function municipalityOf(knex: Knex, { userId }: SessionContext): Promise<string> {
  const row = await knex('app_user').where({ id: userId, state: 'ACTIVE' }).first('municipality_id');
  if (row === undefined) throw sessionExpired();
  return row.municipality_id;
}

function refuse(path: string, message: string): never {
  throw new ProblemError(400, 'invalid_input', message, { faults: [{ path, code: 'invalid', message }] });
}

/** An address that can be asked for at all; that of a job board as the address of its feed. */
function checkedInput(input: CrawlSourceInput): CrawlSourceInput {
  try {
    const { href } = checkedUrl(input.url, INTERNET);
    if (input.kind === 'SITE') return { ...input, url: href };
    const feed = feedAddress(input.kind, href);
    return feed === null ? refuse('source.url', 'Dit is geen adres van dit systeem') : { ...input, url: feed };
  } catch (error) {
    if (error instanceof OutsideError) refuse('source.url', 'Dit adres staat niet op het openbare internet');
    throw error;
  }
}

async function save(
  trx: Trx,
  clock: Clock,
  asked: {
    readonly session: SessionContext;
    readonly id: string;
    readonly seen: number | null;
    readonly input: CrawlSourceInput;
  },
): Promise<CrawlSource> {
  const { id, seen, input, session } = asked;
  const municipalityId = await municipalityOf(trx, session);
  const owner = await trx('organization')
    .where({ id: input.organizationId, municipality_id: municipalityId })
    .forUpdate()
    .first('id');
  if (owner === undefined) throw notFound();
  const same = await trx('crawl_source')
    .where({ organization_id: input.organizationId, url: input.url })
    .whereNot({ id })
    .first('id');
  if (same !== undefined) throw new ProblemError(409, 'source_exists', 'Deze bron is er al.');
  const row = { organization_id: input.organizationId, kind: input.kind, name: input.name, url: input.url };
  const before = await trx('crawl_source').where({ id }).forUpdate().first('revision', 'organization_id');
  if (before === undefined && seen === null) {
    await trx('crawl_source').insert({ id, ...row, paused: input.paused, created_at: clock.now() });
  } else {
    const [mine] = await crawlSources(trx, { municipalityId, id });
    if (before === undefined || mine === undefined) throw notFound();
    // What was found belongs to the organisation that it was found for.
    if (before.organization_id !== input.organizationId) refuse('source.organizationId', 'Maak een nieuwe bron');
    if (before.revision !== seen) {
      throw new ProblemError(409, 'changed_meanwhile', 'Iemand anders heeft deze bron intussen gewijzigd.');
    }
    await trx('crawl_source')
      .where({ id })
      .update({ ...row, paused: input.paused });
    if (input.paused) await stopRuns(trx, id);
  }
  const detail = { crawlSource: id, paused: input.paused };
  const object = `organization:${input.organizationId}`;
  await recordAudit(trx, { actor: session.userId, action: 'CHANGE', object, result: 'ok', detail });
  const [after] = await crawlSources(trx, { municipalityId, id });
  return after!;
}

/** A source that is paused is left at once, also when it was asked for. */
async function stopRuns(trx: Trx, sourceId: string): Promise<void> {
  await trx('crawl_source').where({ id: sourceId }).update({ asked_at: null });
  await trx('crawl_run').where({ source_id: sourceId, state: 'RUNNING' }).update({ cancel_asked: true });
}

async function cancel(trx: Trx, session: SessionContext, runId: string): Promise<CrawlRun> {
  const municipalityId = await municipalityOf(trx, session);
  const run = await trx('crawl_run as r')
    .join('crawl_source as s', 's.id', 'r.source_id')
    .join('organization as o', 'o.id', 's.organization_id')
    .where({ 'r.id': runId, 'o.municipality_id': municipalityId })
    .first('r.id');
  if (run === undefined) throw notFound();
  await trx('crawl_run').where({ id: runId, state: 'RUNNING' }).update({ cancel_asked: true });
  const [after] = await crawlRuns(trx, { ids: [runId], most: 1 });
  return after!;
}
