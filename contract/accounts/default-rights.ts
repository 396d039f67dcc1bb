import { assertNever } from '../common/assert-never.ts';
import type { Role } from './account.ts';
import { limitedTo, normalised, type Area, type Right, type RightAction, type RightScope } from './rights.ts';

function rights(scope: RightScope, lines: Partial<Record<Area, readonly RightAction[]>>): readonly Right[] {
  return Object.entries(lines).flatMap(([area, actions]) =>
    (actions ?? []).map((action) => ({ area: area as Area, action, scope })),
  );
}

/** Looking for people in every connected region, and the notes of the own organisation. */
const MATCHING = [
  ...rights('CONNECTED_REGIONS', { CANDIDATE: ['VIEW', 'EXPORT'] }),
  ...rights('ORGANIZATION', { NOTE: ['VIEW', 'EDIT'] }),
];
const CASE_FILES = rights('REGION', { CANDIDATE_INTERNAL: ['VIEW'] });
const CONFIRMING = rights('REGION', { CANDIDATE: ['EDIT'] });
const CONTACT = rights('ALL', { CONTACT_REQUEST: ['CREATE'] });
const EMPLOYER = [
  ...MATCHING,
  ...CONTACT,
  ...rights('ORGANIZATION', { PROPOSAL: ['VIEW'], VACANCY: ['VIEW'], CRAWLED_VACANCY: ['VIEW'] }),
];
const VACANCY_MANAGEMENT = rights('ORGANIZATION', {
  VACANCY: ['CREATE', 'EDIT', 'DELETE', 'PUBLISH'],
  CRAWLED_VACANCY: ['EDIT'],
});
const SERVING_EMPLOYERS = [
  ...MATCHING,
  ...CASE_FILES,
  ...CONFIRMING,
  ...CONTACT,
  ...rights('REGION', {
    PROPOSAL: ['VIEW', 'CREATE', 'EDIT'],
    VACANCY: ['VIEW', 'CREATE', 'EDIT', 'DELETE', 'PUBLISH'],
    CRAWLED_VACANCY: ['VIEW', 'EDIT'],
    REPORT: ['VIEW'],
  }),
];
const RECRUITMENT = rights('ORGANIZATION', {
  VACANCY: ['VIEW', 'CREATE', 'EDIT', 'DELETE', 'PUBLISH'],
  APPLICATION: ['VIEW', 'CREATE', 'EDIT', 'DELETE', 'EXPORT'],
  TALENT_POOL: ['VIEW', 'CREATE', 'EDIT', 'DELETE'],
  TEMPLATE: ['VIEW', 'CREATE', 'EDIT', 'DELETE'],
  WORKFLOW: ['VIEW', 'CREATE', 'EDIT', 'DELETE'],
  ORG_STRUCTURE: ['VIEW', 'EDIT'],
  CAREER_SITE: ['VIEW', 'EDIT', 'PUBLISH'],
  REPORT: ['VIEW'],
});
const COMPANY_ADMINISTRATION = rights('ORGANIZATION', {
  USER: ['VIEW', 'CREATE', 'ADMINISTER'],
  ROLE: ['EDIT', 'ADMINISTER'],
  SETTINGS: ['ADMINISTER'],
});
const PRIVACY_OF_COMPANY = rights('ORGANIZATION', { DATA_PROTECTION: ['EXPORT', 'ADMINISTER'], AUDIT: ['VIEW'] });
const APPROVING = [
  ...rights('ORG_UNIT', { TIMESHEET: ['VIEW', 'APPROVE', 'EXPORT'], PLACEMENT: ['VIEW'] }),
  ...rights('ORGANIZATION', { NEWS: ['VIEW'] }),
];
const SIGNING = [
  ...rights('ORG_UNIT', { FLEX_DOCUMENT: ['VIEW', 'SIGN'], CONTRACT: ['VIEW', 'SIGN'], PLACEMENT: ['VIEW'] }),
  ...rights('ORGANIZATION', { NEWS: ['VIEW'] }),
];
const FINANCE = rights('ORGANIZATION', { INVOICE: ['VIEW', 'EXPORT'], PAYMENT: ['VIEW'], NEWS: ['VIEW'] });
const CLIENT_MODULES = rights('ORGANIZATION', {
  TIMESHEET: ['VIEW', 'APPROVE', 'EXPORT'],
  FLEX_DOCUMENT: ['VIEW', 'SIGN'],
  CONTRACT: ['VIEW', 'SIGN'],
  PLACEMENT: ['VIEW'],
});

