import type { Knex } from 'knex';
import { recordAudit } from '../audit/audit.repository.ts';
import { sqlState } from '../database/pg-errors.ts';
import { withSnapshot, withTransaction } from '../database/transaction.ts';
import { faultLines, rehearsalLines, totalLines } from './plan.ts';
import type { ImportJob, ImportPlan } from './plan.ts';

export interface ImportDeps {
  readonly knex: Knex;
  write(line: string): void;
  /** Stops the import between two slices; everything done so far is undone. */
  readonly signal?: AbortSignal;
}

const NOTHING = 'Er is niets geïmporteerd.';

/**
 * Plans an import and, unless it is a rehearsal or a fault was found, carries it out in the transaction that the plan was
 * made in: all of it or nothing. Returns 0 when that worked, 1 when there are faults, the database refused, or it was
 * aborted. Errors that are not the user's or the database's are thrown.
 */
export async function runImport(job: ImportJob, deps: ImportDeps, dryRun: boolean): Promise<0 | 1> {
  try {
    const plan = dryRun
      ? await withSnapshot(deps.knex, (trx) => job.plan(trx))
      : await withTransaction(deps.knex, async (trx) => {
          const made = await job.plan(trx);
          if (made.faults.length === 0) await carryOut(made, trx, deps.signal);
          return made;
        });
    report(job, plan, deps, dryRun);
    return plan.faults.length === 0 ? 0 : 1;
  } catch (error) {
    const message = failure(error, deps.signal);
    if (message === null) throw error;
    deps.write(`${message} ${NOTHING}`);
    return 1;
  }
}

async function carryOut(plan: ImportPlan, trx: Knex.Transaction, signal: AbortSignal | undefined): Promise<void> {
  for (const write of plan.writes) {
    signal?.throwIfAborted();
    await write(trx);
  }
  signal?.throwIfAborted();
  const detail = { operation: 'import', writes: plan.writes.length };
  await recordAudit(trx, { actor: 'console', action: 'CHANGE', object: null, result: 'ok', detail });
}

function report(job: ImportJob, plan: ImportPlan, deps: ImportDeps, dryRun: boolean): void {
  const detail = dryRun ? rehearsalLines(plan) : faultLines(plan.faults);
  for (const line of [...detail, ...totalLines(plan)]) deps.write(line);
  if (plan.faults.length > 0) deps.write(`${job.title}: los de fouten op en probeer het opnieuw. ${NOTHING}`);
  else if (dryRun) deps.write(`${job.title}: proef zonder fouten. ${NOTHING}`);
  else deps.write(`${job.title}: klaar.`);
}

/** A database error quotes the values it was about, so only its code is shown. */
function failure(error: unknown, signal: AbortSignal | undefined): string | null {
  if (signal?.aborted && error === signal.reason) return 'Afgebroken.';
  const state = sqlState(error);
  if (state !== null) return `De database gaf een fout (code ${state}).`;
  if (error instanceof Error && error.name === 'KnexTimeoutError') return 'De database is niet bereikbaar.';
  return null;
}
