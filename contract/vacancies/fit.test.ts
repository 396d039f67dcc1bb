import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PHYSICAL_ACTIVITIES } from '../candidates/candidate-codes.ts';
import {
  fitScore,
  vacancyFit,
  vacancyWishes,
  type FitCandidate,
  type FitKnowledge,
  type WishingVacancy,
} from './fit.ts';
import { FITTING_FROM, fittingVacancies } from './reverse-match.ts';
import { BLANK_VACANCY, type VacancyFields } from './vacancy.ts';

const OCCUPATIONS = [1, 2, 3].map((n) => `0198f3c2-0000-7000-8000-00000000000${n}`) as [string, string, string];
const [BAKER, PASTRY, DRIVER] = OCCUPATIONS;
const DELFT = '0198f3c2-0000-7000-8000-0000000000d1';

/** Two occupations of one group, one of another, one place. */
const KNOWLEDGE: FitKnowledge = {
  groupOf: (id) => (id === DRIVER ? 'DRIVERS' : OCCUPATIONS.includes(id) ? 'BAKERS' : null),
  pointOf: (id) => (id === DELFT ? { lat: 52.01, lon: 4.36 } : null),
};
const BLANK_CANDIDATE: FitCandidate = {
  ...{ city: '', lat: null, lon: null, workingLevel: '7', preferredOccupationIds: [], employmentHistory: [] },
  ...{ drivingLicences: [], transport: [], languages: [], certificates: [], hoursMin: null, hoursMax: null },
  ...{ availableFrom: null, availableUntil: null, workingTimes: [], skills: [], talents: [] },
};

const level = fc.constantFrom('0', '2', '4', '5', '7');
const day = fc.constantFrom('2026-12-01', '2027-01-01', '2027-03-01', null);
const hours = fc.option(fc.integer({ min: 0, max: 40 }));
const some = <Code>(...codes: readonly Code[]) => fc.subarray([...codes]);
const asking = fc.record({
  occupationId: fc.constantFrom(...OCCUPATIONS, null),
  workingLevel: level,
  placeId: fc.constantFrom(DELFT, null),
  city: fc.constantFrom('Delft', 'Zwolle', ''),
  hoursMin: hours,
  hoursMax: hours,
  startDate: day,
  endDate: day,
  drivingLicences: some('B', 'C'),
  transport: some('1', '3'),
  languages: some('nld', 'eng'),
  certificates: some('VCA', 'BHV'),
  workingTimes: some('MON_MORNING', 'FRI_EVENING'),
  skills: some('Bakken', 'Ondernémend'),
});
const wishingVacancies = asking.map((wishes) => ({ ...BLANK_VACANCY, ...wishes }) as VacancyFields);
const candidates = fc
  .record({
    preferredOccupationIds: some(...OCCUPATIONS),
    employmentHistory: some(...OCCUPATIONS.map((occupationId) => ({ occupationId }))),
    workingLevel: level,
    place: fc.constantFrom({ lat: 52.02, lon: 4.35 }, { lat: 53.2, lon: 6.56 }, { lat: null, lon: null }),
    city: fc.constantFrom('Delft', 'Groningen', ''),
    hoursMin: hours,
    hoursMax: hours,
    availableFrom: day,
    availableUntil: day,
    drivingLicences: some('B', 'C'),
    transport: some('1', '3'),
    languages: some({ language: 'nld' }, { language: 'eng' }),
    certificates: some({ code: 'VCA' }, { code: 'BHV' }, { code: null }),
    workingTimes: some('MON_MORNING', 'FRI_EVENING'),
    skills: some('bakken'),
    talents: some('ondernemend'),
  })
  .map(({ place, ...facts }) => ({ ...BLANK_CANDIDATE, ...facts, ...place }) as FitCandidate);
const history = (occupationId: string) => [{ occupationId }];

function stateOf(vacancy: Partial<WishingVacancy>, candidate: Partial<FitCandidate>): string | undefined {
  return vacancyFit({ ...BLANK_VACANCY, ...vacancy }, { ...BLANK_CANDIDATE, ...candidate }, KNOWLEDGE)[0]?.state;
}

