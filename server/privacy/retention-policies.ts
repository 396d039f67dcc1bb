import type { Knex } from 'knex';
import type { PolicyScope, RetentionPolicy } from '@hallowerk/contract/privacy/retention.ts';
import { removeInChunks } from '../database/remove-in-chunks.ts';
import { withTransaction } from '../database/transaction.ts';
import type { ServerKeys } from '../security/keys.ts';
import { erasePerson } from './erase-person.ts';
import { removeParkedAboutErased } from './parked-work.ts';

export interface PolicyRow {
  readonly scope: PolicyScope;
  readonly action: 'DELETE' | 'ANONYMISE';
  readonly months: number;
  readonly legal_basis: string;
  readonly override_months: number | null;
  readonly override_basis: string;
}

export async function policyRows(knex: Knex): Promise<readonly PolicyRow[]> {
  return knex('retention_policy').orderByRaw(`array_position(array['CANDIDATE', 'SESSION', 'AUDIT_LINK'], scope)`);
}

export function toPolicy(row: PolicyRow): RetentionPolicy {
  return {
    scope: row.scope,
    action: row.action,
    months: row.months,
    days: null,
    legalBasis: row.legal_basis,
    overrideMonths: row.override_months,
    overrideBasis: row.override_basis,
  };
}

/**
 * SQL: the moment before which a row of this scope is over, as of the one binding. A longer term that a scheme demands
 * wins (PP-RET-02).
 */
const CUTOFF = (scope: PolicyScope): string =>
  `(select cast(? as timestamptz) - make_interval(months => greatest(months, override_months))
    from retention_policy where scope = '${scope}')`;

/** Candidates out of service for longer than the term, longest first. */
export function overdueCandidates(knex: Knex, now: Date): Knex.QueryBuilder {
  return knex('candidate as c')
    .whereRaw(`c.service_ended_at < ${CUTOFF('CANDIDATE')}`, [now])
    .orderBy('c.service_ended_at')
    .orderBy('c.id');
}

/** Sessions that ended so long ago, by a decision or by themselves. */
export function overdueSessions(knex: Knex, now: Date): Knex.QueryBuilder {
  return knex('session').whereRaw(`least(revoked_at, idle_until, ends_at) < ${CUTOFF('SESSION')}`, [now]);
}

/** Requests for erasure whose id still leads to lines of the audit trail. */
export function overdueLinks(knex: Knex, now: Date): Knex.QueryBuilder {
  return knex('erasure_request')
    .whereNotNull('candidate_id')
    .where({ state: 'EXECUTED' })
    .whereRaw(`executed_at < ${CUTOFF('AUDIT_LINK')}`, [now]);
}

/** What would go by each policy now. */
export async function countOverdue(knex: Knex, now: Date): Promise<Readonly<Record<PolicyScope, number>>> {
  const count = async (rows: Knex.QueryBuilder): Promise<number> => {
    const [row] = await rows.clearOrder().count({ n: '*' });
    return Number(row?.n);
  };
  return {
    CANDIDATE: await count(overdueCandidates(knex, now)),
    SESSION: await count(overdueSessions(knex, now)),
    AUDIT_LINK: await count(overdueLinks(knex, now)),
  };
}

/**
 * Removes what is over by the policies. Each candidate goes in a transaction of his own, so that a server that is stopped
 * leaves nobody half removed and the next run goes on with the rest. Who came back into service meanwhile stays.
 */
export async function runPolicies(
  knex: Knex,
  keys: ServerKeys,
  run: { readonly now: Date; readonly by: string },
): Promise<Readonly<Record<PolicyScope | 'PARKED', number>>> {
  const { now, by } = run;
  let candidates = 0;
  for (;;) {
    const removed = await withTransaction(knex, async (trx) => {
      const next: { id: string } | undefined = await overdueCandidates(trx, now).forUpdate().skipLocked().first('c.id');
      if (next === undefined) return false;
      await erasePerson(trx, keys, { candidateId: next.id, cause: 'RETENTION', by, now });
      return true;
    });
    if (!removed) break;
    candidates += 1;
  }
  const sessions = await removeInChunks(knex, 'session', (trx) => overdueSessions(trx, now));
  const links = await withTransaction(knex, (trx) => overdueLinks(trx, now).update({ candidate_id: null }));
  const parked = await withTransaction(knex, (trx) => removeParkedAboutErased(trx, keys));
  return { CANDIDATE: candidates, SESSION: sessions, AUDIT_LINK: links, PARKED: parked };
}
