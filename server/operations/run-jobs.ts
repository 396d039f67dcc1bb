import type { Knex } from 'knex';
import type { HeadProof } from '../audit/audit-chain.ts';
import { errorFields } from '../http/logging.ts';
import { SYSTEM_CLOCK } from '../security/clock.ts';
import { dailyJobs } from './daily-jobs.ts';
import { runJobNow, type JobLog } from './jobs.ts';

/**
 * `jobs` prints when each daily job last ran and what it did; `jobs <name>` runs one now. One JSON line a job; exit code 1
 * when a job failed, found differences or does not exist.
 */
export async function runJobs(
  knex: Knex,
  args: readonly string[],
  print: (line: unknown) => void,
  proof: HeadProof | null = null,
): Promise<number> {
  let differs = false;
  const jobs = dailyJobs(() => (differs = true), proof);
  if (args.length === 0) {
    const rows = await knex('server_job').select('name', 'claimed_at', 'finished_at', 'result').orderBy('name');
    for (const row of rows) {
      print({ job: row.name, startedAt: row.claimed_at, finishedAt: row.finished_at, result: row.result });
    }
    return 0;
  }
  const job = jobs.find(({ name }) => name === args[0]);
  if (job === undefined) {
    print({ error: 'unknown job', jobs: jobs.map(({ name }) => name) });
    return 1;
  }
  const log: JobLog = {
    finished: (event) => print(event),
    failed: ({ job: name, error }) => print({ job: name, failed: errorFields(error) }),
  };
  const ok = await runJobNow({ knex, clock: SYSTEM_CLOCK, log }, job);
  return ok && !differs ? 0 : 1;
}