describe('the wishes of a vacancy', () => {
  it('are what it asks, each once, and never what it leaves open', () => {
    expect(vacancyWishes(BLANK_VACANCY)).toEqual([]);
    const asked = { ...BLANK_VACANCY, workingLevel: '4' as const, skills: ['Bakken', 'Bakken'], languages: ['nld'] };
    expect(vacancyWishes(asked)).toEqual([
      { criterion: 'LEVEL', code: null },
      { criterion: 'LANGUAGE', code: 'nld' },
      { criterion: 'SKILL', code: 'Bakken' },
    ]);
  });

  it('leave out what the body has to do: health is no input', () => {
    const vacancy: VacancyFields = { ...BLANK_VACANCY, physicalDemands: [PHYSICAL_ACTIVITIES.codes[0]] };
    expect(vacancyWishes(vacancy)).toEqual([]);
  });
});

describe('a candidate against a vacancy (BX-16)', () => {
  it.each([
    ['wants this work', { preferredOccupationIds: [BAKER] }, 'MET'],
    ['did this work', { employmentHistory: history(BAKER) }, 'MET'],
    ['does work of the same group', { employmentHistory: history(PASTRY) }, 'RELATED'],
    ['does other work', { employmentHistory: history(DRIVER) }, 'NOT_MET'],
    ['says nothing of work', {}, 'UNKNOWN'],
  ])('who %s', (_words, candidate, expected) => {
    expect(stateOf({ occupationId: BAKER }, candidate)).toBe(expected);
  });

  it.each([
    ['4', '5', 'MET'],
    ['4', '4', 'MET'],
    ['4', '3', 'NOT_MET'],
    ['4', '7', 'UNKNOWN'],
    ['4', '0', 'UNKNOWN'],
  ] as const)('asks level %s of who has %s', (workingLevel, held, expected) => {
    expect(stateOf({ workingLevel }, { workingLevel: held })).toBe(expected);
  });

  it.each([
    ['within 25 kilometres', { lat: 52.01, lon: 4.36 }, 'MET'],
    ['farther away', { lat: 53.2, lon: 6.56 }, 'NOT_MET'],
    ['nowhere on the map, in the same place by name', { city: 'DELFT' }, 'MET'],
    ['nowhere on the map', {}, 'UNKNOWN'],
  ])('lives %s', (_words, candidate, expected) => {
    expect(stateOf({ placeId: DELFT, city: 'Delft' }, candidate)).toBe(expected);
  });

  it.each([
    [{ hoursMin: 20, hoursMax: 30 }, 'MET'],
    [{ hoursMin: 32, hoursMax: null }, 'MET'],
    [{ hoursMin: null, hoursMax: 20 }, 'NOT_MET'],
    [{}, 'UNKNOWN'],
  ])('offers hours %o where 24 to 36 are asked', (candidate, expected) => {
    expect(stateOf({ hoursMin: 24, hoursMax: 36 }, candidate)).toBe(expected);
  });

  it.each([
    [{ availableFrom: '2026-12-01' }, 'MET'],
    [{ availableFrom: '2027-02-01' }, 'NOT_MET'],
    [{ availableUntil: '2026-12-31' }, 'NOT_MET'],
    [{}, 'UNKNOWN'],
  ])('is there %o on the first day, 1 January', (candidate, expected) => {
    expect(stateOf({ startDate: '2027-01-01' }, candidate)).toBe(expected);
  });

  it.each([
    [{ drivingLicences: ['B'] as const }, { drivingLicences: ['B', 'C'] as const }, 'MET'],
    [{ drivingLicences: ['B'] as const }, { drivingLicences: ['AM'] as const }, 'NOT_MET'],
    [{ drivingLicences: ['B'] as const }, {}, 'UNKNOWN'],
    [{ skills: ['Ondernémend'] }, { talents: ['ondernemend'] }, 'MET'],
    [{ certificates: ['VCA'] }, { certificates: [{ code: 'BHV' }] }, 'NOT_MET'],
    [{ languages: ['nld'] }, { languages: [{ language: 'nld' }] }, 'MET'],
  ])('meets %o with %o: %s', (vacancy, candidate, expected) => {
    expect(stateOf(vacancy as Partial<WishingVacancy>, candidate as Partial<FitCandidate>)).toBe(expected);
  });

  it('scores from 0 to 100: the exact share of what is asked, what is not known giving nothing', () => {
    fc.assert(
      fc.property(wishingVacancies, candidates, (vacancy, candidate) => {
        const lines = vacancyFit(vacancy, candidate, KNOWLEDGE);
        const score = fitScore(lines);
        expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
        for (const { state, points, most } of lines) {
          expect(points).toBe(state === 'MET' ? most : state === 'RELATED' ? most / 2 : 0);
        }
        if (lines.length > 0) expect(score === 100).toBe(lines.every(({ state }) => state === 'MET'));
      }),
    );
  });

  it('is blind to name, sex, age, photo and every internal field', () => {
    const person = fc.record({
      firstName: fc.string(),
      lastName: fc.string(),
      photoId: fc.option(fc.uuid()),
      email: fc.string(),
      visibleToEmployers: fc.boolean(),
      internal: fc.record({
        gender: fc.constantFrom('MAN', 'WOMAN'),
        birthDate: fc.constantFrom('1960-01-01', '2005-01-01', null),
        clientNumber: fc.string(),
        tozo: fc.boolean(),
      }),
    });
    fc.assert(
      fc.property(wishingVacancies, candidates, person, person, (vacancy, candidate, one, other) => {
        const lines = (who: object) => vacancyFit(vacancy, { ...candidate, ...who }, KNOWLEDGE);
        expect(lines(one)).toEqual(lines(other));
      }),
    );
  });
});

