import { afterAll, beforeAll, expect, it } from 'vitest';
import { CrawledVacancySchema } from '@hallowerk/contract/vacancies/crawled-vacancy.ts';
import { seedDemoAccounts } from '../accounts/demo-accounts.ts';
import { createPasswords } from '../accounts/passwords.ts';
import { crawledVacancies } from '../crawler/crawled-vacancy-row.ts';
import { CHEAP_PASSWORDS } from '../testing/test-server.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { seedDemoCrawled } from './seed-demo-crawled.ts';
import { seedDemoVacancies } from './seed-demo-vacancies.ts';

const AS_OF = new Date('2026-11-01T10:00:00Z');
let world: SyncWorld;
beforeAll(async () => {
  world = await SyncWorld.open('pglite');
});
afterAll(() => world.close());

it('makes the same thirty vacancies from the internet every time, of paused sources', async () => {
  const { knex } = world;
  await seedDemoCrawled(knex, 1, AS_OF);
  expect(await knex('crawled_vacancy').pluck('id')).toEqual([]);
  await seedDemoAccounts(knex, world.keys, await createPasswords(CHEAP_PASSWORDS));
  await seedDemoVacancies(knex, 1, AS_OF);
  await seedDemoCrawled(knex, 1, AS_OF);
  const ids: string[] = await knex('crawled_vacancy').orderBy('id').pluck('id');
  const first = await crawledVacancies(knex, ids);
  await seedDemoCrawled(knex, 1, AS_OF);
  expect(await crawledVacancies(knex, ids)).toEqual(first);
  expect(first.map((row) => CrawledVacancySchema.parse(row))).toHaveLength(30);
  expect(new Set(first.map(({ organizationId }) => organizationId)).size).toBeGreaterThan(1);
  expect(first.filter(({ goneAt }) => goneAt === null).length).toBeGreaterThan(20);
  expect(new Set(await knex('crawl_source').pluck('paused'))).toEqual(new Set([true]));
});
