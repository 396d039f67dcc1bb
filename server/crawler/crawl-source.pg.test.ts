import { afterAll, beforeAll, expect, it, describe } from 'vitest';
import { CrawledVacancySchema, type CrawledVacancy } from '@hallowerk/contract/vacancies/crawled-vacancy.ts';
import type { CrawlRun } from '@hallowerk/contract/vacancies/crawl-run.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { seedProductLists } from '../demo/seed-demo-region.ts';
import { upsertMunicipalities } from '../organisations/organisations.repository.ts';
import { DAY, MINUTE } from '../security/clock.ts';
import { JobSite, makePages, truthOf, type JobTruth, type SitePage } from '../testing/job-site.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { rowsOf } from '../testing/sync-tools.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { insertVacancy } from '../testing/vacancy-fixture.ts';
import { crawledVacancies } from './crawled-vacancy-row.ts';
import { CRAWL_LIMITS, crawlSource, type CrawlDependencies } from './crawl-source.ts';
import { crawlRuns } from './crawl-sources.repository.ts';
import { removeLongGone } from './found-jobs.repository.ts';
import { createDocumentParser } from './parse-pool.ts';
import { loadRecogniser } from './recognise.ts';
import { createSafeFetch } from './safe-fetch.ts';

const parser = createDocumentParser();
afterAll(() => parser.close());

