import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';

/** A deterministic UUID for the nth thing of a kind. */
export function testId(kind: number, n: number): string {
  return `${kind.toString(16).padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** A complete card of an invented person; `change` replaces fields. */
export function makeCandidate(n: number, change: Partial<CandidateCard> = {}): CandidateCard {
  return {
    id: testId(1, n),
    firstName: `Voornaam${n}`,
    lastName: `Achternaam${n}`,
    city: 'Den Haag',
    lat: 52.07,
    lon: 4.3,
    photoId: null,
    oneLiner: 'Ervaren kracht',
    about: 'Werkt graag in een team.',
    motivation: '',
    talents: [],
    interests: [],
    hobbies: [],
    skills: ['plannen'],
    workingLevel: '4',
    deployability: '',
    deployableFrom: null,
    preferredFields: [],
    preferredOccupationIds: [],
    workTypes: ['ADMINISTRATION'],
    languages: [],
    drivingLicences: n % 2 === 0 ? ['B'] : [],
    transport: [],
    certificates: [],
    hoursMin: 24,
    hoursMax: 36,
    availableFrom: null,
    availableUntil: null,
    workingTimes: [],
    targetGroups: [],
    contactRoute: 'DIRECT',
    lastModifiedAt: '2026-11-01T09:00:00.000Z',
    lastConfirmedAt: null,
    employmentHistory: [],
    educationHistory: [],
    courses: [],
    media: [],
    ...change,
  };
}
