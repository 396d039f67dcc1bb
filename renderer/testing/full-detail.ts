import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { makeCard, testId } from './make-candidate.ts';

const PLANTS_ID = testId(901);

/** A profile in which every field is filled in, for what screen and paper show of it. All of it is invented. */
export function fullCard(): CandidateCard {
  return makeCard(1, {
    firstName: 'Sanne',
    lastName: 'de Vries',
    city: 'Delft',
    oneLiner: 'Werkt graag buiten',
    about: 'Ik houd van planten.\nEn van vroeg opstaan.',
    motivation: 'Ik wil een vak leren.',
    talents: ['Doorzetten'],
    skills: ['Snoeien'],
    hobbies: ['Voetbal', 'Koken'],
    interests: ['Natuur'],
    workingLevel: '4',
    deployability: 'Direct inzetbaar',
    deployableFrom: '2026-10-01',
    preferredFields: ['GREEN'],
    preferredOccupationIds: [PLANTS_ID],
    workTypes: ['GREEN', 'LOGISTICS'],
    languages: [
      { language: 'nld', spoken: '4', written: '3', reading: '3', listening: '4' },
      { language: 'pol', spoken: '2', written: '0', reading: '8', listening: '1' },
    ],
    drivingLicences: ['B', 'T'],
    transport: ['3', '5'],
    certificates: [
      { code: 'BHV', name: '', validUntil: '2027-03-01' },
      { code: null, name: 'Motorkettingzaag', validUntil: null },
    ],
    hoursMin: 24,
    hoursMax: 32,
    availableFrom: '2026-10-01',
    availableUntil: '2027-04-01',
    workingTimes: ['MON_MORNING', 'FRI_NIGHT'],
    targetGroups: ['GUARANTEED_JOB'],
    contactRoute: 'VIA_ACCOUNT_MANAGER',
    lastModifiedAt: '2026-01-20T12:00:00Z',
    lastConfirmedAt: '2026-02-10T12:00:00Z',
    employmentHistory: [
      {
        occupationId: PLANTS_ID,
        title: 'Hovenier',
        organizationName: 'Groenbedrijf De Linde',
        place: 'Rijswijk',
        from: '2019-09',
        until: null,
        description: 'Tuinen aanleggen.',
      },
    ],
    educationHistory: [
      {
        name: 'Groen en tuin',
        level: '4',
        institute: 'Vakschool Oost',
        place: 'Zoetermeer',
        from: '2016-09',
        until: '2019-07',
        status: '1',
        diploma: true,
        diplomaDate: '2019-07-05',
      },
    ],
    courses: [
      {
        name: 'Veilig klimmen',
        institute: 'Klimhal Zuid',
        place: 'Den Haag',
        from: '2021-03',
        until: null,
        certificateDate: '2021-03-12',
      },
    ],
    media: [
      { kind: 'PHOTO', url: testId(951), caption: 'Mijn tuin' },
      { kind: 'VIDEO', url: testId(952), caption: '' },
      { kind: 'LINK', url: 'https://voorbeeld.example/sanne', caption: 'Mijn website' },
      { kind: 'LINK', url: 'http://voorbeeld.example/oud', caption: '' },
    ],
  });
}

export function fullDetail(changes: Partial<CandidateDetail> = {}): CandidateDetail {
  return {
    card: fullCard(),
    internal: null,
    favourite: false,
    noteCount: 0,
    documents: [],
    names: {
      GREEN: 'Groenvoorziening',
      [PLANTS_ID]: 'Hovenier buitenwerk',
      BHV: 'BHV',
      nld: 'Nederlands',
      pol: 'Pools',
    },
    regionName: 'Haaglanden',
    ...changes,
  };
}

/** What only matching staff of the own region receive (§5.9). */
export const FULL_INTERNAL: NonNullable<CandidateDetail['internal']> = {
  email: 'sanne@voorbeeld.example',
  phone: '06 00000000',
  postcode: '2611AB',
  visibleToEmployers: false,
  internal: {
    clientNumber: 'K-1001',
    gender: 'F',
    birthDate: '1990-05-04',
    municipality: 'Delft',
    supportModel: 'SHARED',
    caseManagerName: 'Kim Bakker',
    tozo: false,
  },
};