describe.each(databaseKinds())('looking at a site on %s', (kind) => {
  let world: SyncWorld;
  const municipalityId = uuidv7();
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
    await seedProductLists(world.knex, ['AM21']);
    await world.knex.transaction((trx) =>
      upsertMunicipalities(trx, [{ id: municipalityId, name: 'N', cbsCode: null, regionCode: 'AM21' }]),
    );
  });
  afterAll(() => world.close());

  /** A source of a new organisation, and a way to look at it. */
  async function sourceOf(site: JobSite, change: object = {}) {
    const [organizationId, id] = [uuidv7(), uuidv7()];
    await world
      .knex('organization')
      .insert({ id: organizationId, name: 'B', types: ['EMPLOYER'], municipality_id: municipalityId });
    await world.knex('crawl_source').insert({
      ...{
        id,
        organization_id: organizationId,
        kind: 'SITE',
        name: 'S',
        url: `${site.origin}/`,
        created_at: world.clock.now(),
      },
      ...change,
    });
    const safeFetch = createSafeFetch({ outside: site.outside, contact: 'https://gemeente.nl/robot' });
    const deps: CrawlDependencies = {
      ...{ knex: world.knex, clock: world.clock, safeFetch, parser, limits: CRAWL_LIMITS },
      politeness: { delay: 0, longestDelay: 0 },
      recogniser: await loadRecogniser(world.knex),
      wait: async () => undefined,
    };
    const look = async (
      signal = new AbortController().signal,
      more: Partial<CrawlDependencies> = {},
    ): Promise<CrawlRun> => {
      world.clock.advance(1);
      await crawlSource({ ...deps, ...more }, id, signal);
      const [run] = await crawlRuns(world.knex, { sourceIds: [id], most: 1 });
      return run!;
    };
    const found = async (): Promise<readonly CrawledVacancy[]> => {
      const ids = await world
        .knex('crawled_vacancy')
        .where({ organization_id: organizationId })
        .orderBy('id')
        .pluck('id');
      return (await crawledVacancies(world.knex, ids)).map((row) => CrawledVacancySchema.parse(row));
    };
    return { id, organizationId, deps, look, found, [Symbol.asyncDispose]: () => safeFetch.close() };
  }

  const shown = ({ title, city, hoursMin, hoursMax, closingDate, salaryText }: CrawledVacancy): JobTruth => ({
    ...{ title, city, hours: [hoursMin ?? -1, hoursMax ?? -1], closingDate: closingDate ?? '', salaryText },
  });
  const byTitle = (one: { title: string }, other: { title: string }): number => (one.title < other.title ? -1 : 1);
  const truths = (pages: readonly SitePage[]): readonly JobTruth[] =>
    [...new Map(pages.flatMap(({ truth }) => (truth === null ? [] : [[truth.title, truth] as const]))).values()].sort(
      byTitle,
    );
  const reasons = ({ skipped }: CrawlRun) => Object.fromEntries(skipped.map(({ reason, pages }) => [reason, pages]));

  it('finds exactly what 500 pages of mixed shapes say, politely, and says why of every other page', async () => {
    const pages = makePages(500);
    await using site = await JobSite.open(pages);
    await using source = await sourceOf(site);
    const run = await source.look();
    expect(run).toMatchObject({ state: 'DONE', pages: 502, visited: 502, found: truths(pages).length, gone: 0 });
    const found = await source.found();
    expect(found.map(shown).sort(byTitle)).toEqual(truths(pages));
    expect(found.length).toBeGreaterThan(250);
    const expected: Record<string, number> = { ROBOTS: 1, GONE: 1 };
    for (const { reason } of pages) if (reason !== null) expected[reason] = (expected[reason] ?? 0) + 1;
    expect(reasons(run)).toEqual(expected);
    expect(JSON.stringify(found)).not.toMatch(/hacked|onclick|<script/);
    expect(site.busiest).toBe(1);
    expect(site.requests.filter(({ path }) => path.startsWith('/geheim'))).toEqual([]);
    expect(new Set(site.requests.map(({ agent }) => agent))).toEqual(
      new Set(['HalloWerkBot/1.0 (+https://gemeente.nl/robot)']),
    );
    expect(found.find(({ title }) => title.startsWith('Timmerman'))).toMatchObject({
      occupationName: 'timmerman',
      occupationCertainty: 80,
      placeId: expect.any(String),
    });

    site.requests.length = 0;
    world.clock.advance(DAY);
    const again = await source.look();
    expect(again).toMatchObject({ state: 'DONE', found: 0, changed: 0, gone: 0 });
    expect(again.unchanged).toBeGreaterThan(250);
    expect(await source.found()).toEqual(found);
  }, 120_000);

  it('closes what is gone at once, what two lists in a row miss, and removes it after thirty days', async () => {
    const pages = makePages(8);
    await using site = await JobSite.open(pages);
    await using source = await sourceOf(site);
    await source.look();
    const open = async (): Promise<readonly string[]> =>
      (await source.found())
        .filter(({ goneAt }) => goneAt === null)
        .map(({ title }) => title)
        .sort();
    expect(await open()).toHaveLength(8);
    const goneNow = { ...pages[0]!, status: 404, body: Buffer.alloc(0) };
    site.pages = [goneNow, ...pages.slice(1, 7)];
    expect(await source.look()).toMatchObject({ gone: 1 });
    expect(await open()).toHaveLength(7);
    expect(await source.look()).toMatchObject({ gone: 1 });
    expect(await open()).toEqual(
      pages
        .slice(1, 7)
        .map(({ truth }) => truth!.title)
        .sort(),
    );
    site.pages = pages;
    expect(await source.look()).toMatchObject({ found: 2 });
    site.pages = [goneNow, ...pages.slice(1)];
    await source.look();
    world.clock.advance(31 * DAY);
    expect(await removeLongGone(world.knex, world.clock.now())).toBe(1);
    expect(await source.found()).toHaveLength(7);
  }, 60_000);

  it('goes on where it was when its node died, and leaves a run that lives to its own node', async () => {
    const pages = makePages(9);
    await using site = await JobSite.open(pages);
    await using source = await sourceOf(site);
    const dying = new AbortController();
    const parse: CrawlDependencies['parser']['parse'] = async (order) => {
      const parsed = await parser.parse(order);
      if (parsed.jobs[0]?.title === truthOf(4).title) dying.abort();
      return parsed;
    };
    const cut = await source.look(dying.signal, { parser: { parse } });
    expect(cut).toMatchObject({ state: 'RUNNING', found: 5 });
    expect(await source.look()).toMatchObject({ state: 'RUNNING', visited: cut.visited });
    world.clock.advance(6 * MINUTE);
    expect(await source.look()).toMatchObject({ id: cut.id, state: 'DONE', found: 9, visited: 11 });
    const paths = site.requests.map(({ path }) => path).filter((path) => path.startsWith('/vacatures'));
    expect(new Set(paths).size).toBe(paths.length);
  }, 60_000);

  it('stops when an administrator asks, at the limit of time and of pages', async () => {
    await using site = await JobSite.open(makePages(6));
    await using source = await sourceOf(site);
    const parse: CrawlDependencies['parser']['parse'] = async (order) => {
      await world.knex('crawl_run').where({ source_id: source.id }).update({ cancel_asked: true });
      return parser.parse(order);
    };
    const cancelled = await source.look(undefined, { parser: { parse } });
    expect(cancelled.state).toBe('CANCELLED');
    expect(cancelled.visited).toBeLessThan(6);
    const late = { now: () => (world.clock.advance(MINUTE), world.clock.now()) };
    const limits = { pages: 3, milliseconds: 3 * MINUTE };
    const limited = await source.look(undefined, { limits, clock: late });
    expect(limited).toMatchObject({ state: 'LIMITED', reason: 'LIMIT', pages: 3 });
    expect(reasons(limited)).toMatchObject({ LIMIT: 5 });
  }, 60_000);

  it('reads nothing of a site that cannot say what its rules are', async () => {
    await using site = await JobSite.open(makePages(3));
    await using source = await sourceOf(site, { url: `http://weg.nl:${site.port}/` });
    expect(await source.look()).toMatchObject({ state: 'FAILED', reason: 'URL', visited: 0 });
    expect(site.requests).toEqual([]);
  });

  it('shows what it found to the organisation and the staff of its region only, and links the same job', async () => {
    await using site = await JobSite.open(makePages(3));
    await using source = await sourceOf(site);
    const truth = truthOf(1);
    const fields = { title: `${truth.title} (m/v)`, city: truth.city, placeId: null };
    const vacancyId = await withTransaction(world.knex, (trx) =>
      insertVacancy(trx, { organizationId: source.organizationId, fields }),
    );
    await source.look();
    const regions = [{ code: 'AM21', relation: 'own' as const }];
    const manager = await world.user('ACCOUNT_MANAGER', regions);
    const elsewhere = await world.user('ACCOUNT_MANAGER', [{ code: 'AM22', relation: 'own' }]);
    const employer = await world.user('EMPLOYER', regions);
    const stranger = await world.user('EMPLOYER', regions);
    await world
      .knex('app_user')
      .where({ id: employer.session.userId })
      .update({ organization_id: source.organizationId });
    const seenBy = async (client: typeof manager): Promise<readonly string[]> => {
      const rows = await rowsOf<CrawledVacancy>(world, client, 'crawledVacancy');
      return rows
        .filter((row) => row.organizationId === source.organizationId)
        .map(({ title }) => title)
        .sort();
    };
    const titles = [0, 1, 2].map((n) => truthOf(n).title).sort();
    expect(await seenBy(manager)).toEqual(titles);
    expect(await seenBy(employer)).toEqual(titles);
    expect(await seenBy(elsewhere)).toEqual([]);
    expect(await seenBy(stranger)).toEqual([]);
    const linked = (await source.found()).filter(({ linkedVacancyId }) => linkedVacancyId !== null);
    expect(linked.map(({ title, linkedVacancyId }) => [title, linkedVacancyId])).toEqual([[truth.title, vacancyId]]);
  }, 60_000);
});
