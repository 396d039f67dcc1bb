import type { Knex } from 'knex';
import {
  MOST_REHEARSED,
  type PolicyScope,
  type RetentionOverview,
  type RetentionPolicy,
  type RetentionPolicyInput,
  type RetentionRehearsal,
} from '@hallowerk/contract/privacy/retention.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withSnapshot, withTransaction } from '../database/transaction.ts';
import { runJobNow, type Job, type JobLog } from './jobs.ts';
import { ProblemError } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';
import type { SessionContext } from '../security/session.ts';
import { nameSql, ownCandidate, ownRegions } from '../privacy/region-candidates.ts';
import { countOverdue, overdueCandidates, policyRows, runPolicies, toPolicy } from '../privacy/retention-policies.ts';
import { FIXED_RULES, runFixedRules } from './retention-rules.ts';

const JOB = 'retention';

/** Twenty past three at night, UTC: after the audit of the synchronisation. */
const AT = 200;

/** Every night. What has a fixed term goes with the other cleaning (`clean-up`). */
export function retentionJob(keys: ServerKeys): Job {
  return { name: JOB, at: AT, run: (knex, now) => runPolicies(knex, keys, { now, by: 'system' }) };
}

/** The same and everything with a fixed term, when somebody asks for it now. */
export function retentionNow(keys: ServerKeys, by: string): Job {
  const run: Job['run'] = async (knex, now) => {
    const counts = await runPolicies(knex, keys, { now, by });
    return { ...counts, ...(await runFixedRules(knex, now)) };
  };
  return { name: JOB, at: AT, run };
}

export type Rehearsal = Omit<RetentionRehearsal, 'candidates'>;

/** How many of each would go now. Reads only. */
export async function rehearse(knex: Knex, now: Date): Promise<Rehearsal> {
  return withSnapshot(knex, async (trx) => {
    const policies = Object.entries(await countOverdue(trx, now));
    const items = policies.map(([scope, count]) => ({ scope: scope as PolicyScope, count }));
    const fixed = [];
    for (const { scope, over } of FIXED_RULES) {
      const [row] = await over(trx, now).count({ n: '*' });
      fixed.push({ scope, count: Number(row?.n) });
    }
    return { at: now.toISOString(), items: [...items, ...fixed] };
  });
}

/** How long things are kept (features §5.11), for the administrator. Every change and run is in the audit trail. */
export interface RetentionService {
  overview(): Promise<RetentionOverview>;
  set(session: SessionContext, scope: PolicyScope, input: RetentionPolicyInput): Promise<RetentionPolicy>;
  /** Names of the user's own regions only; the counts are of all. */
  rehearse(session: SessionContext): Promise<RetentionRehearsal>;
  /** @throws {ProblemError} 409 when it failed; what went before that stays gone, and the next run goes on. */
  run(session: SessionContext): Promise<RetentionOverview>;
  /** Ends or begins the service of the municipality to a candidate. @throws {ProblemError} 404 outside the own regions. */
  setService(session: SessionContext, candidateId: string, ended: boolean): Promise<{ serviceEndedAt: string | null }>;
}

export function createRetentionService(deps: {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  readonly log: JobLog;
}): RetentionService {
  const { knex, clock, keys } = deps;
  return {
    overview: () => overview(knex),
    set: (session, scope, input) => setPolicy(knex, clock.now(), session, { scope, input }),
    rehearse: async (session) => {
      const now = clock.now();
      const counts = await rehearse(knex, now);
      return { ...counts, candidates: await rehearsedCandidates(knex, session, now) };
    },
    run: async (session) => {
      await audit(knex, session, 'retention', { run: true });
      if (!(await runJobNow(deps, retentionNow(keys, session.userId)))) throw failed();
      return overview(knex);
    },
    setService: (session, id, ended) => setService(knex, clock.now(), session, { id, ended }),
  };
}

async function overview(knex: Knex): Promise<RetentionOverview> {
  const job = await knex('server_job').where({ name: JOB }).whereNotNull('finished_at').first('finished_at', 'result');
  const fixed = FIXED_RULES.map(({ scope, days, why }) => ({
    ...{ scope, action: 'DELETE' as const, months: null, days, legalBasis: why },
    ...{ overrideMonths: null, overrideBasis: '' },
  }));
  return {
    policies: [...(await policyRows(knex)).map(toPolicy), ...fixed],
    lastRun: job === undefined ? null : { at: job.finished_at.toISOString(), counts: job.result },
  };
}

function setPolicy(
  knex: Knex,
  now: Date,
  session: SessionContext,
  { scope, input }: { readonly scope: PolicyScope; readonly input: RetentionPolicyInput },
): Promise<RetentionPolicy> {
  return withTransaction(knex, async (trx) => {
    const [row] = await trx('retention_policy')
      .where({ scope })
      .update({
        ...{ months: input.months, legal_basis: input.legalBasis },
        ...{ override_months: input.overrideMonths, override_basis: input.overrideBasis },
        ...{ changed_by: session.userId, changed_at: now },
      })
      .returning('*');
    const detail = { months: input.months, overrideMonths: input.overrideMonths ?? 0 };
    await audit(trx, session, `retention:${scope}`, detail);
    return toPolicy(row);
  });
}

async function rehearsedCandidates(
  knex: Knex,
  session: SessionContext,
  now: Date,
): Promise<RetentionRehearsal['candidates']> {
  const rows: { id: string; name: string; service_ended_at: Date }[] = await overdueCandidates(knex, now)
    .whereIn('c.region_code', await ownRegions(knex, session))
    .limit(MOST_REHEARSED)
    .select('c.id', 'c.service_ended_at', { name: nameSql(knex, 'c') });
  return rows.map(({ id, name, service_ended_at }) => ({ id, name, serviceEndedAt: service_ended_at.toISOString() }));
}

function setService(
  knex: Knex,
  now: Date,
  session: SessionContext,
  { id, ended }: { readonly id: string; readonly ended: boolean },
): Promise<{ serviceEndedAt: string | null }> {
  return withTransaction(knex, async (trx) => {
    const candidate = await ownCandidate(trx, session, id);
    const before = candidate.service_ended_at;
    // Ending it again does not start the term anew.
    if ((before !== null) === ended) return { serviceEndedAt: before?.toISOString() ?? null };
    const service_ended_at = ended ? now : null;
    await trx('candidate')
      .where({ id })
      .update({ service_ended_at, version: trx.raw('version + 1'), updated_at: now });
    await audit(trx, session, `candidate:${id}`, { field: 'service', ended });
    return { serviceEndedAt: service_ended_at?.toISOString() ?? null };
  });
}

function audit(
  trx: Knex,
  session: SessionContext,
  object: string,
  detail: Readonly<Record<string, string | number | boolean>>,
): Promise<void> {
  return recordAudit(trx, { actor: session.userId, action: 'CHANGE', object, result: 'ok', detail });
}

function failed(): ProblemError {
  return new ProblemError(409, 'retention_failed', 'Het verwijderen is niet helemaal gelukt. Probeer het opnieuw.');
}
