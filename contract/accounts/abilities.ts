import { AbilityBuilder, createMongoAbility, type MongoAbility } from '@casl/ability';
import { assertNever } from '../common/assert-never.ts';
import type { Role } from './account.ts';

export type Action = 'view' | 'edit' | 'create' | 'print' | 'administer';
export type Subject =
  | 'Candidate'
  | 'CandidateInternal'
  | 'CandidateContactData'
  | 'PhysicalCapacity'
  | 'Favourite'
  | 'Note'
  | 'ContactRequest'
  | 'ContactReport'
  | 'ProfileConfirmation'
  | 'SavedSearch'
  | 'Setting'
  | 'ReferenceData'
  | 'Device'
  | 'Invitation'
  | 'Import'
  | 'Role'
  | 'Municipality'
  | 'PasswordPolicy'
  | 'AuditTrail'
  | 'SubjectFile'
  | 'Erasure'
  | 'Retention';
export type Ability = MongoAbility<[Action, Subject]>;

/**
 * What a role may do (features §5.9–5.10). The server enforces it on every endpoint and inside the sync feed; the
 * renderer uses it only to leave out what would be refused.
 */
export function abilitiesFor(role: Role): Ability {
  const { can, build } = new AbilityBuilder<Ability>(createMongoAbility);
  can(['view', 'print'], 'Candidate');
  can('view', 'ReferenceData');
  can(['view', 'edit'], ['Favourite', 'Note', 'SavedSearch', 'Setting']);
  switch (role) {
    case 'EMPLOYER':
      can('view', 'PhysicalCapacity');
      can('create', 'ContactRequest');
      break;
    case 'ACCOUNT_MANAGER':
      can('view', ['CandidateInternal', 'CandidateContactData', 'PhysicalCapacity']);
      can('create', 'ContactRequest');
      can('view', 'ContactReport');
      can(['view', 'create'], ['ProfileConfirmation', 'Invitation']);
      break;
    case 'CASE_MANAGER':
      can('view', ['CandidateInternal', 'CandidateContactData', 'PhysicalCapacity']);
      can(['view', 'create'], 'ProfileConfirmation');
      break;
    case 'MUNICIPAL_ADMINISTRATOR':
      can('view', ['CandidateInternal', 'CandidateContactData', 'PhysicalCapacity']);
      can('administer', ['Import', 'Device', 'Role', 'Municipality', 'PasswordPolicy', 'Erasure', 'Retention']);
      can('view', 'AuditTrail');
      can('create', 'SubjectFile');
      can(['view', 'create'], 'Invitation');
      break;
    default:
      assertNever(role);
  }
  return build();
}
