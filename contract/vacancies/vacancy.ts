import * as z from 'zod';
import { DateSchema, InstantSchema, UuidSchema } from '../common/primitives.ts';
import { codeList } from '../common/code-list.ts';
import {
  CONTACT_ROUTES,
  DRIVING_LICENCES,
  PHYSICAL_ACTIVITIES,
  SUPPORT_MODELS,
  TRANSPORT_MEANS,
  WORKING_LEVELS,
} from '../candidates/candidate-codes.ts';
import { CandidateCardSchema } from '../candidates/candidate.ts';

export const VACANCY_SOURCES = codeList({
  INTERNAL: ['Via HalloWerk', 'Through HalloWerk'],
  CRAWLED: ['Van internet', 'From the internet'],
  ATS: ['Eigen', 'Own'],
  VUM: ['Via VUM', 'Through VUM'],
});
export type VacancySource = (typeof VACANCY_SOURCES.codes)[number];

export const CONTRACT_TYPES = codeList({
  O: ['Onbepaalde tijd', 'Permanent'],
  B: ['Bepaalde tijd', 'Fixed term'],
});

export const AGREEMENT_TYPES = codeList({
  '01': ['Reguliere vacature', 'Regular vacancy'],
  '02': ['Leerbaan', 'Work and study'],
  '03': ['Vrijwilligerswerk', 'Voluntary work'],
  '04': ['Werkervaringsplaats', 'Work experience placement'],
});

export const VACANCY_STATES = codeList({
  DRAFT: ['Concept', 'Draft'],
  ACTIVE: ['Actief', 'Active'],
  ARCHIVED: ['Gearchiveerd', 'Archived'],
});
export type VacancyState = (typeof VACANCY_STATES.codes)[number];

export const VACANCY_CREATORS = codeList({
  ACCOUNT_MANAGER: ['Accountmanager', 'Account manager'],
  EMPLOYER: ['Werkgever', 'Employer'],
});
export type VacancyCreator = (typeof VACANCY_CREATORS.codes)[number];

/** The three service models in the words of HW-VFL-08; the codes are those that candidates share (§2.2). */
export const VACANCY_SUPPORT_MODELS = codeList({
  SELF_SERVICE: ['Self-service door werkgever', 'Self-service by the employer'],
  SHARED: ['Werkgever samen met accountmanager', 'Employer together with the account manager'],
  FULL: ['Accountmanager voor de werkgever', 'Account manager for the employer'],
});

const CodesSchema = z.array(z.string().max(40)).max(50);

/** What people fill in of a vacancy (§5.4, HW-VAD); `vacancyFaults` says what is missing. */
export const VacancyFieldsSchema = z.object({
  title: z.string().max(120),
  description: z.string().max(4000),
  /** Place of the job; `city` is its name as it was chosen. */
  placeId: UuidSchema.nullable(),
  city: z.string().max(80),
  postcode: z.string().max(6),
  occupationId: UuidSchema.nullable(),
  /** Name of the occupation as it was chosen, or what a source without codes calls it. */
  occupationName: z.string().max(200),
  /** `7` while nobody chose one. */
  workingLevel: WORKING_LEVELS.schema,
  /** Hours per week. */
  hoursMin: z.int().min(0).max(99).nullable(),
  hoursMax: z.int().min(0).max(99).nullable(),
  startDate: DateSchema.nullable(),
  endDate: DateSchema.nullable(),
  /** Last day, included. */
  closingDate: DateSchema.nullable(),
  /** Places, and vacancies (6.18). */
  openPositions: z.int().min(1).max(999),
  vacancyCount: z.int().min(1).max(999),
  contactPersonId: UuidSchema.nullable(),
  contactRoute: CONTACT_ROUTES.schema,
  supportModel: SUPPORT_MODELS.schema,
  contractTypes: z.array(CONTRACT_TYPES.schema),
  agreementTypes: z.array(AGREEMENT_TYPES.schema),
  salaryText: z.string().max(100),
  drivingLicences: z.array(DRIVING_LICENCES.schema),
  transport: z.array(TRANSPORT_MEANS.schema),
  /** Codes of reference items. */
  languages: CodesSchema,
  certificates: CodesSchema,
  workingTimes: CandidateCardSchema.shape.workingTimes,
  physicalDemands: z.array(PHYSICAL_ACTIVITIES.schema),
  skills: z.array(z.string().trim().min(1).max(120)).max(50),
});
export type VacancyFields = z.infer<typeof VacancyFieldsSchema>;

export const BLANK_VACANCY: VacancyFields = {
  title: '',
  description: '',
  placeId: null,
  city: '',
  postcode: '',
  occupationId: null,
  occupationName: '',
  workingLevel: '7',
  hoursMin: null,
  hoursMax: null,
  startDate: null,
  endDate: null,
  closingDate: null,
  openPositions: 1,
  vacancyCount: 1,
  contactPersonId: null,
  contactRoute: 'VIA_ACCOUNT_MANAGER',
  supportModel: 'SHARED',
  contractTypes: [],
  agreementTypes: [],
  salaryText: '',
  drivingLicences: [],
  transport: [],
  languages: [],
  certificates: [],
  workingTimes: [],
  physicalDemands: [],
  skills: [],
};

/**
 * Fields that are written together: what one person changes in a group while another changes it too, is a choice
 * (guarded merge, docs/add-a-domain.md). Every field is in exactly one group.
 */
