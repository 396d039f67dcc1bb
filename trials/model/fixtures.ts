import type { ImportedVacancy } from '@hallowerk/contract/vacancies/vacancy.ts';
import type { CandidateRecord } from '../../server/candidates/candidate-record.ts';
import { candidateFixture, documentFixture, profileFixture } from '../../server/testing/candidate-fixture.ts';
import { candidateCanary, candidateId, documentId, POOL, vacancyId } from './ids.ts';
import { REGIONS } from './trial-server.ts';

/** Candidate n of the pool: recognisable by name, with canaries in every field that an employer must never get. */
export function makeCandidate(
  n: number,
  change: { region: number; visible: boolean; version: number },
): CandidateRecord {
  const at = n % POOL.candidates;
  const lastName = candidateCanary(at);
  return candidateFixture({
    id: candidateId(at),
    regionCode: REGIONS[change.region % REGIONS.length]!,
    visibleToEmployers: change.visible,
    profile: profileFixture({ firstName: 'Sam', lastName, about: `${lastName} versie ${change.version}` }),
  });
}

export type DocumentLine = CandidateRecord['documents'][number];

export function makeDocument(n: number, candidate: number, shareable: boolean): DocumentLine {
  return documentFixture(candidateId(candidate), shareable, documentId(n));
}

export function makeVacancy(n: number, version: number): ImportedVacancy {
  return {
    id: vacancyId(n),
    source: 'INTERNAL',
    vacancyNumber: `V-${n}`,
    title: `Bakker ${version}`,
    description: '',
    organizationName: 'O0',
    city: 'Delft',
    postcode: '2611AB',
    occupationId: null,
    workingLevel: '4',
    hoursMin: null,
    hoursMax: null,
    startDate: null,
    endDate: null,
    closingDate: null,
    publishedAt: null,
    contractTypes: [],
    agreementTypes: [],
    supportModel: 'SHARED',
    drivingLicences: [],
    transport: [],
    salaryText: '',
  };
}
