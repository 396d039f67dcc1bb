import * as z from 'zod';
import { ROLES } from '../accounts/account.ts';
import { codeList } from '../common/code-list.ts';
import { UuidSchema } from '../common/primitives.ts';
import { FILTER_CATEGORIES, FilterCategorySchema } from '../reference/reference.ts';

/**
 * What a municipal administrator manages (features §5.2). Each thing has a `revision`: a change names the one that was on
 * his screen, and one that was made meanwhile by somebody else is never overwritten unseen.
 */
export const RevisionSchema = z.int().min(0);

/** The longest periods there are; a municipality can only shorten them (security §8.2). Days. */
export const LONGEST_LEASE_DAYS = 7;
export const LONGEST_WIPE_DAYS = 30;

function text(max: number, missing: string) {
  return z.string().trim().min(1, missing).max(max, `Gebruik hoogstens ${max} tekens`);
}

/** Empty, or a web address; `https` only, because people click on it. */
const WebAddressSchema = z
  .string()
  .trim()
  .max(300, 'Gebruik hoogstens 300 tekens')
  .refine((value) => value === '' || isWebAddress(value), 'Vul een volledig adres in dat begint met https://');

function isWebAddress(value: string): boolean {
  return URL.canParse(value) && new URL(value).protocol === 'https:' && new URL(value).hostname.includes('.');
}

/** A number that may be left out: null when nothing was filled in. */
function digits(count: number, message: string) {
  return z
    .string()
    .trim()
    .nullable()
    .transform((value) => (value === '' ? null : value))
    .refine((value) => value === null || (value.length === count && /^[0-9]+$/.test(value)), message);
}

function days(longest: number) {
  const message = `Kies 1 tot en met ${longest} dagen`;
  return z.int(message).min(1, message).max(longest, message);
}

export const AdministeredRegionSchema = z.object({
  code: z.string(),
  name: z.string(),
  /** Whether it takes part in the group of connected regions, which see each other's visible candidates. */
  connected: z.boolean(),
  /** The region of the administrator's municipality, the only one he can change. */
  own: z.boolean(),
  revision: RevisionSchema,
});
export type AdministeredRegion = z.infer<typeof AdministeredRegionSchema>;

export const RegionInputSchema = z.object({ name: text(80, 'Vul de naam van de regio in'), connected: z.boolean() });

/** How many people will see more, or fewer, candidates. Nobody is named. */
export const RegionPreviewSchema = z.object({ gaining: z.int().min(0), losing: z.int().min(0) });
export type RegionPreview = z.infer<typeof RegionPreviewSchema>;

export const MunicipalityInputSchema = z
  .object({
    name: text(80, 'Vul de naam van de gemeente in'),
    cbsCode: digits(4, 'Een CBS-code bestaat uit vier cijfers'),
    oin: digits(20, 'Een OIN bestaat uit twintig cijfers'),
    privacyUrl: WebAddressSchema,
    erasureProcedureUrl: WebAddressSchema,
    leaseDays: days(LONGEST_LEASE_DAYS),
    wipeDays: days(LONGEST_WIPE_DAYS),
  })
  .refine(({ leaseDays, wipeDays }) => wipeDays >= leaseDays, {
    path: ['wipeDays'],
    message: 'Wissen kan niet eerder dan vergrendelen',
    when: ({ value }) => {
      const input = value as { readonly leaseDays?: unknown; readonly wipeDays?: unknown } | null;
      return Number.isInteger(input?.leaseDays) && Number.isInteger(input?.wipeDays);
    },
  });
export const MunicipalitySchema = z.object({
  id: UuidSchema,
  name: z.string(),
  cbsCode: z.string().nullable(),
  oin: z.string().nullable(),
  privacyUrl: z.string(),
  erasureProcedureUrl: z.string(),
  /** A device that had no contact for so long locks; after `wipeDays` it destroys what it holds (sync §2.20). */
  leaseDays: z.int(),
  wipeDays: z.int(),
  revision: RevisionSchema,
});
export type Municipality = z.infer<typeof MunicipalitySchema>;

