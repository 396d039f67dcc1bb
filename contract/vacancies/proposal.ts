import * as z from 'zod';
import { codeList } from '../common/code-list.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { ScorePartSchema } from '../candidates/candidate-search.ts';

/** §5.4, in the words of BX-08. */
export const PROPOSAL_STATES = codeList({
  PROPOSED: ['Voorgesteld', 'Proposed'],
  VIEWED: ['Bekeken', 'Viewed'],
  CONTACT_REQUESTED: ['Interesse', 'Interested'],
  IN_TALKS: ['Uitgenodigd', 'Invited'],
  HIRED: ['Aangenomen', 'Hired'],
  DECLINED: ['Niet passend', 'Not suitable'],
  WITHDRAWN: ['Ingetrokken', 'Withdrawn'],
});
export type ProposalState = (typeof PROPOSAL_STATES.codes)[number];

export const MOTIVATION_MAX_LENGTH = 1000;
export const MotivationSchema = z
  .string()
  .trim()
  .max(MOTIVATION_MAX_LENGTH, `Een toelichting heeft hoogstens ${MOTIVATION_MAX_LENGTH} tekens`);

/** Why he was found, as it stood when he was proposed; empty without a search. */
export const ExplanationSchema = z.array(ScorePartSchema.extend({ label: z.string().max(200) })).max(40);
export type Explanation = z.infer<typeof ExplanationSchema>;

/**
 * That somebody was proposed for a vacancy (collection 20). It goes to everybody who sees the vacancy, so it says nothing of
 * the candidate: when he is out of the sight of the reader this is what stays, a neutral row.
 */
export const ProposalSchema = z.object({
  id: UuidSchema,
  vacancyId: UuidSchema,
  state: PROPOSAL_STATES.schema,
  proposedAt: InstantSchema,
  proposedById: UuidSchema.nullable(),
  proposedByName: z.string().max(200),
  /** When the state was last decided. */
  changedAt: InstantSchema,
});
export type Proposal = z.infer<typeof ProposalSchema>;

/** Who was proposed and why (collection 21, `id` of the proposal): only where the candidate himself may be seen. */
export const ProposalCandidateSchema = z.object({
  id: UuidSchema,
  vacancyId: UuidSchema,
  candidateId: UuidSchema,
  motivation: MotivationSchema,
  explanation: ExplanationSchema,
});
export type ProposalCandidate = z.infer<typeof ProposalCandidateSchema>;

export const PROPOSAL_SIDES = ['EMPLOYER', 'ACCOUNT_MANAGER'] as const;
export type ProposalSide = (typeof PROPOSAL_SIDES)[number];

const CLOSED: readonly ProposalState[] = ['HIRED', 'DECLINED', 'WITHDRAWN'];
const REOPENED = { PROPOSED: ['ACCOUNT_MANAGER'] } as const;

/** §5.4: from a state, to which one, by whom. An account manager opens a closed proposal again. */
export const PROPOSAL_TRANSITIONS: Readonly<
  Record<ProposalState, Readonly<Partial<Record<ProposalState, readonly ProposalSide[]>>>>
> = {
  PROPOSED: { VIEWED: ['EMPLOYER'], WITHDRAWN: ['ACCOUNT_MANAGER'] },
  VIEWED: { CONTACT_REQUESTED: ['EMPLOYER'], DECLINED: PROPOSAL_SIDES, WITHDRAWN: ['ACCOUNT_MANAGER'] },
  CONTACT_REQUESTED: { IN_TALKS: PROPOSAL_SIDES, DECLINED: PROPOSAL_SIDES, WITHDRAWN: ['ACCOUNT_MANAGER'] },
  IN_TALKS: { HIRED: PROPOSAL_SIDES, DECLINED: PROPOSAL_SIDES, WITHDRAWN: ['ACCOUNT_MANAGER'] },
  HIRED: REOPENED,
  DECLINED: REOPENED,
  WITHDRAWN: REOPENED,
};

/** Neither hired, declined nor withdrawn: of one candidate and vacancy one is open (§5.4). */
export function isOpenProposal(state: ProposalState): boolean {
  return !CLOSED.includes(state);
}

/** The employer has said nothing yet (HW-HOME, account managers). */
export function isUnanswered(state: ProposalState): boolean {
  return state === 'PROPOSED' || state === 'VIEWED';
}

export function canDecideProposal(from: ProposalState, to: ProposalState, side: ProposalSide): boolean {
  return PROPOSAL_TRANSITIONS[from][to]?.includes(side) ?? false;
}

/**
 * The answers that a side can give now. An employer who answers has seen the proposal: what may follow on VIEWED may
 * follow on PROPOSED, with VIEWED in between (`proposalPath`).
 */
export function possibleAnswers(state: ProposalState, side: ProposalSide): readonly ProposalState[] {
  return PROPOSAL_STATES.codes.filter((to) => to !== 'VIEWED' && proposalPath(state, to, side).length > 0);
}

/** The decisions that lead from one state to another, VIEWED in between where needed; empty when there is no way. */
export function proposalPath(from: ProposalState, to: ProposalState, side: ProposalSide): readonly ProposalState[] {
  if (canDecideProposal(from, to, side)) return [to];
  const viaView = canDecideProposal(from, 'VIEWED', side) && canDecideProposal('VIEWED', to, side);
  return viaView ? ['VIEWED', to] : [];
}

/**
 * What a decision comes to (sync §2.11, state machine): `noop` when it stands already or when a view comes late, `stale`
 * when somebody decided meanwhile, `transition` when it may not follow or is not his.
 */
export function judgeProposal(
  state: ProposalState,
  decision: { readonly seen: ProposalState; readonly to: ProposalState },
  side: ProposalSide,
): 'write' | 'noop' | 'stale' | 'transition' {
  const { seen, to } = decision;
  if (state === to || (to === 'VIEWED' && seen === 'PROPOSED' && state !== 'PROPOSED')) return 'noop';
  if (seen !== state) return 'stale';
  return canDecideProposal(state, to, side) ? 'write' : 'transition';
}

export interface ProposalCounts {
  /** Not withdrawn (HW-HOME-15). */
  readonly proposed: number;
  /** Of those, the ones the employer has not answered. */
  readonly unanswered: number;
}

export function countProposals(states: Iterable<ProposalState>): ProposalCounts {
  let proposed = 0;
  let unanswered = 0;
  for (const state of states) {
    if (state !== 'WITHDRAWN') proposed += 1;
    if (isUnanswered(state)) unanswered += 1;
  }
  return { proposed, unanswered };
}
