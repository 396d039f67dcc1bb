import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { MutationArgs } from '@hallowerk/contract/sync/mutations.ts';
import { recordAudits, type AuditEvent } from '../audit/audit.repository.ts';
import type { MutationContext } from '../shared/mutation.ts';
import { visibleAmong } from '../shared/visibility.ts';

const CANDIDATES = [COLLECTIONS.candidateCard.number, COLLECTIONS.candidateCase.number];

/**
 * Writes a print or an export that was made on a device to the audit trail: a line for each candidate whom the user can
 * see, and one with the number of the others, who are not named. Append only and never refused: it has happened already.
 */
export async function recordActivity(
  { trx, session, scopeKeys, effectiveAt }: MutationContext,
  { kind, candidates, format }: MutationArgs<'activity.record'>,
): Promise<'ok'> {
  const ids = [...new Set(candidates)];
  const visible = await visibleAmong(trx, scopeKeys, CANDIDATES, ids);
  const line = (object: string | null, more: AuditEvent['detail']): AuditEvent => ({
    actor: session.userId,
    action: kind,
    object,
    result: 'ok',
    // The line itself has the time of arrival: work can wait on a device for days.
    detail: { format, madeAt: effectiveAt.toISOString(), device: session.deviceId, ...more },
  });
  const seen = ids.filter((id) => visible.has(id)).map((id) => line(`candidate:${id}`, { together: ids.length }));
  const unseen = ids.length - seen.length;
  await recordAudits(trx, unseen === 0 ? seen : [...seen, line(null, { unseen })]);
  return 'ok';
}
