import { isOpenProposal } from '@hallowerk/contract/vacancies/proposal.ts';
import type { ProposalRow } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import { toApiFailure } from '../../api/api-error.ts';
import { api } from '../../api/app-api.ts';
import type { Proposable } from '../../shared/proposing.store.ts';

/** Candidates in one call of `propose`. */
export const MOST_PROPOSED = 100;

/** What proposing these people for a vacancy would do, said before it is done. */
export interface ProposalPreview {
  readonly going: readonly Proposable[];
  /** They have an open proposal for this vacancy. */
  readonly already: readonly Proposable[];
  /** Employers may not see them, or nobody here can any more. */
  readonly hidden: readonly Proposable[];
  /** More than can be proposed at once. */
  readonly tooMany: readonly Proposable[];
}

export function previewProposals(
  candidates: readonly Proposable[],
  rows: readonly Pick<ProposalRow, 'state' | 'candidate'>[],
  hiddenIds: ReadonlySet<string>,
): ProposalPreview {
  const open = new Set(
    rows.flatMap(({ state, candidate }) => (isOpenProposal(state) ? (candidate?.candidateId ?? []) : [])),
  );
  const already = candidates.filter(({ candidateId }) => open.has(candidateId));
  const rest = candidates.filter(({ candidateId }) => !open.has(candidateId));
  const hidden = rest.filter(({ candidateId }) => hiddenIds.has(candidateId));
  const going = rest.filter(({ candidateId }) => !hiddenIds.has(candidateId));
  return { going: going.slice(0, MOST_PROPOSED), already, hidden, tooMany: going.slice(MOST_PROPOSED) };
}

/** Reads from this device what the preview needs. Throws as the API does. */
export async function fetchPreview(candidates: readonly Proposable[], vacancyId: string): Promise<ProposalPreview> {
  const [rows, hidden] = await Promise.all([
    api().vacancies.proposals({ vacancyId }),
    Promise.all(candidates.map(async ({ candidateId }) => ((await isHidden(candidateId)) ? candidateId : null))),
  ]);
  return previewProposals(candidates, rows, new Set(hidden.filter((id) => id !== null)));
}

async function isHidden(id: string): Promise<boolean> {
  try {
    const { internal } = await api().candidates.get({ id });
    return internal !== null && !internal.visibleToEmployers;
  } catch (error) {
    if (toApiFailure(error).code !== 'NOT_FOUND') throw error;
    return true;
  }
}