export const ShowcaseInputSchema = z.object({
  name: text(80, 'Vul de naam van de vitrine in'),
  /** Regions whose people get this showcase; a region has one at a time, so it leaves the one it had. */
  regionCodes: z
    .array(z.string().max(20))
    .max(60)
    .transform((codes) => [...new Set(codes)]),
  filterCategories: z
    .array(FilterCategorySchema)
    .min(1, 'Kies minstens één filter')
    .max(FILTER_CATEGORIES.length)
    .refine((chosen) => new Set(chosen).size === chosen.length, 'Een filter kan er maar één keer in staan'),
});
export const AdministeredShowcaseSchema = z.object({
  id: UuidSchema,
  name: z.string(),
  regionCodes: z.array(z.string()),
  filterCategories: z.array(FilterCategorySchema),
  /** False for one that others made, or that is shared with regions of others. */
  editable: z.boolean(),
  revision: RevisionSchema,
});
export type AdministeredShowcase = z.infer<typeof AdministeredShowcaseSchema>;

export const ACCOUNT_STATES = codeList({
  INVITED: ['Uitgenodigd', 'Invited'],
  SECURING: ['Beveiliging instellen', 'Setting up security'],
  ACTIVE: ['Actief', 'Active'],
  BLOCKED: ['Geblokkeerd', 'Blocked'],
  REMOVED: ['Verwijderd', 'Removed'],
});
export type AccountState = (typeof ACCOUNT_STATES.codes)[number];

export const EmployerInputSchema = z.object({
  name: text(200, 'Vul de naam van de werkgever in'),
  kvk: digits(8, 'Een KvK-nummer bestaat uit acht cijfers'),
  website: WebAddressSchema,
});
export const AdministeredEmployerSchema = z.object({
  id: UuidSchema,
  name: z.string(),
  kvk: z.string().nullable(),
  website: z.string(),
  accountManagerId: UuidSchema.nullable(),
  /** How many of its people are in which state; who was removed does not count. */
  people: z.object({ INVITED: z.int(), SECURING: z.int(), ACTIVE: z.int(), BLOCKED: z.int() }),
  revision: RevisionSchema,
});
export type AdministeredEmployer = z.infer<typeof AdministeredEmployerSchema>;

export const ServingManagerSchema = z.object({
  id: UuidSchema,
  fullName: z.string(),
  email: z.string(),
  phone: z.string(),
  state: ACCOUNT_STATES.schema,
});
export type ServingManager = z.infer<typeof ServingManagerSchema>;

export const EmployerPersonSchema = z.object({
  /** Of the account, or of the invitation of who has none yet. */
  id: UuidSchema,
  fullName: z.string(),
  email: z.string(),
  role: ROLES.schema,
  state: ACCOUNT_STATES.schema,
});
export type EmployerPerson = z.infer<typeof EmployerPersonSchema>;

export const ACCOUNT_DECISIONS = ['BLOCK', 'UNBLOCK', 'REMOVE', 'GIVE_VACANCIES', 'TAKE_VACANCIES'] as const;
export type AccountDecision = (typeof ACCOUNT_DECISIONS)[number];

/** What can be decided about an account as it is; the server decides the same (HW-VAC-05). */
export function decisionsFor({ role, state }: Pick<EmployerPerson, 'role' | 'state'>): readonly AccountDecision[] {
  if (state === 'SECURING') return ['REMOVE'];
  if (state === 'BLOCKED') return ['UNBLOCK', 'REMOVE'];
  if (state !== 'ACTIVE') return [];
  if (role === 'EMPLOYER') return ['GIVE_VACANCIES', 'BLOCK', 'REMOVE'];
  if (role === 'EMPLOYER_VACANCY_MANAGER') return ['TAKE_VACANCIES', 'BLOCK', 'REMOVE'];
  return ['BLOCK', 'REMOVE'];
}

/** Most employers in one assignment. */
export const MOST_ASSIGNED = 200;
export const AssignmentInputSchema = z.object({
  /** Null: nobody in particular serves them from now on. */
  accountManagerId: UuidSchema.nullable(),
  employers: z
    .array(z.object({ id: UuidSchema, seen: RevisionSchema }))
    .min(1, 'Kies minstens één werkgever')
    .max(MOST_ASSIGNED, `Kies hoogstens ${MOST_ASSIGNED} werkgevers tegelijk`),
});
export type AssignmentInput = z.input<typeof AssignmentInputSchema>;
