import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, databaseKinds, type TestDatabase } from '../server/testing/test-database.ts';
import type { Command } from './model/commands.ts';
import { floorsFor } from './model/floors.ts';
import { describeFailure, runHistory, runModel } from './model/run-model.ts';
import { TrialServer } from './model/trial-server.ts';

const REGRESSIONS = join(import.meta.dirname, 'regressions');
const files = readdirSync(REGRESSIONS).filter((name) => name.endsWith('.json'));
const { TRIALS_RUNS, TRIALS_SEED, TRIALS_PATH } = process.env;
const RUNS = { pglite: 60, postgresql: 20 } as const;

describe.each(databaseKinds())('histories with faults on %s', (kind) => {
  let database: TestDatabase;
  let server: TrialServer;
  beforeAll(async () => {
    database = await createTestDatabase(kind);
    server = await TrialServer.open(database.config);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  it.each(files)('hold where one failed before: %s', { timeout: 120_000 }, async (name) => {
    const history = JSON.parse(readFileSync(join(REGRESSIONS, name), 'utf8')) as Command[];
    const failure = await runHistory(server, history);
    expect(failure, failure?.stack).toBeNull();
  });

  it(
    'end with every change in exactly one place, nobody knowing too much, and all views equal' +
      ' (S1, S2, S4, S6, S7, C1, C2, C3, C4, C5, C6, C7, C8, C10, C11)',
    { timeout: 1_200_000 },
    async () => {
      const runs = Number(TRIALS_RUNS ?? RUNS[kind]);
      const seed = Number(TRIALS_SEED ?? Date.now() % 1_000_000);
      const { failure, coverage } = await runModel(server, {
        runs,
        seed,
        shrinkMs: 120_000,
        ...(TRIALS_PATH === undefined ? {} : { path: TRIALS_PATH }),
      });
      if (failure !== null) throw new Error(describeFailure(failure), { cause: failure.error });
      if (TRIALS_PATH === undefined) expect(coverage.missing(floorsFor(runs)), `seed ${seed}`).toEqual([]);
    },
  );
});
