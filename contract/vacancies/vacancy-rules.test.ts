import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInRole } from '../accounts/default-rights.ts';
import {
  BLANK_VACANCY,
  changedGroups,
  fieldsOfGroups,
  VACANCY_GROUP_NAMES,
  VACANCY_GROUPS,
  VACANCY_STATES,
} from './vacancy.ts';
import {
  applyVacancyCommand,
  mayEditVacancy,
  mayPublishVacancy,
  possibleCommands,
  vacancyFaults,
  vacancyRights,
  VACANCY_COMMANDS,
  type VacancyStanding,
} from './vacancy-rules.ts';

const TODAY = '2026-11-23';
const COMPLETE = {
  ...BLANK_VACANCY,
  title: 'Bakker',
  description: 'Brood bakken',
  city: 'Delft',
  occupationId: '0198f3c2-0000-7000-8000-00000000000f',
  workingLevel: '4' as const,
  hoursMin: 24,
  hoursMax: 36,
  closingDate: TODAY,
  contactPersonId: '0198f3c2-0000-7000-8000-000000000001',
};
const standing: fc.Arbitrary<VacancyStanding> = fc
  .record({ status: fc.constantFrom(...VACANCY_STATES.codes), visibleToCandidates: fc.boolean() })
  .map((one) => ({ ...one, visibleToCandidates: one.visibleToCandidates && one.status !== 'ARCHIVED' }));

describe('the state machine of a vacancy', () => {
  it('never shows an archived vacancy, and nothing but PUBLISH shows one (HW-VED-04)', () => {
    fc.assert(
      fc.property(standing, fc.array(fc.constantFrom(...VACANCY_COMMANDS)), (start, commands) => {
        let now = start;
        for (const command of commands) {
          const next = applyVacancyCommand(now, command);
          if (typeof next === 'string') continue;
          expect(next.status === 'ARCHIVED' && next.visibleToCandidates).toBe(false);
          if (!now.visibleToCandidates && next.visibleToCandidates) expect(command).toBe('PUBLISH');
          expect(applyVacancyCommand(next, command)).toBe('noop');
          now = next;
        }
      }),
    );
  });

  it.each([
    [{ status: 'DRAFT', visibleToCandidates: false }, ['ACTIVATE', 'PUBLISH']],
    [{ status: 'ACTIVE', visibleToCandidates: true }, ['ARCHIVE', 'UNPUBLISH']],
    [{ status: 'ACTIVE', visibleToCandidates: false }, ['ARCHIVE', 'PUBLISH']],
    [{ status: 'ARCHIVED', visibleToCandidates: false }, ['ACTIVATE']],
  ] as const)('offers in %o exactly %o', (now, commands) => {
    expect(possibleCommands(now)).toEqual(commands);
  });
});

describe('validation (HW-VAD-14)', () => {
  it('finds nothing in a complete vacancy that closes today', () => {
    expect(vacancyFaults(COMPLETE, TODAY)).toEqual([]);
  });

  it('names all faults of an empty one at once, in the order of the form', () => {
    expect(vacancyFaults(BLANK_VACANCY, TODAY).map(({ path }) => path)).toEqual([
      ...['contactPersonId', 'title', 'description', 'placeId', 'occupationId', 'workingLevel'],
      ...['hoursMin', 'hoursMax', 'closingDate'],
    ]);
  });

  it.each([
    [{ hoursMin: 40, hoursMax: 20 }, 'hoursMax'],
    [{ hoursMax: 100 }, 'hoursMax'],
    [{ closingDate: '2026-11-22' }, 'closingDate'],
    [{ openPositions: 0 }, 'openPositions'],
    [{ vacancyCount: 0 }, 'vacancyCount'],
    [{ startDate: '2027-02-01', endDate: '2027-01-01' }, 'endDate'],
  ] as const)('sees what is wrong with %o', (change, path) => {
    expect(vacancyFaults({ ...COMPLETE, ...change }, TODAY).map((fault) => fault.path)).toEqual([path]);
  });

  it('looks only at the groups that somebody changes', () => {
    const closed = { ...COMPLETE, closingDate: '2026-01-01' };
    expect(vacancyFaults(closed, TODAY, ['title'])).toEqual([]);
    expect(vacancyFaults(closed, TODAY, ['closing'])).toHaveLength(1);
  });
});

describe('who may change a vacancy (§5.4, 6.17)', () => {
  const vacancy = { source: 'INTERNAL' as const, createdById: 'maker', organizationId: 'org', accountManagerId: 'am' };
  it.each([
    ['EMPLOYER', 'someone', 'org', false],
    ['EMPLOYER_VACANCY_MANAGER', 'someone', 'org', true],
    ['EMPLOYER_VACANCY_MANAGER', 'someone', 'other', false],
    ['ACCOUNT_MANAGER', 'am', 'town', true],
    ['ACCOUNT_MANAGER', 'maker', 'town', true],
    ['ACCOUNT_MANAGER', 'someone', 'town', false],
    ['CASE_MANAGER', 'maker', 'town', false],
    ['MUNICIPAL_ADMINISTRATOR', 'am', 'town', false],
  ] as const)('%s %s of %s: %s', (role, id, organizationId, may) => {
    const user = { ...builtInRole(role), id, organizationId };
    expect(mayEditVacancy(user, vacancy)).toBe(may);
    expect(mayPublishVacancy(user, vacancy)).toBe(may);
    expect(mayEditVacancy(user, { ...vacancy, source: 'CRAWLED' })).toBe(false);
  });

  it('knows on which side somebody stands', () => {
    expect(vacancyRights(builtInRole('ACCOUNT_MANAGER'))).toMatchObject({ propose: true, side: 'ACCOUNT_MANAGER' });
    expect(vacancyRights(builtInRole('EMPLOYER'))).toMatchObject({ create: false, view: true, side: 'EMPLOYER' });
  });
});

describe('groups of fields', () => {
  it('have every field exactly once', () => {
    const fields = VACANCY_GROUP_NAMES.flatMap((group): readonly string[] => VACANCY_GROUPS[group]);
    expect(fields.toSorted()).toEqual(Object.keys(BLANK_VACANCY).toSorted());
  });

  it('differ where a field differs', () => {
    expect(changedGroups(BLANK_VACANCY, { ...BLANK_VACANCY, hoursMax: 20, skills: ['bakken'] })).toEqual([
      'hours',
      'requirements',
    ]);
    expect(fieldsOfGroups(COMPLETE, ['hours'])).toEqual({ hoursMin: 24, hoursMax: 36 });
  });
});
