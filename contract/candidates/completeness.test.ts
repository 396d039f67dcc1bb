import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankProfile } from './blank-profile.ts';
import type { CandidateProfile } from './candidate.ts';
import { completeness, isOutdated, OUTDATED_AFTER_DAYS, PROFILE_PARTS, type ProfilePart } from './completeness.ts';

type Fields = Partial<CandidateProfile>;
const job = { occupationId: null, title: 'Hovenier', organizationName: '', place: '', from: null, until: null };
const school = { name: 'Mbo Groen', level: null, institute: '', place: '', from: null, until: null };
const employmentHistory = [{ ...job, description: '' }];
const educationHistory = [{ ...school, status: '0' as const, diploma: null, diplomaDate: null }];
const dutch = { language: 'nld', spoken: '3', written: '3', reading: '3', listening: '3' } as const;

/** The formula once more, as a table: percentage and the ways to fill in the part. */
const FORMULA: readonly (readonly [part: ProfilePart, percentage: number, ways: readonly Fields[]])[] = [
  ['NAME', 5, [{ firstName: 'Noor' }, { lastName: 'de Vries' }, { firstName: 'Noor', lastName: 'de Vries' }]],
  ['PLACE', 6, [{ city: 'Delft' }]],
  ['ONE_LINER', 8, [{ oneLiner: 'Hovenier met groene vingers' }]],
  ['WORK_TYPES', 8, [{ workTypes: ['GREEN'] }, { workTypes: ['GREEN', 'CARE'] }]],
  ['WORKING_LEVEL', 8, [{ workingLevel: '0' }, { workingLevel: '1' }, { workingLevel: '4' }, { workingLevel: '6' }]],
  ['DEPLOYABILITY', 5, [{ deployability: 'Vier dagen' }, { deployableFrom: '2026-03-01' }]],
  ['ABOUT', 10, [{ about: 'Ik werk graag buiten' }, { motivation: 'Ik wil leren' }, { about: 'a', motivation: 'b' }]],
  ['PREFERRED_WORK', 12, [{ preferredFields: ['GROEN'] }, { preferredOccupationIds: ['o'] }]],
  ['LANGUAGES', 6, [{ languages: [dutch] }]],
  ['MOBILITY', 6, [{ drivingLicences: ['B'] }, { transport: ['3'] }, { drivingLicences: ['B'], transport: ['1'] }]],
  ['HOURS', 8, [{ hoursMin: 0 }, { hoursMax: 24 }, { hoursMin: 16, hoursMax: 24 }]],
  ['WORKING_TIMES', 4, [{ workingTimes: ['MON_MORNING'] }]],
  ['BACKGROUND', 10, [{ employmentHistory }, { educationHistory }, { employmentHistory, educationHistory }]],
  ['SKILLS', 4, [{ skills: ['Snoeien'] }, { talents: ['Geduld'] }]],
];
/** No part of it. */
const REST: readonly Fields[] = [
  { photoId: '0192f0c1-7d3a-7abc-8def-0123456789ab' },
  { targetGroups: ['GUARANTEED_JOB'] },
  { hobbies: ['Vissen'], interests: ['Vogels'] },
  { contactRoute: 'DIRECT' },
  { lat: 52, lon: 4 },
  { availableFrom: '2026-03-01' },
  { oneLiner: ' \n', skills: [' '] },
];

const ways = FORMULA.map(([part, percentage, fields]) =>
  fc.option(fc.constantFrom(...fields)).map((filled) => ({ part, percentage, filled })),
);
const choices = fc.tuple(...ways);
const extras = fc.subarray([...REST]);
const profileOf = (parts: readonly (Fields | null)[]): CandidateProfile =>
  Object.assign(blankProfile(), ...parts.filter((fields) => fields !== null)) as CandidateProfile;

describe('the completeness of a profile', () => {
  it('BX-07: is the sum of the written formula, and names what is missing in the order of the profile', () => {
    fc.assert(
      fc.property(choices, extras, (chosen, extra) => {
        const profile = profileOf([...extra, ...chosen.map(({ filled }) => filled)]);
        const there = chosen.filter(({ filled }) => filled !== null);
        const missing = chosen.flatMap(({ part, filled }) => (filled === null ? part : []));
        const percentage = there.reduce((sum, part) => sum + part.percentage, 0);
        expect(completeness(profile)).toEqual({ percentage, missing });
      }),
      { numRuns: 2000 },
    );
  });

  it('BX-07: is 0 for a blank profile, 100 for a full one, and knows every part', () => {
    expect(completeness(blankProfile())).toEqual({ percentage: 0, missing: PROFILE_PARTS.codes });
    const full = profileOf(FORMULA.map(([, , fields]) => fields[0] ?? null));
    expect(completeness(full)).toEqual({ percentage: 100, missing: [] });
    expect(FORMULA.map(([part]) => part)).toEqual(PROFILE_PARTS.codes);
  });

  it('BX-07: never falls when a field is filled in', () => {
    const field = fc.constantFrom(...FORMULA.flatMap(([, , fields]) => fields), ...REST.slice(0, -1));
    fc.assert(
      fc.property(choices, field, (chosen, filledIn) => {
        const before = profileOf(chosen.map(({ filled }) => filled));
        const after = { ...before, ...filledIn };
        expect(completeness(after).percentage).toBeGreaterThanOrEqual(completeness(before).percentage);
      }),
    );
  });

  it('HW-PROF-22: is 100 without work experience for who went to school', () => {
    const full = profileOf(FORMULA.map(([, , fields]) => fields[0] ?? null));
    expect(completeness({ ...full, employmentHistory: [], educationHistory }).percentage).toBe(100);
    expect(completeness({ ...full, employmentHistory: [], educationHistory: [] }).missing).toEqual(['BACKGROUND']);
  });
});

describe('an outdated profile', () => {
  const now = new Date('2026-07-10T12:00:00Z');
  const DAY = 86_400_000;
  const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds).toISOString();
  const limit = OUTDATED_AFTER_DAYS * DAY;

  it('BX-07: was neither changed nor confirmed for more than six months, without a false entry in 10,000', () => {
    const age = fc.oneof(fc.integer({ min: -DAY, max: 4 * limit }), fc.integer({ min: limit - 2, max: limit + 2 }));
    fc.assert(
      fc.property(age, fc.option(age), (modified, confirmed) => {
        const profile = { lastModifiedAt: ago(modified), lastConfirmedAt: confirmed === null ? null : ago(confirmed) };
        const isOld = modified > limit && (confirmed === null || confirmed > limit);
        expect(isOutdated(profile, now)).toBe(isOld);
      }),
      { numRuns: 10_000 },
    );
  });

  it('BX-07: is up to date again after a confirmation, and always when it is new', () => {
    const old = { ...blankProfile(), lastModifiedAt: '2025-12-31T12:00:00Z' };
    expect(isOutdated(old, now)).toBe(true);
    expect(isOutdated({ ...old, lastConfirmedAt: '2026-07-10T11:00:00+02:00' }, now)).toBe(false);
    expect(isOutdated(blankProfile(), now)).toBe(true);
  });
});
