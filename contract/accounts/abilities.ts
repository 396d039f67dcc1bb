import { AbilityBuilder, createMongoAbility, type MongoAbility } from '@casl/ability';
import { effectiveRights, type HeldRole } from './default-rights.ts';
import { holds, scopeOf, type Area, type Right, type RightAction, type RightScope } from './rights.ts';

export const ACTIONS = ['view', 'edit', 'create', 'print', 'administer'] as const;
export type Action = (typeof ACTIONS)[number];
export const SUBJECTS = [
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
  'Vacancy',
  'CrawledVacancy',
  'CrawlSource',
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
] as const;
export type Subject = (typeof SUBJECTS)[number];
export type Ability = MongoAbility<[Action, Subject]>;

interface Yield {
  readonly area: Area;
  readonly action: RightAction;
  /** Least scope that yields it; left out, any scope does. */
  readonly from?: RightScope;
  readonly can: readonly Action[];
  readonly on: readonly Subject[];
}

/**
 * What each right lets its holder do. What covers the whole municipality asks for the scope `ALL`: an administrator of one
 * organisation gets none of it. Rights in areas that are not here yield nothing yet.
 */
const YIELDS: readonly Yield[] = [
  { area: 'CANDIDATE', action: 'VIEW', can: ['view'], on: ['Candidate', 'PhysicalCapacity'] },
  { area: 'CANDIDATE', action: 'VIEW', can: ['view', 'edit'], on: ['Favourite', 'SavedSearch'] },
  { area: 'CANDIDATE', action: 'EXPORT', can: ['print'], on: ['Candidate'] },
  { area: 'CANDIDATE', action: 'EDIT', can: ['view', 'create'], on: ['ProfileConfirmation'] },
  { area: 'CANDIDATE_INTERNAL', action: 'VIEW', can: ['view'], on: ['CandidateInternal', 'CandidateContactData'] },
  { area: 'CONTACT_REQUEST', action: 'CREATE', can: ['create'], on: ['ContactRequest'] },
  { area: 'NOTE', action: 'VIEW', can: ['view'], on: ['Note'] },
  { area: 'NOTE', action: 'EDIT', can: ['edit'], on: ['Note'] },
  { area: 'VACANCY', action: 'VIEW', can: ['view'], on: ['Vacancy'] },
  { area: 'VACANCY', action: 'CREATE', can: ['create'], on: ['Vacancy'] },
  { area: 'VACANCY', action: 'EDIT', can: ['edit'], on: ['Vacancy'] },
  { area: 'CRAWLED_VACANCY', action: 'VIEW', can: ['view'], on: ['CrawledVacancy'] },
  { area: 'CRAWLED_VACANCY', action: 'EDIT', can: ['edit'], on: ['CrawledVacancy'] },
  { area: 'REPORT', action: 'VIEW', from: 'REGION', can: ['view'], on: ['ContactReport'] },
  { area: 'USER', action: 'VIEW', from: 'ALL', can: ['view'], on: ['Invitation'] },
  { area: 'USER', action: 'CREATE', from: 'ALL', can: ['create'], on: ['Invitation'] },
  { area: 'USER', action: 'ADMINISTER', from: 'ALL', can: ['administer'], on: ['Device'] },
  { area: 'ROLE', action: 'EDIT', can: ['edit'], on: ['Role'] },
  { area: 'ROLE', action: 'ADMINISTER', can: ['edit', 'administer'], on: ['Role'] },
  {
    ...{ area: 'SETTINGS', action: 'ADMINISTER', from: 'ALL', can: ['administer'] },
    on: ['Municipality', 'PasswordPolicy', 'Import', 'CrawlSource'],
  },
  { area: 'DATA_PROTECTION', action: 'EXPORT', from: 'ALL', can: ['create'], on: ['SubjectFile'] },
  { area: 'DATA_PROTECTION', action: 'ADMINISTER', from: 'ALL', can: ['administer'], on: ['Erasure', 'Retention'] },
  { area: 'AUDIT', action: 'VIEW', from: 'ALL', can: ['view'], on: ['AuditTrail'] },
];

/** These mean nothing without a candidate to look at. */
const NEEDS_CANDIDATES: readonly Area[] = ['CANDIDATE', 'CANDIDATE_INTERNAL', 'CONTACT_REQUEST', 'NOTE'];

function yields(rights: readonly Right[], { area, action, from }: Yield): boolean {
  if (NEEDS_CANDIDATES.includes(area) && scopeOf(rights, 'CANDIDATE', 'VIEW') === null) return false;
  return from === undefined ? scopeOf(rights, area, action) !== null : holds(rights, { area, action, scope: from });
}

/**
 * What somebody may do with his role and rights (features §5.9–5.10), never more than the maximum of his role. The server
 * enforces it on every endpoint and inside the sync feed; the renderer uses it only to leave out what would be refused.
 *
 * @throws for a role that does not exist
 */
export function abilitiesOf(account: HeldRole): Ability {
  const { can, build } = new AbilityBuilder<Ability>(createMongoAbility);
  const rights = effectiveRights(account);
  can('view', 'ReferenceData');
  can(['view', 'edit'], 'Setting');
  for (const line of YIELDS) if (yields(rights, line)) can([...line.can], [...line.on]);
  return build();
}