export const VACANCY_GROUPS = {
  title: ['title'],
  description: ['description'],
  place: ['placeId', 'city', 'postcode'],
  occupation: ['occupationId', 'occupationName'],
  level: ['workingLevel'],
  hours: ['hoursMin', 'hoursMax'],
  period: ['startDate', 'endDate'],
  closing: ['closingDate'],
  positions: ['openPositions', 'vacancyCount'],
  contactPerson: ['contactPersonId'],
  contactRoute: ['contactRoute'],
  support: ['supportModel'],
  conditions: ['contractTypes', 'agreementTypes', 'salaryText'],
  requirements: [
    'drivingLicences',
    'transport',
    'languages',
    'certificates',
    'workingTimes',
    'physicalDemands',
    'skills',
  ],
} as const satisfies Record<string, readonly (keyof VacancyFields)[]>;
export type VacancyGroup = keyof typeof VACANCY_GROUPS;
export const VACANCY_GROUP_NAMES = Object.keys(VACANCY_GROUPS) as [VacancyGroup, ...VacancyGroup[]];
export const VacancyGroupSchema = z.enum(VACANCY_GROUP_NAMES);

/** Which edit a group holds: a new random id for every edit, so that two edits are never taken for one. */
export const VacancyRevisionsSchema = z.partialRecord(VacancyGroupSchema, UuidSchema);
export type VacancyRevisions = z.infer<typeof VacancyRevisionsSchema>;

/** Collection 4, version 2. Names of people stand in `PersonSchema` rows, except the one who made it. */
export const VacancySchema = VacancyFieldsSchema.extend({
  id: UuidSchema,
  source: VACANCY_SOURCES.schema,
  vacancyNumber: z.string().max(50),
  /** Null for what an import brought: it belongs to no organisation here. */
  organizationId: UuidSchema.nullable(),
  organizationName: z.string().max(200),
  status: VACANCY_STATES.schema,
  /** Never true in the archive (HW-VED-04). */
  visibleToCandidates: z.boolean(),
  /** When it first became active. */
  publishedAt: InstantSchema.nullable(),
  createdAt: InstantSchema,
  createdById: UuidSchema.nullable(),
  createdByName: z.string().max(200),
  createdByRole: VACANCY_CREATORS.schema.nullable(),
  revisions: VacancyRevisionsSchema,
});
export type Vacancy = z.infer<typeof VacancySchema>;

/** What an import of a source without people brings; also the shape of collection 4, version 1. */
export const ImportedVacancySchema = VacancyFieldsSchema.pick({
  title: true,
  description: true,
  city: true,
  postcode: true,
  occupationId: true,
  workingLevel: true,
  hoursMin: true,
  hoursMax: true,
  startDate: true,
  endDate: true,
  closingDate: true,
  contractTypes: true,
  agreementTypes: true,
  supportModel: true,
  drivingLicences: true,
  transport: true,
  salaryText: true,
}).extend({
  id: UuidSchema,
  source: VACANCY_SOURCES.schema,
  vacancyNumber: z.string().max(50),
  organizationName: z.string().max(200),
  publishedAt: InstantSchema.nullable(),
});
export type ImportedVacancy = z.infer<typeof ImportedVacancySchema>;

/**
 * A group of fields that lost from another edit of the same vacancy (collection 22): only its author gets it, and it
 * stays until he chose.
 */
export const VacancyConflictSchema = z.object({
  id: UuidSchema,
  vacancyId: UuidSchema,
  group: VacancyGroupSchema,
  /** The fields of the group as he wrote them; not in the vacancy now. */
  other: VacancyFieldsSchema.partial(),
  createdAt: InstantSchema,
});
export type VacancyConflict = z.infer<typeof VacancyConflictSchema>;

/**
 * Collection 23: who is who around vacancies. Employers' people for their colleagues and the staff of the region, account
 * managers for the staff of the region and the organisations they serve (§5.10).
 */
export const PersonSchema = z.object({
  id: UuidSchema,
  fullName: z.string().max(200),
  role: VACANCY_CREATORS.schema,
  organizationId: UuidSchema,
  organizationName: z.string().max(200),
  /** Account manager of the organisation; null for account managers themselves. */
  accountManagerId: UuidSchema.nullable(),
  email: z.string().max(254),
  phone: z.string().max(20),
});
export type Person = z.infer<typeof PersonSchema>;

/** The fields of the given groups. */
export function fieldsOfGroups(fields: VacancyFields, groups: readonly VacancyGroup[]): Partial<VacancyFields> {
  const names = groups.flatMap((group): readonly (keyof VacancyFields)[] => VACANCY_GROUPS[group]);
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

/** The fields that people fill in, out of a whole vacancy. */
export function vacancyFields(vacancy: VacancyFields): VacancyFields {
  return fieldsOfGroups(vacancy, VACANCY_GROUP_NAMES) as VacancyFields;
}

/** Groups in which two versions differ, in the order of the form. */
export function changedGroups(before: VacancyFields, after: VacancyFields): readonly VacancyGroup[] {
  return VACANCY_GROUP_NAMES.filter((group) =>
    VACANCY_GROUPS[group].some((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field])),
  );
}

/** Groups of which a part of the fields is given. */
export function groupsOf(part: Partial<VacancyFields>): readonly VacancyGroup[] {
  return VACANCY_GROUP_NAMES.filter((group) => VACANCY_GROUPS[group].some((field) => part[field] !== undefined));
}
