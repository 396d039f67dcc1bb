import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CandidateCardSchema,
  CandidateCaseSchema,
  candidateName,
  type CandidateCard,
  type CandidateCase,
  type CandidateInternal,
  type Certificate,
  type Course,
  type EducationHistory,
  type EmploymentHistory,
  type LanguageSkill,
  type MediaItem,
} from './candidate.ts';
import {
  CONTACT_ROUTES,
  DAYS,
  DRIVING_LICENCES,
  EDUCATION_LEVELS,
  EDUCATION_STATUSES,
  GENDERS,
  LANGUAGE_LEVELS,
  MEDIA_KINDS,
  PARTS_OF_DAY,
  SUPPORT_MODELS,
  TARGET_GROUPS,
  TRANSPORT_MEANS,
  WORKING_LEVELS,
  WORK_TYPES,
} from './candidate-codes.ts';

const text = (maxLength: number) => fc.string({ unit: 'grapheme', maxLength }).filter((s) => s.length <= maxLength);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const code = <C extends string>(list: { readonly codes: readonly C[] }) => fc.constantFrom(...list.codes);
const codes = <C extends string>(list: { readonly codes: readonly C[] }) =>
  fc.uniqueArray(code(list), { maxLength: 4 });
const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 });
const moment = fc.date({ min: new Date('1990-01-01'), max: new Date('2040-12-31'), noInvalidDate: true });
const instant = moment.map((date) => date.toISOString());
const date = instant.map((iso) => iso.slice(0, 10));
const month = fc.tuple(instant, fc.constantFrom(4, 7, 10)).map(([iso, length]) => iso.slice(0, length));
const degrees = fc.double({ min: -90, max: 90, noNaN: true }).map((value) => (value === 0 ? 0 : value));
const hours = fc.integer({ min: 0, max: 99 });

const language: fc.Arbitrary<LanguageSkill> = fc.record({
  language: fc.stringMatching(/^[a-z]{3}$/),
  spoken: code(LANGUAGE_LEVELS),
  written: code(LANGUAGE_LEVELS),
  reading: code(LANGUAGE_LEVELS),
  listening: code(LANGUAGE_LEVELS),
});
const employment: fc.Arbitrary<EmploymentHistory> = fc.record({
  occupationId: orNull(fc.uuid()),
  title: text(120),
  organizationName: text(70),
  place: text(80),
  from: orNull(month),
  until: orNull(month),
  description: text(2000),
});
const education: fc.Arbitrary<EducationHistory> = fc.record({
  name: text(200),
  level: orNull(code(EDUCATION_LEVELS)),
  institute: text(120),
  place: text(80),
  from: orNull(month),
  until: orNull(month),
  status: code(EDUCATION_STATUSES),
  diploma: orNull(fc.boolean()),
  diplomaDate: orNull(date),
});
const course: fc.Arbitrary<Course> = fc.record({
  name: text(120),
  institute: text(120),
  place: text(80),
  from: orNull(month),
  until: orNull(month),
  certificateDate: orNull(date),
});
const certificate: fc.Arbitrary<Certificate> = fc.record({
  code: orNull(text(40)),
  name: text(120),
  validUntil: orNull(date),
});
const media: fc.Arbitrary<MediaItem> = fc.record({ kind: code(MEDIA_KINDS), url: fc.webUrl(), caption: text(140) });

