import { blankProfile } from '@hallowerk/contract/candidates/blank-profile.ts';
import type { CandidateProfile } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateRecord } from '../candidates/candidate-record.ts';
import { uuidv7 } from '../database/uuid.ts';

/** Stands in every field that must never reach an employer, so that one search through the bytes finds a leak. */
export const CANARY = 'CANARY';

export function profileFixture(change: Partial<CandidateProfile> = {}): CandidateProfile {
  return {
    ...blankProfile(),
    firstName: 'Noor',
    lastName: 'Bakker',
    city: 'Delft',
    lat: 52.01,
    lon: 4.36,
    oneLiner: 'Bakker met ervaring',
    workingLevel: '4',
    workTypes: ['HOSPITALITY'],
    drivingLicences: ['B'],
    transport: ['3'],
    hoursMin: 24,
    hoursMax: 32,
    workingTimes: ['MON_MORNING'],
    contactRoute: 'DIRECT',
    lastModifiedAt: '2026-02-01T10:00:00.000Z',
    ...change,
  };
}

export function candidateFixture(change: Partial<CandidateRecord> = {}): CandidateRecord {
  const id = change.id ?? uuidv7();
  return {
    id,
    regionCode: 'AM21',
    visibleToEmployers: true,
    email: `${CANARY}@example.nl`,
    phone: CANARY,
    postcode: '2611AB',
    profile: profileFixture(),
    internal: {
      clientNumber: CANARY,
      gender: 'F',
      birthDate: '1990-05-17',
      municipality: CANARY,
      supportModel: 'SHARED',
      caseManagerName: CANARY,
      tozo: false,
    },
    physicalCapacity: [
      { activity: 'SITTING', level: 'YES' },
      { activity: 'LIFTING', level: 'NO' },
    ],
    assessments: [{ test: CANARY, result: CANARY, takenAt: '2026-01-01' }],
    documents: [],
    origin: null,
    ...change,
  };
}

export function documentFixture(
  candidateId: string,
  shareable: boolean,
  id: string = uuidv7(),
): CandidateRecord['documents'][number] {
  const name = shareable ? 'cv.pdf' : `${CANARY}.pdf`;
  return { id, candidateId, kind: 'CV', name, mediaType: 'application/pdf', sizeBytes: 1000, shareable };
}