const ALL_OF: Readonly<Record<Role, readonly Right[]>> = {
  EMPLOYER,
  EMPLOYER_VACANCY_MANAGER: [...EMPLOYER, ...VACANCY_MANAGEMENT],
  ACCOUNT_MANAGER: [...SERVING_EMPLOYERS, ...rights('ALL', { USER: ['VIEW', 'CREATE'], ROLE: ['EDIT'] })],
  CASE_MANAGER: [...MATCHING, ...CASE_FILES, ...CONFIRMING],
  MUNICIPAL_ADMINISTRATOR: [
    ...MATCHING,
    ...CASE_FILES,
    ...rights('ALL', {
      DATA_PROTECTION: ['EXPORT', 'ADMINISTER'],
      USER: ['VIEW', 'CREATE', 'ADMINISTER'],
      ROLE: ['EDIT', 'ADMINISTER'],
      SETTINGS: ['ADMINISTER'],
      AUDIT: ['VIEW'],
    }),
  ],
  EXECUTOR: SERVING_EMPLOYERS,
  SUPER_ADMIN: [...RECRUITMENT, ...COMPANY_ADMINISTRATION, ...PRIVACY_OF_COMPANY],
  ATS_ADMINISTRATOR: [...RECRUITMENT, ...COMPANY_ADMINISTRATION],
  RECRUITER: rights('ORGANIZATION', {
    VACANCY: ['VIEW', 'CREATE', 'EDIT', 'PUBLISH'],
    TEMPLATE: ['VIEW', 'CREATE', 'EDIT'],
    WORKFLOW: ['VIEW'],
    CAREER_SITE: ['VIEW'],
    REPORT: ['VIEW'],
  }),
  ATS_USER: rights('TEAM', { APPLICATION: ['VIEW', 'CREATE', 'EDIT'], TALENT_POOL: ['VIEW'] }),
  REVIEWER: rights('OWN', { APPLICATION: ['VIEW'] }),
  CLIENT_APPROVER: APPROVING,
  CLIENT_SIGNER: SIGNING,
  CLIENT_FINANCE: FINANCE,
  CLIENT_ADMINISTRATOR: [...CLIENT_MODULES, ...FINANCE, ...COMPANY_ADMINISTRATION],
  BACK_OFFICE: rights('ORGANIZATION', {
    TIMESHEET: ['VIEW', 'CREATE', 'EDIT', 'EXPORT'],
    FLEX_DOCUMENT: ['VIEW', 'CREATE'],
    PLACEMENT: ['VIEW', 'CREATE', 'EDIT'],
    CONTRACT: ['VIEW', 'CREATE'],
    INVOICE: ['VIEW', 'CREATE', 'EXPORT'],
    PAYMENT: ['VIEW', 'CREATE'],
    NEWS: ['VIEW', 'PUBLISH'],
  }),
  SUPPLIER: [],
};

function mapRoles<T>(make: (role: Role) => T): Readonly<Record<Role, T>> {
  return Object.fromEntries(Object.keys(ALL_OF).map((role) => [role, make(role as Role)])) as Record<Role, T>;
}

/** What each built-in role may do (features §5.2, §5.9–5.10). A supplier may do nothing. */
export const DEFAULT_RIGHTS: Readonly<Record<Role, readonly Right[]>> = mapRoles((role) => normalised(ALL_OF[role]));

interface RoleKind {
  readonly roles: readonly Role[];
  /** Types of organisations whose people can have them (features §5.2). */
  readonly organizations: readonly string[];
}

/** Kinds of roles: what one organisation's people can ever have. A custom role never leaves the kind of its base. */
const ROLE_KINDS: readonly RoleKind[] = [
  { roles: ['EMPLOYER', 'EMPLOYER_VACANCY_MANAGER'], organizations: ['EMPLOYER', 'INTERMEDIARY', 'MUNICIPAL'] },
  { roles: ['ACCOUNT_MANAGER', 'CASE_MANAGER', 'MUNICIPAL_ADMINISTRATOR'], organizations: ['MUNICIPAL'] },
  { roles: ['EXECUTOR'], organizations: ['EXECUTOR', 'MUNICIPAL'] },
  {
    roles: ['SUPER_ADMIN', 'ATS_ADMINISTRATOR', 'RECRUITER', 'ATS_USER', 'REVIEWER'],
    organizations: ['EMPLOYER', 'INTERMEDIARY', 'STAFFING_AGENCY'],
  },
  {
    roles: ['CLIENT_APPROVER', 'CLIENT_SIGNER', 'CLIENT_FINANCE', 'CLIENT_ADMINISTRATOR'],
    organizations: ['CLIENT', 'EMPLOYER'],
  },
  { roles: ['BACK_OFFICE'], organizations: ['STAFFING_AGENCY'] },
  { roles: ['SUPPLIER'], organizations: ['SUPPLIER'] },
];

