import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { MutationArgs } from '@hallowerk/contract/sync/mutations.ts';
import { isOpenProposal, judgeProposal, PROPOSAL_STATES } from '@hallowerk/contract/vacancies/proposal.ts';
import { proposalSide, vacancyRights } from '@hallowerk/contract/vacancies/vacancy-rules.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { MutationRefusedError, type MutationContext } from '../shared/mutation.ts';
import { isVisible } from '../shared/visibility.ts';
import { noticeOfProposal } from './proposal-notices.ts';
import { lockVacancy, vacancyUser } from './vacancy-access.ts';

const CANDIDATES = [COLLECTIONS.candidateCard.number, COLLECTIONS.candidateCase.number];
const OPEN = PROPOSAL_STATES.codes.filter(isOpenProposal);

/**
 * Proposes a candidate for an active vacancy (HW-PROP-06): one whom the proposer sees and employers may see. Of one
 * candidate and vacancy one proposal is open: a second one does nothing, whoever made the first.
 */
export async function makeProposal(
  context: MutationContext,
  { id, vacancy: vacancyId, candidate, motivation, explanation }: MutationArgs<'proposal.make'>,
): Promise<'ok' | 'noop'> {
  const { trx, session, effectiveAt } = context;
  if (!vacancyRights(session).propose) throw new MutationRefusedError('not_available');
  const user = await vacancyUser(context);
  // The lock of the vacancy lets one proposal in at a time: two of the same candidate never meet in the index.
  const vacancy = await lockVacancy(context, user, vacancyId);
  const isShown = await trx('candidate').where({ id: candidate, visible_to_employers: true }).first('id');
  const isSeen = await isVisible(trx, context.scopeKeys, CANDIDATES, candidate);
  if (vacancy?.source !== 'INTERNAL' || isShown === undefined || !isSeen)
    throw new MutationRefusedError('not_available');
  const existing = await trx('proposal').where({ id }).first('vacancy_id', 'candidate_id', 'proposed_by');
  if (existing !== undefined) {
    const same = existing.vacancy_id === vacancyId && existing.candidate_id === candidate;
    if (same && existing.proposed_by === user.id) return 'noop';
    throw new MutationRefusedError('not_available');
  }
  if (vacancy.status !== 'ACTIVE') throw new MutationRefusedError('transition');
  const pair = { vacancy_id: vacancyId, candidate_id: candidate };
  if ((await trx('proposal').where(pair).whereIn('state', OPEN).first('id')) !== undefined) return 'noop';
  await trx('proposal').insert({
    id,
    ...pair,
    proposed_by: user.id,
    proposer_organization_id: user.organizationId,
    proposed_at: effectiveAt,
    motivation,
    explanation: JSON.stringify(explanation),
    state: 'PROPOSED',
    changed_at: effectiveAt,
  });
  const detail = { field: 'proposal', proposal: id, vacancy: vacancyId };
  await recordAudit(trx, { actor: user.id, action: 'CHANGE', object: `candidate:${candidate}`, result: 'ok', detail });
  await noticeOfProposal(
    trx,
    { vacancyId, organizationId: vacancy.organizationId, title: vacancy.fields.title },
    context.now,
  );
  return 'ok';
}

/** The next state of a proposal (§5.4): the employer's answer, or what the account manager does with it. */
export async function decideProposal(
  context: MutationContext,
  { id, to, seen }: MutationArgs<'proposal.decide'>,
): Promise<'ok' | 'noop'> {
  const { trx, effectiveAt } = context;
  const found = await trx('proposal').where({ id }).first('vacancy_id');
  if (found === undefined) throw new MutationRefusedError('not_available');
  const user = await vacancyUser(context);
  const vacancy = await lockVacancy(context, user, found.vacancy_id);
  const side = vacancy === null ? null : proposalSide(user, vacancy);
  const row = await trx('proposal').where({ id }).forUpdate().first('state', 'candidate_id');
  if (side === null || row === undefined) throw new MutationRefusedError('not_available');
  const verdict = judgeProposal(row.state, { to, seen }, side);
  if (verdict === 'noop') return 'noop';
  if (verdict !== 'write') throw new MutationRefusedError(verdict);
  if (isOpenProposal(to) && !isOpenProposal(row.state)) {
    const pair = { vacancy_id: found.vacancy_id, candidate_id: row.candidate_id };
    const other = await trx('proposal').where(pair).whereIn('state', OPEN).first('id');
    if (other !== undefined) throw new MutationRefusedError('transition');
  }
  await trx('proposal').where({ id }).update({ state: to, changed_at: effectiveAt });
  const detail = { field: 'proposal', proposal: id, state: to };
  const object = `candidate:${row.candidate_id}`;
  await recordAudit(trx, { actor: user.id, action: 'CHANGE', object, result: 'ok', detail });
  return 'ok';
}
