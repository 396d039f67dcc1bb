import { blankProfile } from '@hallowerk/contract/candidates/blank-profile.ts';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateSearchResult, CandidateSummary } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';

/** A valid id that ends in `number`. */
export function testId(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

export function makeSummary(number: number, changes: Partial<CandidateSummary> = {}): CandidateSummary {
  return {
    id: testId(number),
    name: `Kandidaat ${number}`,
    city: 'Delft',
    oneLiner: 'Werkt graag met de handen',
    workTypes: ['LOGISTICS'],
    workingLevel: '4',
    targetGroups: [],
    distanceKm: null,
    favourite: false,
    lastModifiedAt: '2026-09-24T12:00:00Z',
    lastConfirmedAt: null,
    score: 1,
    parts: [],
    fresh: false,
    judgement: null,
    other: false,
    tier: 'LITERAL',
    ...changes,
  };
}

export function makeResult(items: readonly CandidateSummary[], total = items.length): CandidateSearchResult {
  const variants = items.filter((item) => item.tier === 'VARIANT').length;
  const others = items.filter((item) => item.other && item.tier === 'LITERAL').length;
  const literal = total - variants;
  const matching = literal - others;
  return { total, matching, literal, variantWords: [], items: [...items], counts: {}, rankerVersion: 1 };
}

export function makeCard(number: number, changes: Partial<CandidateCard> = {}): CandidateCard {
  return {
    ...blankProfile(),
    id: testId(number),
    firstName: 'Sanne',
    lastName: 'de Vries',
    city: 'Delft',
    workingLevel: '4',
    contactRoute: 'DIRECT',
    lastModifiedAt: '2026-09-24T12:00:00Z',
    ...changes,
  };
}

export function makeDetail(number: number, changes: Partial<CandidateDetail> = {}): CandidateDetail {
  return {
    card: makeCard(number),
    internal: null,
    favourite: false,
    noteCount: 0,
    documents: [],
    names: {},
    regionName: 'Haaglanden',
    ...changes,
  };
}