const kindOf = (role: Role): RoleKind | undefined => ROLE_KINDS.find(({ roles }) => roles.includes(role));

/** Whether somebody with one of these roles could be given the other. */
export const isSameKind = (one: Role, other: Role): boolean => kindOf(one)?.roles.includes(other) ?? false;

/** Whether people of an organisation of these types can have a role: nobody at a company works for the municipality. */
export function fitsOrganization(role: Role, types: readonly string[]): boolean {
  return kindOf(role)?.organizations.some((type) => types.includes(type)) ?? false;
}

/** Everything of its kind; administration only for a role that has it by itself. */
const MAXIMUM = mapRoles((role) => {
  const all = (kindOf(role)?.roles ?? []).flatMap((other) => DEFAULT_RIGHTS[other]);
  return normalised([...DEFAULT_RIGHTS[role], ...all.filter(({ action }) => action !== 'ADMINISTER')]);
});

/** The most that a custom role based on this one can hold. @throws for a role that does not exist */
export function maximumRights(role: Role): readonly Right[] {
  return MAXIMUM[role] ?? assertNever(role as never);
}

/** A role as somebody has it: a built-in one, or a custom one with its base. */
export interface HeldRole {
  readonly role: Role;
  readonly rights: readonly Right[];
}

/** Somebody with a role of the product, as it is. */
export function builtInRole(role: Role): HeldRole {
  return { role, rights: DEFAULT_RIGHTS[role] };
}

/** The rights that count: what a row says beyond the maximum of its base is worth nothing. */
export function effectiveRights({ role, rights: held }: HeldRole): readonly Right[] {
  if (held === DEFAULT_RIGHTS[role]) return held;
  return limitedTo(held, maximumRights(role));
}

/**
 * Who arranges something for others; his sessions are short and his devices are not remembered (security §5.2). The rights
 * to administer cannot come into a role that is based on another one.
 */
export function isAdministrator(role: Role): boolean {
  return DEFAULT_RIGHTS[role].some(({ action }) => action === 'ADMINISTER');
}

/** Built-in roles that a role may give to others of its tenant (PP-VIS-06, HR-ROLE-01, HW-VAC-05). */
export const GRANTABLE_ROLES: Readonly<Record<Role, readonly Role[]>> = {
  ...mapRoles(() => []),
  ACCOUNT_MANAGER: ['EMPLOYER', 'EMPLOYER_VACANCY_MANAGER'],
  MUNICIPAL_ADMINISTRATOR: [
    'EMPLOYER',
    'EMPLOYER_VACANCY_MANAGER',
    'ACCOUNT_MANAGER',
    'CASE_MANAGER',
    'MUNICIPAL_ADMINISTRATOR',
    'EXECUTOR',
  ],
  SUPER_ADMIN: ['SUPER_ADMIN', 'ATS_ADMINISTRATOR', 'RECRUITER', 'ATS_USER', 'REVIEWER'],
  ATS_ADMINISTRATOR: ['ATS_ADMINISTRATOR', 'RECRUITER', 'ATS_USER', 'REVIEWER'],
  CLIENT_ADMINISTRATOR: ['CLIENT_APPROVER', 'CLIENT_SIGNER', 'CLIENT_FINANCE', 'CLIENT_ADMINISTRATOR'],
};

/**
 * What somebody can give to others: what he may do himself, and what his kind of administrator arranges for others without
 * doing it. What was taken from his own role he cannot give either.
 */
export function grantableRights(giver: HeldRole): readonly Right[] {
  const arranged = GRANTABLE_ROLES[giver.role].flatMap((role) => DEFAULT_RIGHTS[role]);
  const own = DEFAULT_RIGHTS[giver.role];
  const never = arranged.filter((right) => !own.some((one) => one.area === right.area && one.action === right.action));
  return normalised([...effectiveRights(giver), ...never]);
}
