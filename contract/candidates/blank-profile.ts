import type { CandidateProfile } from './candidate.ts';

/**
 * A profile in which nothing is filled in: where every source of candidates starts from. It has no name, and is reached
 * through the account manager until the candidate decides otherwise.
 */
export function blankProfile(): CandidateProfile {
  return {
    firstName: '',
    lastName: '',
    city: '',
    lat: null,
    lon: null,
    photoId: null,
    oneLiner: '',
    about: '',
    motivation: '',
    talents: [],
    interests: [],
    hobbies: [],
    skills: [],
    workingLevel: '7',
    deployability: '',
    deployableFrom: null,
    preferredFields: [],
    preferredOccupationIds: [],
    workTypes: [],
    languages: [],
    drivingLicences: [],
    transport: [],
    certificates: [],
    hoursMin: null,
    hoursMax: null,
    availableFrom: null,
    availableUntil: null,
    workingTimes: [],
    targetGroups: [],
    contactRoute: 'VIA_ACCOUNT_MANAGER',
    lastModifiedAt: new Date(0).toISOString(),
    lastConfirmedAt: null,
    employmentHistory: [],
    educationHistory: [],
    courses: [],
    media: [],
  };
}
