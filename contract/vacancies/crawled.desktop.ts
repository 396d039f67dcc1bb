import * as z from 'zod';
import { desktopApi } from '../app/app.desktop.ts';
import { CandidateQuerySchema } from '../candidates/candidate-search.ts';
import { WORKING_LEVELS } from '../candidates/candidate-codes.ts';
import { UuidSchema } from '../common/primitives.ts';
import { CrawledVacancySchema, EMPLOYMENT_FRACTIONS } from './crawled-vacancy.ts';
import { CONTRACT_TYPES, VacancyFieldsSchema } from './vacancy.ts';

/** 'Vacatures van internet' as asked for (HW-VIN-02/03); of an empty filter everything is wanted, of several one. */
export const CrawledListQuerySchema = z.object({
  /** Every word occurs in title, occupation, employer or place. */
  text: z.string().max(100),
  /** Codes of reference items of kind OCCUPATION_FIELD. */
  fields: z.array(z.string().max(40)).max(50),
  levels: z.array(WORKING_LEVELS.schema),
  fractions: z.array(EMPLOYMENT_FRACTIONS.schema),
  contractTypes: z.array(CONTRACT_TYPES.schema),
  offset: z.int().min(0),
  limit: z.int().min(1).max(200),
});
export type CrawledListQuery = z.infer<typeof CrawledListQuerySchema>;

export const CrawledRowSchema = CrawledVacancySchema.pick({
  id: true,
  title: true,
  organizationName: true,
  city: true,
  occupationId: true,
  occupationName: true,
  workingLevel: true,
  employmentFractions: true,
  contractTypes: true,
  foundAt: true,
  goneAt: true,
});
export type CrawledRow = z.infer<typeof CrawledRowSchema>;

export const CrawledDetailSchema = z.object({
  vacancy: CrawledVacancySchema,
  /** Name of the field of work; null when the occupation is not known. */
  field: z.string().nullable(),
  /** Whether this user can make a vacancy of HalloWerk of it; not when there is one already. */
  mayAdopt: z.boolean(),
});
export type CrawledDetail = z.infer<typeof CrawledDetailSchema>;

const ById = z.object({ id: UuidSchema });

/** Vacancies that were found on the internet; from the cache, so also without a connection. */
export const CRAWLED_DESKTOP_API = {
  /** The newest first, those that are gone left out. `fields`: the fields of work to choose from. */
  list: desktopApi.input(CrawledListQuerySchema).output(
    z.object({
      total: z.int(),
      items: z.array(CrawledRowSchema),
      fields: z.array(z.object({ code: z.string(), name: z.string() })),
    }),
  ),
  get: desktopApi.input(ById).output(CrawledDetailSchema),
  /** 'Zoek kandidaten' (HW-VIN-05): the query to open the explorer with. */
  searchFor: desktopApi.input(ById).output(CandidateQuerySchema),
  /** The contents of a new vacancy of HalloWerk; for account managers. REFUSED `not-allowed`. */
  adopt: desktopApi.input(ById).output(z.object({ organizationId: UuidSchema, fields: VacancyFieldsSchema })),
};
