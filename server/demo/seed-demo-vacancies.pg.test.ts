import { afterAll, beforeAll, expect, it } from 'vitest';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { VacancySchema } from '@hallowerk/contract/vacancies/vacancy.ts';
import { vacancyFaults } from '@hallowerk/contract/vacancies/vacancy-rules.ts';
import { seedDemoAccounts } from '../accounts/demo-accounts.ts';
import { createPasswords } from '../accounts/passwords.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { project } from '../sync/projections.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { seedDemoVacancies } from './seed-demo-vacancies.ts';

const AS_OF = new Date('2026-11-01T10:00:00Z');
let world: SyncWorld;
beforeAll(async () => {
  world = await SyncWorld.open('pglite');
});
afterAll(() => world.close());

it('makes the same vacancies and proposals every time, once the accounts are there', async () => {
  const { knex } = world;
  await seedDemoVacancies(knex, 1, AS_OF);
  expect(await knex('vacancy').select('id')).toEqual([]);
  await seedDemoAccounts(knex, world.keys, await createPasswords({ memoryKib: 1024, passes: 1, lanes: 1 }));
  const candidates = Array.from({ length: 10 }, () => candidateFixture());
  await withTransaction(knex, (trx) => upsertCandidates(trx, candidates));
  const snapshot = async () => ({
    vacancies: await knex('vacancy').orderBy('id').select('id', 'content', 'status'),
    proposals: await knex('proposal').orderBy('id').select('id', 'state'),
  });
  await seedDemoVacancies(knex, 1, AS_OF);
  const first = await snapshot();
  await seedDemoVacancies(knex, 1, AS_OF);
  expect(await snapshot()).toEqual(first);
  expect(first.vacancies).toHaveLength(40);
  expect(first.proposals.length).toBeGreaterThan(10);
  const ids = first.vacancies.map(({ id }: { id: string }) => id);
  const rows = [...(await project(knex, COLLECTIONS.vacancy.number, 2, ids)).values()];
  const vacancies = rows.map((row) => VacancySchema.parse(row));
  expect(new Set(vacancies.map(({ status }) => status))).toEqual(new Set(['DRAFT', 'ACTIVE', 'ARCHIVED']));
  expect(vacancies.flatMap((vacancy) => vacancyFaults(vacancy, '2026-01-01'))).toEqual([]);
});