const card: fc.Arbitrary<CandidateCard> = fc.record({
  id: fc.uuid(),
  firstName: text(200),
  lastName: text(200),
  city: text(80),
  lat: orNull(degrees),
  lon: orNull(degrees),
  photoId: orNull(fc.uuid()),
  oneLiner: text(140),
  about: text(2000),
  motivation: text(2000),
  talents: few(text(120)),
  interests: few(text(120)),
  hobbies: few(text(120)),
  skills: few(text(120)),
  workingLevel: code(WORKING_LEVELS),
  deployability: text(300),
  deployableFrom: orNull(date),
  preferredFields: few(text(40)),
  preferredOccupationIds: few(fc.uuid()),
  workTypes: codes(WORK_TYPES),
  languages: few(language),
  drivingLicences: codes(DRIVING_LICENCES),
  transport: codes(TRANSPORT_MEANS),
  certificates: few(certificate),
  hoursMin: orNull(hours),
  hoursMax: orNull(hours),
  availableFrom: orNull(date),
  availableUntil: orNull(date),
  workingTimes: few(fc.tuple(code(DAYS), code(PARTS_OF_DAY)).map(([day, part]) => `${day}_${part}` as const)),
  targetGroups: codes(TARGET_GROUPS),
  contactRoute: code(CONTACT_ROUTES),
  lastModifiedAt: instant,
  lastConfirmedAt: orNull(instant),
  employmentHistory: few(employment),
  educationHistory: few(education),
  courses: few(course),
  media: few(media),
});
const internal: fc.Arbitrary<CandidateInternal> = fc.record({
  clientNumber: text(40),
  gender: code(GENDERS),
  birthDate: orNull(date),
  municipality: text(80),
  supportModel: code(SUPPORT_MODELS),
  caseManagerName: text(200),
  tozo: fc.boolean(),
});
const candidateCase: fc.Arbitrary<CandidateCase> = fc
  .tuple(
    card,
    fc.record({
      email: fc.emailAddress(),
      phone: fc.stringMatching(/^\+31[0-9]{9}$/),
      postcode: fc.stringMatching(/^[1-9][0-9]{3}[A-Z]{2}$/),
      visibleToEmployers: fc.boolean(),
      internal,
    }),
  )
  .map(([profile, extra]) => ({ ...profile, ...extra }));

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a candidate', () => {
  it('comes out of JSON exactly as it went in, as a card', () => {
    fc.assert(
      fc.property(card, (value) => {
        expect(CandidateCardSchema.parse(throughJson(value))).toEqual(value);
      }),
    );
  });

  it('comes out of JSON exactly as it went in, as a case', () => {
    fc.assert(
      fc.property(candidateCase, (value) => {
        expect(CandidateCaseSchema.parse(throughJson(value))).toEqual(value);
      }),
    );
  });

  it('loses every field for matching staff when a case is read as a card', () => {
    fc.assert(
      fc.property(candidateCase, (value) => {
        const { email: _e, phone: _p, postcode: _c, visibleToEmployers: _v, internal: _i, ...profile } = value;
        expect(CandidateCardSchema.parse(value)).toEqual(profile);
      }),
    );
  });

  it.each([
    ['a working level outside the list', { workingLevel: '8' }],
    ['more than 99 hours a week', { hoursMax: 100 }],
    ['a date that does not exist', { availableFrom: '2026-02-30' }],
    ['a day without a part of the day', { workingTimes: ['MON'] }],
    ['a language by its two-letter code', { languages: [{ language: 'nl', spoken: '3' }] }],
    ['an id that is no UUID', { id: '42' }],
  ])('is refused with %s', (_what, wrong) => {
    const [good] = fc.sample(card, { numRuns: 1, seed: 1 });
    expect(CandidateCardSchema.safeParse({ ...good, ...wrong }).success).toBe(false);
  });

  it('carries no health data in any projection that is cached', () => {
    const keys = Object.keys(CandidateCaseSchema.shape);
    expect(keys).not.toContain('physicalCapacities');
    expect(keys).not.toContain('physicalCapacity');
    expect(keys).not.toContain('assessments');
  });

  it('shows an employer nothing that stands in the internal part', () => {
    expect(Object.keys(CandidateCardSchema.shape)).not.toContain('internal');
    for (const field of ['birthDate', 'gender', 'clientNumber', 'email', 'phone', 'postcode']) {
      expect(Object.keys(CandidateCardSchema.shape)).not.toContain(field);
    }
  });
});

describe('the name of a candidate', () => {
  const id = '0198f3c2-0000-7000-8000-00000000abcd';

  it('is first name and last name', () => {
    expect(candidateName({ id, firstName: 'Noor', lastName: 'de Vries' })).toBe('Noor de Vries');
  });

  it('is what is known when one of both is missing', () => {
    expect(candidateName({ id, firstName: '', lastName: 'de Vries' })).toBe('de Vries');
  });

  it('is the end of the id when the profile is anonymous', () => {
    expect(candidateName({ id, firstName: ' ', lastName: '' })).toBe('Kandidaat 00ABCD');
  });
});
