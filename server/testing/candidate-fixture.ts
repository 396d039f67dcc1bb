import type { CandidateProfile } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateRecord } from '../candidates/candidate-record.ts';
import { uuidv7 } from '../database/uuid.ts';

/** Stands in every field that must never reach an employer, so that one search through the bytes finds a leak. */
export const CANARY = 'CANARY';

export function profileFixture(change: Partial<CandidateProfile> = {}): CandidateProfile {
  return {
    firstName: 'Noor',
    lastName: 'Bakker',
    city: 'Delft',
    lat: 52.01,
    lon: 4.36,
    photoId: null,
    oneLiner: 'Bakker met ervaring',
    about: '',
    motivation: '',
    talents: [],
    interests: [],
    hobbies: [],
    skills: [],
    workingLevel: '4',
    deployability: '',
    deployableFrom: null,
    preferredFields: [],
    preferredOccupationIds: [],
    workTypes: ['HOSPITALITY'],
    languages: [],
    drivingLicences: ['B'],
    transport: ['3'],
    certificates: [],
    hoursMin: 24,
    hoursMax: 32,
    availableFrom: null,
    availableUntil: null,
    workingTimes: ['MON_MORNING'],
    targetGroups: [],
    contactRoute: 'DIRECT',
    lastModifiedAt: '2026-02-01T10:00:00.000Z',
    lastConfirmedAt: null,
    employmentHistory: [],
    educationHistory: [],
    courses: [],
    media: [],
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
