import { setInterval } from 'node:timers';
import type { Knex } from 'knex';
import { DAY, HOUR, MINUTE, plus, type Clock } from '../security/clock.ts';

/** Something the server does by itself once a day. `run` returns counts only; they are kept beside the claim. */
export interface Job {
  readonly name: string;
  /** Minutes after midnight, UTC. */
  readonly at: number;
  run(knex: Knex, now: Date): Promise<Readonly<Record<string, number>>>;
}

export interface JobLog {
  finished(event: { readonly job: string; readonly result: Readonly<Record<string, number>> }): void;
  failed(event: { readonly job: string; readonly error: unknown }): void;
}

/** A claim without an end is taken over after this: its node died. */
const ABANDONED = 6 * HOUR;

/** The last moment at which the job should have run. */
function lastDue(job: Job, now: Date): Date {
  const midnight = new Date(`${now.toISOString().slice(0, 10)}T00:00:00.000Z`);
  const today = plus(midnight, job.at * MINUTE);
  return today <= now ? today : plus(today, -DAY);
}

/**
 * Takes the job for this node, when it is due and no other node has it. The row is the lock: of several nodes that try
 * together one changes it.
 */
async function claim(knex: Knex, job: Job, now: Date): Promise<boolean> {
  const result: { rows: unknown[] } = await knex.raw(
    `insert into server_job as j (name, claimed_at) values (?, ?)
     on conflict (name) do update set claimed_at = excluded.claimed_at, finished_at = null, result = null
     where (j.finished_at is not null and j.claimed_at < ?) or (j.finished_at is null and j.claimed_at < ?)
     returning name`,
    [job.name, now, lastDue(job, now), plus(now, -ABANDONED)],
  );
  return result.rows.length > 0;
}

async function runClaimed(knex: Knex, job: Job, clock: Clock, log: JobLog): Promise<boolean> {
  let result: Readonly<Record<string, number>>;
  try {
    result = await job.run(knex, clock.now());
  } catch (error) {
    log.failed({ job: job.name, error });
    result = { failed: 1 };
  }
  // The claim of who took over an abandoned job is not his to end, but the result is as good.
  await knex('server_job')
    .where({ name: job.name })
    .update({ finished_at: clock.now(), result: JSON.stringify(result) });
  log.finished({ job: job.name, result });
  return result['failed'] === undefined;
}

/** Runs what is due, one after the other. A job that fails is logged, and tried again on the next day. */
export async function runDueJobs(
  deps: { readonly knex: Knex; readonly clock: Clock; readonly log: JobLog },
  jobs: readonly Job[],
): Promise<readonly string[]> {
  const done: string[] = [];
  for (const job of jobs) {
    if (!(await claim(deps.knex, job, deps.clock.now()))) continue;
    await runClaimed(deps.knex, job, deps.clock, deps.log);
    done.push(job.name);
  }
  return done;
}

/** Runs a job now, due or not (`jobs run <name>`). False when it failed. */
export async function runJobNow(
  deps: { readonly knex: Knex; readonly clock: Clock; readonly log: JobLog },
  job: Job,
): Promise<boolean> {
  const now = deps.clock.now();
  await deps.knex.raw(
    `insert into server_job (name, claimed_at) values (?, ?)
     on conflict (name) do update set claimed_at = excluded.claimed_at, finished_at = null, result = null`,
    [job.name, now],
  );
  return runClaimed(deps.knex, job, deps.clock, deps.log);
}

export interface Schedule {
  /** Waits for the job in hand. */
  stop(): Promise<void>;
}

/** Looks every minute whether something is due. `everyMinute` runs before the jobs. */
export function startSchedule(
  deps: { readonly knex: Knex; readonly clock: Clock; readonly log: JobLog },
  jobs: readonly Job[],
  everyMinute: () => Promise<unknown>,
): Schedule {
  let running: Promise<void> | null = null;
  const round = async (): Promise<void> => {
    try {
      await everyMinute();
      await runDueJobs(deps, jobs);
    } catch (error) {
      deps.log.failed({ job: 'schedule', error });
    }
  };
  const timer = setInterval(() => {
    running ??= round().finally(() => (running = null));
  }, MINUTE).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
