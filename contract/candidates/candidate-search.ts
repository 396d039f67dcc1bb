import * as z from 'zod';
import { codeList } from '../common/code-list.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { FilterCategorySchema } from '../reference/reference.ts';
import { TARGET_GROUPS, WORKING_LEVELS, WORK_TYPES } from './candidate-codes.ts';

/** Kinds of recognised search elements (HW-SRCH-06…12); PHYSICAL_CAPACITY is answered online only (security §8). */
export const ELEMENT_KINDS = [
  'OCCUPATION',
  'OCCUPATION_GROUP',
  'EDUCATION_LEVEL',
  'LANGUAGE',
  'DRIVING_LICENCE',
  'TARGET_GROUP',
  'EMPLOYMENT_FRACTION',
] as const;
export const ElementKindSchema = z.enum(ELEMENT_KINDS);
export type ElementKind = z.infer<typeof ElementKindSchema>;

/** Characters of one keyword. */
export const KEYWORD_MAX_LENGTH = 100;
/** Elements of one search, keywords included. */
export const MOST_TERMS = 20;

/**
 * One element of a search. A KEYWORD limits by literal occurrence, its words anywhere; words between quotation marks stand
 * side by side and have no variants (BX-10). A recognised element (`code` set) ranks, unless the
 * user made it a requirement (MUST) or excluded it (NOT) (decision 6.25).
 */
export const SearchTermSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('KEYWORD'), text: z.string().trim().min(1).max(KEYWORD_MAX_LENGTH) }),
  z.object({
    kind: ElementKindSchema,
    code: z.string().max(40),
    label: z.string().max(200),
    mode: z.enum(['MAY', 'MUST', 'NOT']),
  }),
]);
export type SearchTerm = z.infer<typeof SearchTermSchema>;

/** Times the points of a criterion: not at all, as usual, twice. Whole, so that a score stays a whole number. */
export const WEIGHTS = codeList({
  NONE: ['Telt niet mee', 'Does not count'],
  NORMAL: ['Telt mee', 'Counts'],
  DOUBLE: ['Telt dubbel', 'Counts twice'],
});
const WeightSchema = WEIGHTS.schema;
export type Weight = (typeof WEIGHTS.codes)[number];

/** The criteria of a score: the kinds of elements, the keywords together, and what every query has. */
export const CRITERIA = [...ELEMENT_KINDS, 'KEYWORD', 'DISTANCE', 'FRESHNESS'] as const;
export type Criterion = (typeof CRITERIA)[number];

/** Names one criterion of a query: an element by kind and code, the others by their kind. */
export function weightKey(criterion: Criterion, code: string | null): string {
  return code === null ? criterion : `${criterion}:${code}`;
}

export const CandidateQuerySchema = z.object({
  terms: z.array(SearchTermSchema).max(MOST_TERMS),
  placeId: UuidSchema.nullable(),
  /** Kilometres from the centre of the place; null is the whole country. Ignored without a place. */
  radiusKm: z.number().positive().max(500).nullable(),
  /** OR inside a category, AND between categories (decision 6.1). Values are option codes of the category. */
  filters: z.partialRecord(FilterCategorySchema, z.array(z.string().max(60)).max(200)),
  /** How much a criterion counts, by `weightKey`; what is not named counts once (BX-01). */
  weights: z.record(z.string().max(80), WeightSchema).optional(),
  /** Also by words that are akin to the keywords, as a second tier below literal hits (BX-10). Absent is on. */
  variants: z.boolean().optional(),
});
export type CandidateQuery = z.infer<typeof CandidateQuerySchema>;

export const EMPTY_QUERY: CandidateQuery = { terms: [], placeId: null, radiusKm: null, filters: {} };

/** One addend of a score. `state` UNKNOWN is neither hit nor miss and adds nothing. */
export const ScorePartSchema = z.object({
  criterion: z.enum(CRITERIA),
  /** Code of an element; null for keywords, distance and freshness. */
  code: z.string().nullable(),
  label: z.string(),
  state: z.enum(['HIT', 'RELATED', 'MISS', 'UNKNOWN']),
  points: z.int(),
  /** What a candidate can get for it at most, with the weight of the query. */
  most: z.int(),
});
export type ScorePart = z.infer<typeof ScorePartSchema>;

