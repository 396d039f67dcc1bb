import * as z from 'zod';
import { DateSchema, InstantSchema, UuidSchema } from '../common/primitives.ts';
import { codeList } from '../common/code-list.ts';
import { WORKING_LEVELS } from '../candidates/candidate-codes.ts';
import { AGREEMENT_TYPES, CONTRACT_TYPES } from './vacancy.ts';

/** Boundary of 32 hours (features §5.1). */
export const EMPLOYMENT_FRACTIONS = codeList({
  FULL_TIME: ['Voltijd', 'Full-time'],
  PART_TIME: ['Deeltijd', 'Part-time'],
});
export type EmploymentFraction = (typeof EMPLOYMENT_FRACTIONS.codes)[number];

/** From how sure on the occupation is taken for known; below it is null. */
export const LEAST_CERTAINTY = 50;

/** What is said of a job on the page of its organisation, put into our words. Nothing here was checked by a person. */
export const CrawledContentSchema = z.object({
  title: z.string().min(1).max(120),
  /** HTML that holds nothing but `p br ul ol li strong em h3 h4 a[href]`; cleaned again where it is shown. */
  descriptionHtml: z.string().max(20_000),
  /** Version of the cleaning. */
  cleanedBy: z.int().min(1),
  /** Place in our list; null when the page names none of them. */
  placeId: UuidSchema.nullable(),
  /** As the page says it, or the name in our list. */
  city: z.string().max(80),
  postcode: z.string().max(6),
  /** Hours per week. */
  hoursMin: z.int().min(0).max(99).nullable(),
  hoursMax: z.int().min(0).max(99).nullable(),
  /** Empty when the page does not say. */
  employmentFractions: z.array(EMPLOYMENT_FRACTIONS.schema),
  contractTypes: z.array(CONTRACT_TYPES.schema),
  agreementTypes: z.array(AGREEMENT_TYPES.schema),
  /** `7` when the page does not say. */
  workingLevel: WORKING_LEVELS.schema,
  /** What the page says of education, in its own words. */
  education: z.string().max(200),
  salaryText: z.string().max(100),
  occupationId: UuidSchema.nullable(),
  occupationName: z.string().max(200),
  /** How sure the occupation is, 50–100; null without an occupation. */
  occupationCertainty: z.int().min(LEAST_CERTAINTY).max(100).nullable(),
  /** Calendar day on which the organisation published it. */
  datePosted: DateSchema.nullable(),
  /** Last day, included. */
  closingDate: DateSchema.nullable(),
});
export type CrawledContent = z.infer<typeof CrawledContentSchema>;

/**
 * Collection 24: a vacancy that was found on the internet (HW-VAC-03, features §5.4); read only. For its organisation and
 * the staff of its region (§5.10).
 */
export const CrawledVacancySchema = CrawledContentSchema.extend({
  id: UuidSchema,
  organizationId: UuidSchema,
  organizationName: z.string().max(200),
  /** Page to open in the browser: http or https. */
  sourceUrl: z.string().max(1000),
  /** Host of that page, without `www.`. */
  sourceName: z.string().max(100),
  foundAt: InstantSchema,
  /** Up to a week earlier than the last look while it is online, so that nothing is sent again each night. */
  lastSeenAt: InstantSchema,
  /** Not online any more, or closed; removed 30 days later. */
  goneAt: InstantSchema.nullable(),
  /** The same job as a vacancy of HalloWerk. */
  linkedVacancyId: UuidSchema.nullable(),
});
export type CrawledVacancy = z.infer<typeof CrawledVacancySchema>;

/** Days after which what is gone is removed. */
export const CRAWLED_GONE_DAYS = 30;
