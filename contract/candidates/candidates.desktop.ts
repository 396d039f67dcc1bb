import * as z from 'zod';
import { UuidSchema } from '../common/primitives.ts';
import { desktopApi } from '../app/app.desktop.ts';
import { CandidateCardSchema, CandidateCaseSchema, PhysicalCapacitySchema } from './candidate.ts';
import {
  CandidateQuerySchema,
  CandidateSearchResultSchema,
  CandidateSummarySchema,
  PlaceSuggestionSchema,
  SuggestionSchema,
} from './candidate-search.ts';
import { NOTE_SCOPES, NoteSchema, NoteTextSchema } from './note.ts';
import { FilterCategorySchema } from '../reference/reference.ts';

/** The profile as this user may see it: a case for matching staff of the region, a card for everybody else. */
export const CandidateDetailSchema = z.object({
  card: CandidateCardSchema,
  /** The fields for matching staff (§5.9); null for employers, who never receive them. */
  internal: CandidateCaseSchema.pick({
    email: true,
    phone: true,
    postcode: true,
    visibleToEmployers: true,
    internal: true,
  }).nullable(),
  favourite: z.boolean(),
  /** How many notes this user can see of the candidate (HW-NOTE-05). */
  noteCount: z.int(),
  /** Names behind ids and configurable codes of the card, so that the page needs no further call. */
  names: z.record(z.string(), z.string()),
  regionName: z.string(),
});
export type CandidateDetail = z.infer<typeof CandidateDetailSchema>;

export const FilterOptionSchema = z.object({ code: z.string(), label: z.string() });
export const FilterConfigSchema = z.object({
  showcaseName: z.string(),
  categories: z.array(
    z.object({
      category: FilterCategorySchema,
      label: z.string(),
      /** False while the category needs the server and it cannot be reached. */
      available: z.boolean(),
      options: z.array(FilterOptionSchema),
    }),
  ),
});
export type FilterConfig = z.infer<typeof FilterConfigSchema>;

export const FavouriteRowSchema = z.object({
  candidateId: UuidSchema,
  /** null when the profile is no longer visible: the row stays with a neutral text (HW-FAV-10). */
  candidate: CandidateSummarySchema.nullable(),
  /** Not sent yet. */
  pending: z.boolean(),
});
export type FavouriteRow = z.infer<typeof FavouriteRowSchema>;

/** A note as it stands on this device, with what waits of it. */
export const NoteRowSchema = NoteSchema.extend({
  /** The signed-in user wrote it, and may change it. */
  own: z.boolean(),
  /** Not sent yet, or not seen to come back. */
  pending: z.boolean(),
});
export type NoteRow = z.infer<typeof NoteRowSchema>;

export const PAGE_SIZE = 50;
export const FAVOURITES_PAGE_SIZE = 20;

export const CANDIDATES_DESKTOP_API = {
  search: desktopApi
    .input(z.object({ query: CandidateQuerySchema, offset: z.int().min(0), limit: z.int().min(1).max(200) }))
    .output(CandidateSearchResultSchema),
  suggest: desktopApi.input(z.object({ text: z.string().max(100) })).output(z.array(SuggestionSchema)),
  suggestPlaces: desktopApi.input(z.object({ text: z.string().max(80) })).output(z.array(PlaceSuggestionSchema)),
  filterConfig: desktopApi.output(FilterConfigSchema),
  /** The user opens a category: fetches what its counts need from the server. Search again to see them. */
  openFilterCategory: desktopApi.input(z.object({ category: FilterCategorySchema })).output(z.void()),
  get: desktopApi.input(z.object({ id: UuidSchema })).output(CandidateDetailSchema),
  /** Online only; `items` is empty when the candidate filled in nothing. */
  physicalCapacity: desktopApi
    .input(z.object({ id: UuidSchema }))
    .output(z.object({ items: z.array(PhysicalCapacitySchema) })),
  favourites: desktopApi
    .input(
      z.object({ offset: z.int().min(0), limit: z.int().min(1).max(200), sort: z.enum(['name-asc', 'name-desc']) }),
    )
    .output(z.object({ total: z.int(), items: z.array(FavouriteRowSchema) })),
  setFavourite: desktopApi.input(z.object({ id: UuidSchema, on: z.boolean() })).output(z.void()),
  /** Newest first. Notes of others only when they shared them with the organisation. */
  notes: desktopApi.input(z.object({ candidateId: UuidSchema })).output(z.array(NoteRowSchema)),
  /** Saved on this device when it returns; sent when there is a connection. */
  addNote: desktopApi
    .input(z.object({ candidateId: UuidSchema, text: NoteTextSchema, scope: NOTE_SCOPES.schema }))
    .output(z.object({ id: UuidSchema })),
  /** `text` or `scope` or both. Editing a note that was just deleted brings it back. */
  editNote: desktopApi
    .input(z.object({ id: UuidSchema, text: NoteTextSchema.optional(), scope: NOTE_SCOPES.schema.optional() }))
    .output(z.void()),
  deleteNote: desktopApi.input(z.object({ id: UuidSchema })).output(z.void()),
  /** Electron only: asks where to save and writes the print view of this profile. `saved` false when cancelled. */
  savePdf: desktopApi.input(z.object({ id: UuidSchema })).output(z.object({ saved: z.boolean() })),
};
