import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '#db/testing/open-test-database.ts';
import { MUTATIONS } from '@hallowerk/contract/sync/mutations.ts';
import { upsertCandidates } from '../server/candidates/candidates.repository.ts';
import { withTransaction } from '../server/database/transaction.ts';
import { candidateFixture } from '../server/testing/candidate-fixture.ts';
import { SyncWorld } from '../server/testing/sync-world.ts';
import { databaseKinds } from '../server/testing/test-database.ts';
import { PredictingDevice } from './model/predicting-device.ts';
import { PREDICTION_STEP } from './model/prediction-steps.ts';

const RUNS = Number(process.env['SYNC_PREDICTIONS'] ?? 25);
const OWN = [{ code: 'AM21', relation: 'own' }] as const;

describe.each(databaseKinds())('predictions on %s', (kind) => {
  it(
    'of every kind of mutation, stacked and chained, are what the server makes of it when nothing else happens (C8)',
    { timeout: 300_000 },
    async () => {
      const world = await SyncWorld.open(kind);
      const records = [candidateFixture(), candidateFixture()];
      await withTransaction(world.knex, (trx) => upsertCandidates(trx, records));
      const executed = new Map<string, number>();
      try {
        await fc.assert(
          fc.asyncProperty(
            fc.array(PREDICTION_STEP, { minLength: 25, maxLength: 100 }),
            fc.integer({ min: -5_000, max: 5_000 }),
            fc.constantFrom('EMPLOYER_VACANCY_MANAGER', 'ACCOUNT_MANAGER'),
            async (steps, skew, role) => {
              const client = await world.user(role, OWN);
              const other = await world.device(client.session.userId, role);
              const candidates = records.map(({ id }) => id);
              const device = new PredictingDevice({ world, client, candidates, skew, test: await openTestDatabase() });
              try {
                await device.fill();
                for (const item of steps) await device.run(item, other);
                await device.sync();
                for (const name of device.executed) executed.set(name, (executed.get(name) ?? 0) + 1);
              } finally {
                await device.close();
                // Shared ones would be on the screens of the next users.
                await world.knex('note').delete();
                await world.knex('saved_search').delete();
                await world.knex('vacancy').delete();
              }
            },
          ),
          { numRuns: RUNS },
        );
        // A property about mutations that never ran proves nothing.
        for (const name of Object.keys(MUTATIONS)) expect([name, executed.get(name) ?? 0]).not.toEqual([name, 0]);
      } finally {
        await world.close();
      }
    },
  );
});
