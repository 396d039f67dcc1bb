import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CrawlRun, CrawlSource } from '@hallowerk/contract/vacancies/crawl-run.ts';
import { uuidv7 } from '../database/uuid.ts';
import { DAY } from '../security/clock.ts';
import { JobSite, makePages } from '../testing/job-site.ts';
import { Tenant, type Person } from '../testing/tenants.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let test: TestServer;
let site: JobSite;
let tenant: Tenant;
let administrator: Person;
beforeAll(async () => {
  site = await JobSite.open(makePages(5));
  const crawl = { outside: site.outside, politeness: { delay: 0, longestDelay: 0 } };
  test = await startTestServer('pglite', {}, { crawl });
  tenant = await Tenant.open(test, 'Noord', 'AM31');
  administrator = await tenant.person('MUNICIPAL_ADMINISTRATOR');
}, 60_000);
afterAll(async () => {
  await test.stop();
  await site[Symbol.asyncDispose]();
});

const input = (change: object = {}) => ({
  ...{
    organizationId: tenant.organizations.EMPLOYER,
    kind: 'SITE',
    name: 'Site',
    url: 'https://www.bakker.nl/',
    paused: false,
  },
  ...change,
});
const save = (id: string, seen: number | null, change: object = {}) =>
  tenant.call<CrawlSource>(administrator, 'PUT', `/crawl-sources/${id}`, { seen, source: input(change) });
/** Sessions do not last a night. */
const sleep = (): void => {
  test.clock.advance(DAY);
  tenant.forget(administrator);
};
/** Leads the source to the site of this test; nobody can through the API, because it is not on the internet. */
const toTheSite = (id: string) =>
  test.server
    .knex('crawl_source')
    .where({ id })
    .update({ url: `${site.origin}/` });
const runs = async (id: string): Promise<CrawlRun[]> =>
  (await tenant.call<{ items: CrawlRun[] }>(administrator, 'GET', `/crawl-sources/${id}/runs`)).body.items;

it('keeps sources of the own organisations, changed on what was seen, and refuses addresses that are not of the internet', async () => {
  const id = uuidv7();
  expect((await save(id, null)).body).toMatchObject({
    name: 'Site',
    revision: 0,
    vacancies: 0,
    waiting: false,
    lastRun: null,
  });
  expect((await save(uuidv7(), null)).body.code).toBe('source_exists');
  expect((await save(id, 0, { name: 'Werken bij' })).body).toMatchObject({ name: 'Werken bij', revision: 1 });
  expect((await save(id, 0, { name: 'Anders' })).body.code).toBe('changed_meanwhile');
  expect((await save(id, 1, { organizationId: tenant.organizations.CLIENT })).status).toBe(400);
  for (const url of [
    'https://127.0.0.1/',
    'https://intranet/',
    'https://[::1]/',
    'https://a:b@www.bakker.nl/',
    'https://www.bakker.nl:8443/',
  ]) {
    expect((await save(uuidv7(), null, { url })).status, url).toBe(400);
  }
  const board = await save(uuidv7(), null, {
    kind: 'GREENHOUSE',
    url: 'https://boards.greenhouse.io/acme',
    name: 'Bord',
  });
  expect(board.body.url).toBe('https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true');
  expect((await save(uuidv7(), null, { kind: 'ASHBY', url: 'https://www.bakker.nl/banen' })).status).toBe(400);
  const audit = await test.server
    .knex('audit_event')
    .where({ object: `organization:${tenant.organizations.EMPLOYER}` });
  expect(audit).toHaveLength(3);
  await test.server.knex('crawl_source').delete();
});

it('looks when it is asked to, once a night by itself, and not at all while it is paused', async () => {
  const { crawler, knex } = test.server;
  const id = uuidv7();
  await save(id, null);
  await toTheSite(id);
  await crawler.settled();
  expect(await runs(id)).toEqual([]);
  const started = await tenant.call<CrawlSource>(administrator, 'POST', `/crawl-sources/${id}/starts`);
  expect([started.status, started.body.waiting]).toEqual([202, true]);
  await crawler.settled();
  await crawler.settled();
  expect(await runs(id)).toMatchObject([{ state: 'DONE', found: 5, pages: 7, skipped: expect.any(Array) }]);
  const list = await tenant.call<{ items: CrawlSource[] }>(administrator, 'GET', '/crawl-sources');
  expect(list.body.items).toMatchObject([{ id, vacancies: 5, waiting: false, lastRun: { state: 'DONE' } }]);
  sleep();
  await crawler.settled();
  await crawler.settled();
  expect((await runs(id)).map(({ found, state }) => [state, found])).toEqual([
    ['DONE', 0],
    ['DONE', 5],
  ]);
  await knex('crawl_source').where({ id }).update({ paused: true });
  expect((await tenant.call(administrator, 'POST', `/crawl-sources/${id}/starts`)).body).toMatchObject({
    code: 'paused',
  });
  sleep();
  await crawler.settled();
  expect(await runs(id)).toHaveLength(2);
});

it('takes a request to stop of who may, also when the run is over', async () => {
  const run: { id: string } = await test.server.knex('crawl_run').first('id');
  const answer = await tenant.call<CrawlRun>(administrator, 'POST', `/crawl-runs/${run.id}/cancellations`);
  expect([answer.status, answer.body.state]).toEqual([202, 'DONE']);
});
