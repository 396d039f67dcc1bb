import { candidateName, type CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateSummary } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { Scorer, ScoringContext } from './scorer.ts';

/** What this user did with him. */
type Personal = Pick<CandidateSummary, 'favourite' | 'fresh' | 'judgement'>;

/** A line of the list, with every part of the score of this query. */
export function candidateSummary(
  card: CandidateCard,
  slot: number,
  { context, scorer }: { readonly context: ScoringContext; readonly scorer: Scorer },
  personal: Personal,
): CandidateSummary {
  const { id, city, oneLiner, workTypes, workingLevel, targetGroups, lastModifiedAt, lastConfirmedAt } = card;
  const km = context.place?.distances.km[context.index.place[slot] as number];
  const parts = scorer.parts(slot);
  return {
    ...personal,
    id,
    name: candidateName(card),
    city,
    oneLiner,
    workTypes,
    workingLevel,
    targetGroups,
    distanceKm: km === undefined || Number.isNaN(km) ? null : Math.round(km),
    lastModifiedAt,
    lastConfirmedAt,
    score: parts.reduce((sum, { points }) => sum + points, 0),
    parts,
    other: scorer.isOther(slot),
    tier: scorer.isLiteral(slot) ? 'LITERAL' : 'VARIANT',
  };
}