/** What a user can think of a candidate (BX-06). */
export const JUDGEMENTS = codeList({
  INTERESTING: ['Interessant', 'Interesting'],
  NO: ['Nee', 'No'],
  LATER: ['Later', 'Later'],
});

export type Judgement = (typeof JUDGEMENTS.codes)[number];

/** A line of the result list. Holds only what the row shows. */
export const CandidateSummarySchema = z.object({
  id: UuidSchema,
  name: z.string(),
  city: z.string(),
  oneLiner: z.string(),
  workTypes: z.array(WORK_TYPES.schema),
  workingLevel: WORKING_LEVELS.schema,
  targetGroups: z.array(TARGET_GROUPS.schema),
  /** Whole kilometres between the centres of two places; null without a place in the query. */
  distanceKm: z.number().nullable(),
  favourite: z.boolean(),
  lastModifiedAt: InstantSchema,
  lastConfirmedAt: InstantSchema.nullable(),
  /** Exactly the sum of `parts`. */
  score: z.number(),
  parts: z.array(ScorePartSchema),
  /** Changed since the user last looked at the saved search that is shown; false without one. */
  fresh: z.boolean(),
  /** What the user thought of him in the saved search that is shown. */
  judgement: JUDGEMENTS.schema.nullable(),
  /** True for those who meet none of the recognised elements: they stand below the divider 'Overige kandidaten'. */
  other: z.boolean(),
  /** VARIANT when a keyword occurs only in a related form: he stands below all literal hits (BX-10). */
  tier: z.enum(['LITERAL', 'VARIANT']),
});
export type CandidateSummary = z.infer<typeof CandidateSummarySchema>;

/** Counts per option, own category excluded from its own filter: what each option would give (search §1). */
export const FilterCountsSchema = z.partialRecord(FilterCategorySchema, z.record(z.string(), z.int()));
export type FilterCounts = z.infer<typeof FilterCountsSchema>;

/** How many forms can stand for one word. */
export const MOST_VARIANTS = 8;

/** A typed word, and the words that may stand for it (BX-10). A variant of several words needs all of them in the text. */
export const VariantWordSchema = z.object({
  word: z.string(),
  variants: z.array(z.string()).min(1).max(MOST_VARIANTS),
});
export type VariantWord = z.infer<typeof VariantWordSchema>;

export const CandidateSearchResultSchema = z.object({
  total: z.int(),
  /** How many literal hits stand above the divider; equals `literal` when there are no recognised elements. */
  matching: z.int(),
  /** Where in the list the second tier begins (BX-10); equals `total` without keywords or without variants. */
  literal: z.int(),
  /** What stood for the words of the keywords in the second tier; words without variants are left out. */
  variantWords: z.array(VariantWordSchema),
  items: z.array(CandidateSummarySchema),
  counts: FilterCountsSchema,
  /** Of the points: another version may put the same people in another order (BX-01). */
  rankerVersion: z.int().min(1),
});
export type CandidateSearchResult = z.infer<typeof CandidateSearchResultSchema>;

/** A line under the search field while typing. `match` says how the typed text led here. */
export const SuggestionSchema = z.object({
  kind: ElementKindSchema,
  code: z.string(),
  label: z.string(),
  /** The synonym that was recognised, when it differs from the label. */
  via: z.string().nullable(),
  match: z.enum(['PREFIX', 'WORD', 'TYPO']),
});
export type Suggestion = z.infer<typeof SuggestionSchema>;

export const PlaceSuggestionSchema = z.object({
  id: UuidSchema,
  name: z.string(),
  /** Municipality or province that tells two places of one name apart. */
  detail: z.string(),
  kind: z.enum(['PLACE', 'MUNICIPALITY', 'PC4']),
});
export type PlaceSuggestion = z.infer<typeof PlaceSuggestionSchema>;
