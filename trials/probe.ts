/**
 * One trial in a process of its own, for the script of seeded bugs. The last line is JSON: what was found.
 *
 *   node trials/probe.ts histories 60 1     so many histories from this seed
 *   node trials/probe.ts stress
 */
import { openTrialDatabase } from './model/databases.ts';
import { runModel } from './model/run-model.ts';
import { TrialServer } from './model/trial-server.ts';
import { runStress } from './stress/run-stress.ts';

const STRESS_COMMITS = 600;

async function histories(runs: number, seed: number): Promise<object> {
  const database = await openTrialDatabase('pglite');
  const server = await TrialServer.open(database.config);
  const { failure, histories: held } = await runModel(server, { runs, seed, shrinkMs: 0 });
  await server.close();
  await database.drop();
  if (failure === null) return { caught: false, what: `${held} histories held` };
  const { message } = failure.error;
  return { caught: true, what: `by ${failure.invariant} in history ${failure.after + 1}: ${message.split('\n')[0]}` };
}

async function stress(): Promise<object> {
  const database = await openTrialDatabase('postgresql');
  if (database === null) return { caught: false, skipped: true, what: 'PostgreSQL is not on this machine' };
  try {
    const { problems } = await runStress(database.config, { commits: STRESS_COMMITS, seed: 1 });
    return { caught: problems.length > 0, what: problems[0] ?? 'the stress held' };
  } finally {
    await database.drop();
  }
}

const [what, runs = '60', seed = '1'] = process.argv.slice(2);
const outcome = what === 'stress' ? await stress() : await histories(Number(runs), Number(seed));
process.stdout.write(`${JSON.stringify(outcome)}\n`);
