import * as z from 'zod';
import { UuidSchema } from '../common/primitives.ts';

/** Lists that every user has in his cache (scope `pub`): occupations with their relations, places, configurable codes. */
export const OccupationSchema = z.object({
  id: UuidSchema,
  code: z.string().max(20),
  name: z.string().max(200),
  synonyms: z.array(z.string().max(200)),
  /** Code of a `reference_item` of kind OCCUPATION_GROUP. */
  groupCode: z.string().nullable(),
  /** Neighbours by taxonomy; weight 0–1, 1 being the same work. */
  related: z.array(z.object({ id: UuidSchema, weight: z.number().min(0).max(1) })),
  description: z.string().max(4000),
  source: z.enum(['PRODUCT', 'ESCO']),
});
export type Occupation = z.infer<typeof OccupationSchema>;

export const PLACE_KINDS = ['PLACE', 'MUNICIPALITY', 'PC4'] as const;
export const PlaceSchema = z.object({
  id: UuidSchema,
  kind: z.enum(PLACE_KINDS),
  /** CBS code (WP…, GM…) or the four digits of the postcode area; our own code where no official list was imported. */
  code: z.string().max(20),
  name: z.string().max(80),
  municipality: z.string().max(80),
  province: z.string().max(40),
  /** Degrees WGS 84. */
  lat: z.number(),
  lon: z.number(),
  population: z.int().nullable(),
});
export type Place = z.infer<typeof PlaceSchema>;

export const REFERENCE_KINDS = ['OCCUPATION_FIELD', 'OCCUPATION_GROUP', 'CERTIFICATE', 'LANGUAGE'] as const;
export const ReferenceItemSchema = z.object({
  id: UuidSchema,
  kind: z.enum(REFERENCE_KINDS),
  code: z.string().max(40),
  name: z.string().max(200),
  /** OCCUPATION_GROUP: code of its field. */
  parentCode: z.string().nullable(),
});
export type ReferenceItem = z.infer<typeof ReferenceItemSchema>;

/** The twelve categories of HW-FILT-08…19, in default order. A showcase may leave out or reorder them (HW-EXP-07). */
export const FILTER_CATEGORIES = [
  'workType',
  'workingLevel',
  'drivingLicence',
  'transport',
  'certificate',
  'targetGroup',
  'physicalCapacity',
  'language',
  'availability',
  'workingTimes',
  'contact',
  'lastModified',
] as const;
export const FilterCategorySchema = z.enum(FILTER_CATEGORIES);
export type FilterCategory = z.infer<typeof FilterCategorySchema>;

/** Etalage: one configured explorer. */
export const ShowcaseSchema = z.object({
  id: UuidSchema,
  name: z.string().max(80),
  regionCodes: z.array(z.string()),
  filterCategories: z.array(FilterCategorySchema),
});
export type Showcase = z.infer<typeof ShowcaseSchema>;
