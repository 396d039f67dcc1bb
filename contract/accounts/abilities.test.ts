import { describe, expect, it } from 'vitest';
import { abilitiesFor, type Action, type Subject } from './abilities.ts';
import { ROLES, type Role } from './account.ts';

const ACTIONS: readonly Action[] = ['view', 'edit', 'create', 'print', 'administer'];
const SUBJECTS: readonly Subject[] = [
  'Candidate',
  'CandidateInternal',
  'CandidateContactData',
  'PhysicalCapacity',
  'Favourite',
  'Note',
  'ContactRequest',
  'ContactReport',
  'ProfileConfirmation',
  'SavedSearch',
  'Setting',
  'ReferenceData',
  'Device',
  'Invitation',
  'Import',
  'Role',
  'Municipality',
  'PasswordPolicy',
  'AuditTrail',
  'SubjectFile',
  'Erasure',
  'Retention',
];

const EVERYBODY = [
  'view Candidate',
  'print Candidate',
  'view ReferenceData',
  'view Favourite',
  'edit Favourite',
  'view Note',
  'edit Note',
  'view SavedSearch',
  'edit SavedSearch',
  'view Setting',
  'edit Setting',
  'view PhysicalCapacity',
];
const CONFIRMATION = ['view ProfileConfirmation', 'create ProfileConfirmation'];
const INVITING = ['view Invitation', 'create Invitation'];
const MATCHING_STAFF = [...EVERYBODY, 'view CandidateInternal', 'view CandidateContactData'];
const ADMINISTRATION = [
  ...['Import', 'Device', 'Role', 'Municipality', 'PasswordPolicy', 'Erasure', 'Retention'].map(
    (subject) => `administer ${subject}`,
  ),
  'view AuditTrail',
  'create SubjectFile',
];

/** The whole table of features §5.9–5.10 as far as it is built; anything not listed is refused. */
const TABLE: Readonly<Record<Role, readonly string[]>> = {
  EMPLOYER: [...EVERYBODY, 'create ContactRequest'],
  ACCOUNT_MANAGER: [...MATCHING_STAFF, ...CONFIRMATION, 'create ContactRequest', 'view ContactReport', ...INVITING],
  CASE_MANAGER: [...MATCHING_STAFF, ...CONFIRMATION],
  MUNICIPAL_ADMINISTRATOR: [...MATCHING_STAFF, ...ADMINISTRATION, ...INVITING],
};

describe.each(ROLES.codes)('%s', (role) => {
  it('may do exactly what the table says', () => {
    const ability = abilitiesFor(role);
    const allowed = ACTIONS.flatMap((action) =>
      SUBJECTS.filter((subject) => ability.can(action, subject)).map((subject) => `${action} ${subject}`),
    );
    expect(allowed.sort()).toEqual(TABLE[role].toSorted());
  });
});

it('keeps the internal fields and contact data of candidates from employers', () => {
  const ability = abilitiesFor('EMPLOYER');
  expect(ability.can('view', 'CandidateInternal')).toBe(false);
  expect(ability.can('view', 'CandidateContactData')).toBe(false);
});

it('refuses a role that it does not know', () => {
  expect(() => abilitiesFor('VISITOR' as Role)).toThrow('Unexpected value');
});