const listed = fc
  .uniqueArray(
    fc.record({
      wishes: wishingVacancies,
      id: fc.uuid(),
      closingDate: fc.constantFrom('2026-12-01', '2027-01-01', null),
    }),
    { maxLength: 12, selector: ({ id }) => id },
  )
  .map((all) => all.map(({ wishes, id, closingDate }) => ({ ...wishes, id, closingDate })));

describe('vacancies that fit a candidate (BX-16)', () => {
  it('give the same score for a pair as the comparison, from either side', () => {
    fc.assert(
      fc.property(wishingVacancies, candidates, (wishes, candidate) => {
        const score = fitScore(vacancyFit(wishes, candidate, KNOWLEDGE));
        const [found] = fittingVacancies(candidate, [{ ...wishes, id: 'v', closingDate: null }], KNOWLEDGE);
        expect(found?.score ?? null).toBe(score >= FITTING_FROM ? score : null);
      }),
      { numRuns: 10_000 },
    );
  });

  it('come in one order, whatever the order they are read in, the best first', () => {
    fc.assert(
      fc.property(listed, candidates, (vacancies, candidate) => {
        const idsOf = (some: typeof vacancies) =>
          fittingVacancies(candidate, some, KNOWLEDGE).map(({ vacancy }) => vacancy.id);
        expect(idsOf(vacancies.toReversed())).toEqual(idsOf(vacancies));
        const scores = fittingVacancies(candidate, vacancies, KNOWLEDGE).map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      }),
    );
  });

  it('stand in the order in which they close when they fit equally, then by id, and no more than asked for', () => {
    const make = (id: string, closingDate: string | null) => ({
      ...BLANK_VACANCY,
      occupationId: OCCUPATIONS[0],
      id,
      closingDate,
    });
    const candidate = { ...BLANK_CANDIDATE, preferredOccupationIds: [OCCUPATIONS[0]] };
    const vacancies = [make('d', null), make('c', '2027-01-01'), make('b', '2026-12-01'), make('a', '2027-01-01')];
    const found = fittingVacancies(candidate, vacancies, KNOWLEDGE, 3);
    expect(found.map(({ vacancy }) => vacancy.id)).toEqual(['b', 'a', 'c']);
  });

  it('leave out what fits for less than a quarter, and a vacancy that asks nothing', () => {
    const vacancy = { ...BLANK_VACANCY, id: 'v', closingDate: null };
    expect(fittingVacancies(BLANK_CANDIDATE, [vacancy], KNOWLEDGE)).toEqual([]);
    const asking = { ...vacancy, occupationId: OCCUPATIONS[0], workingLevel: '4' as const };
    expect(fittingVacancies({ ...BLANK_CANDIDATE, workingLevel: '4' }, [asking], KNOWLEDGE)).toEqual([]);
  });
});
