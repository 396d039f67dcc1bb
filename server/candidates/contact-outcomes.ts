import type { MutationArgs } from '@hallowerk/contract/sync/mutations.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { MutationRefusedError, type MutationContext } from '../shared/mutation.ts';
import { judgeOutcome, type OutcomeState } from './contact-rules.ts';

/**
 * Writes down what came of a contact request (BX-08): of the user's own requests only, also when the candidate is out of
 * his sight.
 */
export async function recordOutcome(
  { trx, session, ability, effectiveAt }: MutationContext,
  { request, outcome, note, seen }: MutationArgs<'contact.outcome'>,
): Promise<'ok' | 'noop'> {
  if (!ability.can('create', 'ContactRequest')) throw new MutationRefusedError('not_available');
  const own = { id: request, requester_id: session.userId };
  const state: (OutcomeState & { readonly candidate_id: string }) | undefined = await trx('contact_request')
    .where(own)
    .forUpdate()
    .first('outcome', 'note', 'candidate_id');
  if (state === undefined) throw new MutationRefusedError('not_available');
  const verdict = judgeOutcome(state, { outcome, note, seen });
  if (verdict === 'noop') return 'noop';
  if (verdict !== 'write') throw new MutationRefusedError(verdict);
  await trx('contact_request').where(own).update({ outcome, note, outcome_at: effectiveAt });
  if (state.outcome !== outcome) {
    const object = `candidate:${state.candidate_id}`;
    const detail = { request, outcome };
    await recordAudit(trx, { actor: session.userId, action: 'CHANGE_STATE', object, result: 'ok', detail });
  }
  return 'ok';
}
