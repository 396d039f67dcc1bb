import * as fc from 'fast-check';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { WEIGHTS, type CandidateQuery, type SearchTerm } from '@hallowerk/contract/candidates/candidate-search.ts';
import { makeCandidateCard, makeOccupation, makePlace, uuidOf } from './builders.ts';

/** A small world in which random queries meet random candidates often. */
export const WORDS = ['appel', 'peer', 'kers', 'één', 'e-mail'] as const;
export const OCCUPATIONS = [
  makeOccupation({ id: uuidOf('o0'), name: 'Bakker', groupCode: 'G1', related: [{ id: uuidOf('o2'), weight: 0.5 }] }),
  makeOccupation({ id: uuidOf('o1'), name: 'Slager', groupCode: 'G1' }),
  makeOccupation({ id: uuidOf('o2'), name: 'Kok', groupCode: 'G2' }),
];
export const PLACES = [
  makePlace({ id: uuidOf('p0'), name: 'Hier', lat: 52, lon: 5 }),
  makePlace({ id: uuidOf('p1'), name: 'Daar', lat: 52.1, lon: 5.1 }),
  makePlace({ id: uuidOf('p2'), name: 'Ver', lat: 53, lon: 6 }),
];
export const NOW = new Date('2026-03-02T10:00:00Z');
const DAY = 86_400_000;

const some = <T extends string>(...values: T[]) => fc.subarray(values);
const occupation = fc.constantFrom(...OCCUPATIONS.map(({ id }) => id));
const hours = fc.constantFrom(0, 12, 23, 24, 31, 32, 33, 36, 40);
const hoursRange = fc.tuple(hours, hours, fc.boolean(), fc.boolean()).map(([one, two, min, max]) => ({
  hoursMin: min ? Math.min(one, two) : null,
  hoursMax: max ? Math.max(one, two) : null,
}));

export const candidateArbitrary = (id: string): fc.Arbitrary<CandidateCard> =>
  fc
    .record({
      place: fc.option(fc.constantFrom(...PLACES)),
      about: fc.subarray([...WORDS]).map((words) => words.join(' ')),
      workTypes: some('CARE', 'ICT', 'GREEN'),
      workingLevel: fc.constantFrom('1' as const, '4' as const),
      drivingLicences: some('B', 'C'),
      transport: some('1', '3'),
      certificates: fc.subarray([
        { code: 'VCA', name: 'VCA basis', validUntil: null },
        { code: null, name: 'Eigen Ding', validUntil: null },
      ]),
      targetGroups: some('WORK_STUDY', 'GUARANTEED_JOB'),
      languages: fc
        .subarray(['nld', 'eng'])
        .chain((codes) =>
          fc
            .constantFrom('0' as const, '1' as const, '2' as const, '4' as const)
            .map((spoken) =>
              codes.map((language) => ({ language, spoken, written: spoken, reading: spoken, listening: spoken })),
            ),
        ),
      hours: hoursRange,
      workingTimes: some('MON_MORNING', 'SAT_NIGHT'),
      contactRoute: fc.constantFrom('DIRECT' as const, 'VIA_ACCOUNT_MANAGER' as const),
      age: fc.constantFrom(-1, 0, 1, 7, 8, 31, 32, 92, 93, 365, 366, 900),
      preferredOccupationIds: fc.uniqueArray(occupation, { maxLength: 2 }),
      history: fc.uniqueArray(occupation, { maxLength: 2 }),
      education: fc.option(
        fc.record({
          level: fc.constantFrom('4' as const, '5' as const),
          status: fc.constantFrom('0' as const, '1' as const, '2' as const),
        }),
      ),
    })
    .map(({ place, age, history, education, hours: range, ...fields }) =>
      makeCandidateCard({
        ...range,
        ...fields,
        id,
        lat: place?.lat ?? null,
        lon: place?.lon ?? null,
        lastModifiedAt: new Date(NOW.getTime() - age * DAY).toISOString(),
        employmentHistory: history.map((occupationId) => ({ ...EMPTY_JOB, occupationId })),
        educationHistory: education === null ? [] : [{ ...EMPTY_EDUCATION, ...education }],
      }),
    );

const EMPTY_JOB = { title: '', organizationName: '', place: '', from: null, until: null, description: '' };
const EMPTY_EDUCATION = {
  name: '',
  institute: '',
  place: '',
  from: null,
  until: null,
  diploma: null,
  diplomaDate: null,
};

const mode = fc.constantFrom('MAY' as const, 'MAY' as const, 'MUST' as const, 'NOT' as const);
export const ELEMENTS = [
  ...OCCUPATIONS.map(({ id }) => ({ kind: 'OCCUPATION' as const, code: id })),
  { kind: 'OCCUPATION_GROUP' as const, code: 'G1' },
  { kind: 'EDUCATION_LEVEL' as const, code: '4' },
  { kind: 'LANGUAGE' as const, code: 'eng' },
  { kind: 'DRIVING_LICENCE' as const, code: 'B' },
  { kind: 'TARGET_GROUP' as const, code: 'WORK_STUDY' },
  { kind: 'EMPLOYMENT_FRACTION' as const, code: 'FULL_TIME' },
  { kind: 'EMPLOYMENT_FRACTION' as const, code: 'PART_TIME' },
] as const;

export type ElementTerm = Exclude<SearchTerm, { kind: 'KEYWORD' }>;

export const elementArbitrary = (modes: fc.Arbitrary<ElementTerm['mode']>): fc.Arbitrary<ElementTerm> =>
  fc.tuple(fc.constantFrom(...ELEMENTS), modes).map(([what, how]) => ({ ...what, label: what.code, mode: how }));
const element = elementArbitrary(mode);
const keyword = fc.constantFrom(...WORDS).map((text): SearchTerm => ({ kind: 'KEYWORD', text }));

const rarely = (...codes: string[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant<string[]>([]) }, fc.subarray(codes));

const weight = fc.constantFrom(...WEIGHTS.codes);
const weightKeys = [...ELEMENTS.map(({ kind, code }) => `${kind}:${code}`), 'KEYWORD', 'DISTANCE', 'FRESHNESS'];
const weights = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...weightKeys), weight), { selector: ([key]) => key })
  .map((entries) => Object.fromEntries(entries));

export const queryArbitrary: fc.Arbitrary<CandidateQuery> = fc.record({
  terms: fc.array(fc.oneof({ weight: 1, arbitrary: keyword }, { weight: 2, arbitrary: element }), { maxLength: 4 }),
  placeId: fc.option(fc.constantFrom(...PLACES.map(({ id }) => id), uuidOf('unknown place'))),
  radiusKm: fc.option(fc.constantFrom(5, 25, 150)),
  filters: fc.record({
    workType: rarely('CARE', 'ICT', 'CLEANING'),
    workingLevel: rarely('4'),
    drivingLicence: rarely('B', 'C'),
    transport: rarely('1'),
    certificate: rarely('VCA', 'eigen ding'),
    targetGroup: rarely('WORK_STUDY'),
    physicalCapacity: rarely('LIFTING', 'SITTING'),
    language: rarely('nld', 'eng'),
    availability: rarely('H12_23', 'H32_35', 'H36'),
    workingTimes: rarely('SAT_NIGHT'),
    contact: rarely('DIRECT'),
    lastModified: rarely('TODAY', 'WEEK', 'QUARTER', 'OLDER'),
  }),
  weights: fc.option(weights, { nil: undefined }),
  variants: fc.option(fc.boolean(), { nil: undefined }),
});
