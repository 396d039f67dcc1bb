import { describe, expect, it } from 'vitest';
import { abilitiesOf, ACTIONS, SUBJECTS } from './abilities.ts';
import { ROLES, type Role } from './account.ts';
import { builtInRole, DEFAULT_RIGHTS } from './default-rights.ts';

const EVERYBODY = ['view ReferenceData', 'view Setting', 'edit Setting'];
const MATCHING = [
  ...EVERYBODY,
  'view Candidate',
  'print Candidate',
  'view Favourite',
  'edit Favourite',
  'view Note',
  'edit Note',
  'view SavedSearch',
  'edit SavedSearch',
  'view PhysicalCapacity',
];
const CONFIRMATION = ['view ProfileConfirmation', 'create ProfileConfirmation'];
const INVITING = ['view Invitation', 'create Invitation'];
const STAFF = [...MATCHING, 'view CandidateInternal', 'view CandidateContactData'];
const READ_VACANCIES = ['view Vacancy', 'view CrawledVacancy'];
const VACANCIES = ['view Vacancy', 'create Vacancy', 'edit Vacancy'];
const CRAWLED = ['view CrawledVacancy', 'edit CrawledVacancy'];
const SERVING = [...STAFF, ...CONFIRMATION, ...VACANCIES, ...CRAWLED, 'create ContactRequest', 'view ContactReport'];
const ROLE_MAKING = ['edit Role', 'administer Role'];
const ADMINISTRATION = [
  ...['Import', 'CrawlSource', 'Device', 'Municipality', 'PasswordPolicy', 'Erasure', 'Retention'].map(
    (one) => `administer ${one}`,
  ),
  ...ROLE_MAKING,
  'view AuditTrail',
  'create SubjectFile',
];
const EMPLOYER = [...MATCHING, ...READ_VACANCIES, 'create ContactRequest'];

/** The whole table of features §5.9–5.10 as far as it is built; anything not listed is refused. */
const TABLE: Readonly<Record<Role, readonly string[]>> = {
  EMPLOYER,
  EMPLOYER_VACANCY_MANAGER: [...EMPLOYER, 'create Vacancy', 'edit Vacancy', 'edit CrawledVacancy'],
  ACCOUNT_MANAGER: [...SERVING, ...INVITING, 'edit Role'],
  CASE_MANAGER: [...STAFF, ...CONFIRMATION],
  MUNICIPAL_ADMINISTRATOR: [...STAFF, ...ADMINISTRATION, ...INVITING],
  EXECUTOR: SERVING,
  SUPER_ADMIN: [...EVERYBODY, ...VACANCIES, ...ROLE_MAKING],
  ATS_ADMINISTRATOR: [...EVERYBODY, ...VACANCIES, ...ROLE_MAKING],
  RECRUITER: [...EVERYBODY, ...VACANCIES],
  ATS_USER: EVERYBODY,
  REVIEWER: EVERYBODY,
  CLIENT_APPROVER: EVERYBODY,
  CLIENT_SIGNER: EVERYBODY,
  CLIENT_FINANCE: EVERYBODY,
  CLIENT_ADMINISTRATOR: [...EVERYBODY, ...ROLE_MAKING],
  BACK_OFFICE: EVERYBODY,
  SUPPLIER: EVERYBODY,
};

describe.each(ROLES.codes)('%s', (role) => {
  it('may do exactly what the table says', () => {
    const ability = abilitiesOf(builtInRole(role));
    const allowed = ACTIONS.flatMap((action) =>
      SUBJECTS.filter((subject) => ability.can(action, subject)).map((subject) => `${action} ${subject}`),
    );
    expect(allowed.sort()).toEqual(TABLE[role].toSorted());
  });
});

it('keeps the internal fields and contact data of candidates from employers (PP-DAT-05–11)', () => {
  for (const role of ['EMPLOYER', 'EMPLOYER_VACANCY_MANAGER'] as const) {
    const ability = abilitiesOf({ role, rights: DEFAULT_RIGHTS.MUNICIPAL_ADMINISTRATOR });
    expect(ability.can('view', 'CandidateInternal')).toBe(false);
    expect(ability.can('view', 'CandidateContactData')).toBe(false);
  }
});

it('gives vacancy management to an employer on top of what he has (HW-VAC-05)', () => {
  const [before, after] = [builtInRole('EMPLOYER'), builtInRole('EMPLOYER_VACANCY_MANAGER')].map(abilitiesOf);
  expect([before?.can('edit', 'Vacancy'), after?.can('edit', 'Vacancy')]).toEqual([false, true]);
});

it('refuses a role that it does not know', () => {
  expect(() => abilitiesOf({ role: 'VISITOR' as Role, rights: [] })).toThrow('Unexpected value');
});
