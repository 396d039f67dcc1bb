/**
 * `npm run soak`: histories until the time is over, larger than those of `npm test`, and a report.
 *
 *   npm run soak -- --minutes 30 [--seed 7] [--postgres] [--report soak.md]
 *
 * Ctrl-C ends after the history in hand, with the report so far. Exit code 1 when a promise did not hold.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openTrialDatabase } from './model/databases.ts';
import { runModel, type ModelResult } from './model/run-model.ts';
import { TrialServer } from './model/trial-server.ts';
import { soakReport } from './soak-report.ts';

const SIZE = { min: 80, max: 240 } as const;
/** Histories between two new starts of the database, so that what they leave behind does not slow it down. */
const HISTORIES_A_DATABASE = 200;
const SHRINK_MS = 120_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    postgres: { type: 'boolean', default: false },
    report: { type: 'string' },
  },
});

let interrupted = false;
process.on('SIGINT', () => (interrupted = true));

async function main(): Promise<void> {
  const kind = values.postgres ? 'postgresql' : 'pglite';
  const start = performance.now();
  const until = start + Number(values.minutes) * 60_000;
  const stop = (): boolean => interrupted || performance.now() >= until;
  const results: ModelResult[] = [];
  for (let seed = Number(values.seed); !stop(); seed++) {
    const result = await runPart(kind, seed, stop);
    if (result === null) throw new Error('PostgreSQL is not on this machine, and TEST_DATABASE_URL is not set');
    results.push(result);
    if (result.failure !== null) break;
  }
  const report = soakReport(results, { kind, seed: values.seed, seconds: (performance.now() - start) / 1000 });
  process.stdout.write(report);
  if (values.report !== undefined) writeFileSync(values.report, report);
  process.exitCode = results.some(({ failure }) => failure !== null) ? 1 : 0;
}

/** Null without the database. */
async function runPart(kind: 'pglite' | 'postgresql', seed: number, stop: () => boolean): Promise<ModelResult | null> {
  const database = await openTrialDatabase(kind);
  if (database === null) return null;
  try {
    const server = await TrialServer.open(database.config);
    const result = await runModel(server, { runs: HISTORIES_A_DATABASE, seed, size: SIZE, shrinkMs: SHRINK_MS, stop });
    await server.close();
    return result;
  } finally {
    await database.drop();
  }
}

await main();
