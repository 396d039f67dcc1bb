import { expect, it } from 'vitest';
import { createTestDatabase, databaseKinds } from '../../server/testing/test-database.ts';
import { runStress } from './run-stress.ts';

const COMMITS = Number(process.env['TRIALS_COMMITS'] ?? 300);
const absent = !databaseKinds().includes('postgresql');
if (absent) console.warn('Stress: skipped, PostgreSQL is not on this machine');

it.skipIf(absent)(
  'keeps six writers and eight devices at the same time in agreement (S1, S2, S3, S4, C1, C2, C10, C11)',
  { timeout: 300_000 },
  async () => {
    const database = await createTestDatabase('postgresql');
    const seed = Number(process.env['TRIALS_SEED'] ?? 1);
    const { problems, ...counts } = await runStress(database.config, { commits: COMMITS, seed });
    await database.drop();
    expect(problems).toEqual([]);
    expect(counts.commits).toBeGreaterThanOrEqual(COMMITS);
    // How many rounds fit beside so much writing depends on the machine; that devices met it does not.
    expect(counts.completeRounds).toBeGreaterThan(0);
    expect(counts.pages).toBeGreaterThan(30);
    expect(counts.mutations).toBeGreaterThan(3);
  },
);
