import * as z from 'zod';
import { CONTACT_ROUTES, SUPPORT_MODELS } from '../candidates/candidate-codes.ts';
import { foldText } from '../common/fold-text.ts';
import { VACANCY_CREATORS, VACANCY_SOURCES, VACANCY_STATES, type Vacancy } from './vacancy.ts';

/** Columns of the overview (HW-VMG-02); each sorts both ways (HW-VMG-03). */
export const VACANCY_COLUMNS = [
  'title',
  'occupation',
  'organization',
  'city',
  'createdAt',
  'closingDate',
  'visible',
  'createdBy',
  'proposals',
  'status',
] as const;
export type VacancyColumn = (typeof VACANCY_COLUMNS)[number];

export const VacancySortSchema = z.object({ column: z.enum(VACANCY_COLUMNS), descending: z.boolean() });
export type VacancySort = z.infer<typeof VacancySortSchema>;

/** HW-VFL; null is 'Alle'. */
export const VacancyFiltersSchema = z.object({
  contactRoute: CONTACT_ROUTES.schema.nullable(),
  status: VACANCY_STATES.schema.nullable(),
  closing: z.enum(['FUTURE', 'EXPIRED']).nullable(),
  visible: z.boolean().nullable(),
  /** With or without proposed candidates. */
  proposals: z.boolean().nullable(),
  createdByRole: VACANCY_CREATORS.schema.nullable(),
  supportModel: SUPPORT_MODELS.schema.nullable(),
});
export type VacancyFilters = z.infer<typeof VacancyFiltersSchema>;

export const NO_VACANCY_FILTERS: VacancyFilters = {
  contactRoute: null,
  status: null,
  closing: null,
  visible: null,
  proposals: null,
  createdByRole: null,
  supportModel: null,
};

/** Rows on one page (HW-VMG-04). */
export const VACANCIES_PAGE_SIZE = 20;

export const VacancyListQuerySchema = z.object({
  /** Every word occurs in title, function or location (HW-VMG-07); empty for all. */
  text: z.string().max(100),
  filters: VacancyFiltersSchema,
  sources: z.array(VACANCY_SOURCES.schema).min(1),
  sort: VacancySortSchema,
  offset: z.int().min(0),
  limit: z.int().min(1).max(200),
});
export type VacancyListQuery = z.infer<typeof VacancyListQuerySchema>;

/** 'Vacatures beheren' as it opens: active ones of HalloWerk, the newest first. */
export const DEFAULT_VACANCY_QUERY: VacancyListQuery = {
  text: '',
  filters: { ...NO_VACANCY_FILTERS, status: 'ACTIVE' },
  sources: ['INTERNAL'],
  sort: { column: 'createdAt', descending: true },
  offset: 0,
  limit: VACANCIES_PAGE_SIZE,
};

/** What a list needs to know of a vacancy. `proposals`: those not withdrawn. */
export type ListedVacancy = Pick<
  Vacancy,
  | 'id'
  | 'source'
  | 'title'
  | 'occupationName'
  | 'organizationName'
  | 'city'
  | 'createdAt'
  | 'closingDate'
  | 'visibleToCandidates'
  | 'createdByName'
  | 'createdByRole'
  | 'contactRoute'
  | 'status'
  | 'supportModel'
> & { readonly proposals: number };

/** A listed vacancy with its texts folded once, so that filtering and sorting many costs no folding. */
export interface VacancyEntry {
  readonly listed: ListedVacancy;
  /** Title, function and location, in lower case without diacritics. */
  readonly words: string;
  /** By column: folded text, number, or instant. */
  readonly keys: Readonly<Record<VacancyColumn, string | number>>;
}

const CREATOR_ORDER = { ACCOUNT_MANAGER: 'accountmanager', EMPLOYER: 'werkgever' } as const;
/** Sorts after every date: a vacancy without closing date is the last to close. */
const NEVER = '9999-12-31';

export function vacancyEntry(listed: ListedVacancy): VacancyEntry {
  const title = foldText(listed.title);
  const occupation = foldText(listed.occupationName);
  const city = foldText(listed.city);
  const creator = listed.createdByRole === null ? '' : CREATOR_ORDER[listed.createdByRole];
  return {
    listed,
    words: `${title}\n${occupation}\n${city}`,
    keys: {
      title,
      occupation,
      organization: foldText(listed.organizationName),
      city,
      createdAt: Date.parse(listed.createdAt),
      closingDate: listed.closingDate ?? NEVER,
      visible: listed.visibleToCandidates ? 0 : 1,
      createdBy: `${creator} ${foldText(listed.createdByName)}`,
      proposals: listed.proposals,
      status: VACANCY_STATES.codes.indexOf(listed.status),
    },
  };
}

export type VacancyTest = (entry: VacancyEntry) => boolean;

/** Whether a vacancy is in the list (HW-VFL: every filter holds; HW-VMG-07). `today`: calendar day in Amsterdam. */
export function matchesVacancy(entry: VacancyEntry, query: VacancyListQuery, today: string): boolean {
  return vacancyTest(query, today)(entry);
}

/** As `matchesVacancy`, made once for many. */
export function vacancyTest({ text, filters, sources }: VacancyListQuery, today: string): VacancyTest {
  const words = foldText(text)
    .split(/\s+/u)
    .filter((word) => word !== '');
  return ({ listed, words: found }) =>
    sources.includes(listed.source) &&
    holds(filters.status, listed.status) &&
    holds(filters.contactRoute, listed.contactRoute) &&
    holds(filters.visible, listed.visibleToCandidates) &&
    holds(filters.proposals, listed.proposals > 0) &&
    holds(filters.createdByRole, listed.createdByRole) &&
    holds(filters.supportModel, listed.supportModel) &&
    (filters.closing === null || filters.closing === (isExpired(listed, today) ? 'EXPIRED' : 'FUTURE')) &&
    words.every((word) => found.includes(word));
}

function holds<T>(wanted: T | null, actual: T | null): boolean {
  return wanted === null || wanted === actual;
}

/** *Verlopen* (§5.4): the closing date is before today; without one it never closes. */
export function isExpired({ closingDate }: Pick<Vacancy, 'closingDate'>, today: string): boolean {
  return closingDate !== null && closingDate < today;
}

/** Order of a list: by the column, equal ones by title and then by id, so that it is always the same. */
export function compareVacancies(one: VacancyEntry, other: VacancyEntry, sort: VacancySort): number {
  const order = compareKeys(one.keys[sort.column], other.keys[sort.column]);
  if (order !== 0) return sort.descending ? -order : order;
  return compareKeys(one.keys.title, other.keys.title) || compareKeys(one.listed.id, other.listed.id);
}

function compareKeys(one: string | number, other: string | number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
