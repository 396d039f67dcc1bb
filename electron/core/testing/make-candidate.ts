import { blankProfile } from '@hallowerk/contract/candidates/blank-profile.ts';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';

/** A deterministic UUID for the nth thing of a kind. */
export function testId(kind: number, n: number): string {
  return `${kind.toString(16).padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** A complete card of an invented person; `change` replaces fields. */
export function makeCandidate(n: number, change: Partial<CandidateCard> = {}): CandidateCard {
  return {
    ...blankProfile(),
    id: testId(1, n),
    firstName: `Voornaam${n}`,
    lastName: `Achternaam${n}`,
    city: 'Den Haag',
    lat: 52.07,
    lon: 4.3,
    oneLiner: 'Ervaren kracht',
    about: 'Werkt graag in een team.',
    skills: ['plannen'],
    workingLevel: '4',
    workTypes: ['ADMINISTRATION'],
    drivingLicences: n % 2 === 0 ? ['B'] : [],
    hoursMin: 24,
    hoursMax: 36,
    contactRoute: 'DIRECT',
    lastModifiedAt: '2026-11-01T09:00:00.000Z',
    ...change,
  };
}
