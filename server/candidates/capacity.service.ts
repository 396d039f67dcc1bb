import type { Knex } from 'knex';
import type { PhysicalCapacity } from '@hallowerk/contract/candidates/candidate.ts';
import { PHYSICAL_ACTIVITIES } from '@hallowerk/contract/candidates/candidate-codes.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { SessionContext } from '../security/session.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { notFound, sessionExpired } from '../http/problems.ts';
import { isVisible, userScopeKeys } from '../shared/visibility.ts';
import { capacityOf } from './candidates.repository.ts';

const CANDIDATES = [COLLECTIONS.candidateCard.number, COLLECTIONS.candidateCase.number];

/** Physical capacity is health data: read online, one view at a time, each written to the audit trail (security §8). */
export interface CapacityService {
  /** @throws {ProblemError} 404 when the candidate does not exist or is not visible to the user; never says which. */
  ofCandidate(session: SessionContext, candidateId: string): Promise<readonly PhysicalCapacity[]>;
  /** Per activity the visible candidates who can do it, limited or not; for the filter only. */
  groups(session: SessionContext): Promise<readonly { activity: string; candidateIds: string[] }[]>;
}

export function createCapacityService(knex: Knex): CapacityService {
  return {
    ofCandidate: (session, candidateId) => ofCandidate(knex, session, candidateId),
    groups: (session) => groups(knex, session),
  };
}

async function ofCandidate(knex: Knex, session: SessionContext, id: string): Promise<readonly PhysicalCapacity[]> {
  return withTransaction(knex, async (trx) => {
    const keys = await userScopeKeys(trx, session.userId);
    if (keys === null) throw sessionExpired();
    if (!(await isVisible(trx, keys, CANDIDATES, id))) throw notFound();
    const detail = { field: 'physicalCapacity' };
    await recordAudit(trx, { actor: session.userId, action: 'VIEW', object: `candidate:${id}`, result: 'ok', detail });
    return capacityOf(trx, id);
  });
}

async function groups(
  knex: Knex,
  session: SessionContext,
): Promise<readonly { activity: string; candidateIds: string[] }[]> {
  return withTransaction(knex, async (trx) => {
    const keys = await userScopeKeys(trx, session.userId);
    if (keys === null) throw sessionExpired();
    // The entries hold exactly what `sync_desired` says (S1), and have an index that the view has not.
    const result: { rows: { activity: string; ids: string[] }[] } = await trx.raw(
      `select item->>'activity' as activity, array_agg(distinct k.id order by k.id) as ids
       from candidate_capacity k
       cross join lateral jsonb_array_elements(k.items) as item
       where item->>'level' in ('YES', 'LIMITED')
         and k.id in (select e.row_id from sync_entry e join sync_scope s on s.id = e.scope_id
                      where s.key = any(?::text[]) and e.coll = any(?::int[]) and e.live)
       group by 1`,
      [keys as string[], CANDIDATES],
    );
    const detail = { field: 'physicalCapacity', form: 'filter' };
    await recordAudit(trx, { actor: session.userId, action: 'VIEW', object: null, result: 'ok', detail });
    const byActivity = new Map(result.rows.map((row) => [row.activity, row.ids]));
    return PHYSICAL_ACTIVITIES.codes.map((activity) => ({ activity, candidateIds: byActivity.get(activity) ?? [] }));
  });
}
