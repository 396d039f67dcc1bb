import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { desktopApi } from '../app/app.desktop.ts';
import {
  CandidateCardSchema,
  CandidateCaseSchema,
  CandidateDocumentSchema,
  PhysicalCapacitySchema,
} from './candidate.ts';
import {
  ConfirmationAskSchema,
  ConfirmationRequestSchema,
  ConfirmationsAskedSchema,
  STALE_MONTHS,
  StaleProfileSchema,
} from './confirmation.ts';
import { CheckedSelectionSchema, EXPORT_FORMATS, SavedFileSchema, SelectionSchema } from './candidate-export.ts';
import { CandidateAreasSchema, MapPointSchema } from './candidate-map.ts';
import { CONTACT_OUTCOMES, ContactDataSchema, ContactRequestSchema } from './contact-request.ts';
import {
  CandidateQuerySchema,
  CandidateSearchResultSchema,
  CandidateSummarySchema,
  JUDGEMENTS,
  PlaceSuggestionSchema,
  SuggestionSchema,
} from './candidate-search.ts';
import { ContactReportSchema, ReportPeriodSchema } from './follow-up.ts';
import { NOTE_SCOPES, NoteSchema, NoteTextSchema } from './note.ts';
import { SavedSearchSchema, SearchNameSchema, WATCHES } from './saved-search.ts';
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
  /** What this user may open (HW-PROF-06), by kind and name. The contents are fetched one by one, see `file`. */
  documents: z.array(CandidateDocumentSchema),
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

export const NOTE_SORTS = ['newest', 'oldest', 'name-asc', 'name-desc'] as const;

/** A line of the overview of notes. */
export const NoteListRowSchema = NoteRowSchema.extend({ candidateName: z.string() });
export type NoteListRow = z.infer<typeof NoteListRowSchema>;

export const ContactRequestRowSchema = ContactRequestSchema.extend({
  /** Null when the profile is no longer visible. */
  candidateName: z.string().nullable(),
  /** An outcome that was not sent yet. */
  pending: z.boolean(),
});
export type ContactRequestRow = z.infer<typeof ContactRequestRowSchema>;

export const SavedSearchRowSchema = SavedSearchSchema.extend({
  own: z.boolean(),
  pinned: z.boolean(),
  watch: WATCHES.schema,
  lastSeenAt: InstantSchema.nullable(),
  /** Whom the search finds now, changed since the last visit and not judged; only counted when it is watched. */
  fresh: z.int().nullable(),
  /** Filter options of the search that do not exist any more, by category; the search runs without them. */
  lost: z.array(z.object({ category: FilterCategorySchema, code: z.string() })),
  pending: z.boolean(),
});
export type SavedSearchRow = z.infer<typeof SavedSearchRowSchema>;

export const PAGE_SIZE = 50;
export const FAVOURITES_PAGE_SIZE = 20;

export const CANDIDATES_DESKTOP_API = {
  /** With `savedSearchId`: marks who is new since the last visit, and leaves out whom the user judged NO. */
  search: desktopApi
    .input(
      z.object({
        query: CandidateQuerySchema,
        offset: z.int().min(0),
        limit: z.int().min(1).max(200),
        savedSearchId: UuidSchema.optional(),
      }),
    )
    .output(CandidateSearchResultSchema),
  /** The same people as `search`, by place, and who lives outside the circle (BX-22). */
  areas: desktopApi
    .input(z.object({ query: CandidateQuerySchema, savedSearchId: UuidSchema.optional() }))
    .output(CandidateAreasSchema),
  /** For a point on the map; null while no list of places is here. */
  nearestPlace: desktopApi.input(MapPointSchema).output(PlaceSuggestionSchema.nullable()),
  suggest: desktopApi.input(z.object({ text: z.string().max(100) })).output(z.array(SuggestionSchema)),
  suggestPlaces: desktopApi.input(z.object({ text: z.string().max(80) })).output(z.array(PlaceSuggestionSchema)),
  /** The place of a query that was kept, to name it; null when it does not exist (any more). */
  place: desktopApi.input(z.object({ id: UuidSchema })).output(PlaceSuggestionSchema.nullable()),
  filterConfig: desktopApi.output(FilterConfigSchema),
  /** The user opens a category: fetches what its counts need from the server. Search again to see them. */
  openFilterCategory: desktopApi.input(z.object({ category: FilterCategorySchema })).output(z.void()),
  get: desktopApi.input(z.object({ id: UuidSchema })).output(CandidateDetailSchema),
  /** Online only; `items` is empty when the candidate filled in nothing. */
  physicalCapacity: desktopApi
    .input(z.object({ id: UuidSchema }))
    .output(z.object({ items: z.array(PhysicalCapacitySchema) })),
  /**
   * A photo, film or document, online only and never kept on disk. REFUSED `file_too_large` for what is larger than this
   * program shows, NOT_FOUND when it is gone.
   */
  file: desktopApi.input(z.object({ candidateId: UuidSchema, fileId: UuidSchema })).output(z.file()),
  favourites: desktopApi
    .input(
      z.object({ offset: z.int().min(0), limit: z.int().min(1).max(200), sort: z.enum(['name-asc', 'name-desc']) }),
    )
    .output(z.object({ total: z.int(), items: z.array(FavouriteRowSchema) })),
  setFavourite: desktopApi.input(z.object({ id: UuidSchema, on: z.boolean() })).output(z.void()),
  /** Many at once, all or none of them saved; gives how many changed. */
  setFavourites: desktopApi
    .input(z.object({ ids: SelectionSchema, on: z.boolean() }))
    .output(z.object({ changed: z.int() })),
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
  /** Notes of all candidates that the user can see, his own and shared ones. */
  listNotes: desktopApi
    .input(
      z.object({
        offset: z.int().min(0),
        limit: z.int().min(1).max(200),
        sort: z.enum(NOTE_SORTS),
        whose: z.enum(['all', 'own', 'others']),
        /** Every word of it occurs in the note or in the name of the candidate; empty for all. */
        text: z.string().max(100),
      }),
    )
    .output(z.object({ total: z.int(), items: z.array(NoteListRowSchema) })),
  /** Online only: asks for contact data, which is recorded, and gives them once (HW-CON). */
  requestContactData: desktopApi
    .input(z.object({ candidateId: UuidSchema, requestId: UuidSchema }))
    .output(ContactDataSchema),
  /** The user's own requests, newest first; of one candidate, or of all of them. */
  contactRequests: desktopApi
    .input(z.object({ candidateId: UuidSchema.nullable() }))
    .output(z.array(ContactRequestRowSchema)),
  recordContactOutcome: desktopApi
    .input(
      z.object({
        requestId: UuidSchema,
        outcome: CONTACT_OUTCOMES.schema,
        note: z.string().trim().max(2000, 'Een toelichting heeft hoogstens 2000 tekens'),
      }),
    )
    .output(z.void()),
  /** Online only, account managers: requests per employer and vacancy in a period (BX-08). */
  contactReport: desktopApi.input(ReportPeriodSchema).output(ContactReportSchema),
  /** Matching staff: profiles of the own region that nobody looked after for so many months, oldest first (BX-07). */
  staleProfiles: desktopApi
    .input(
      z.object({
        months: z.literal(STALE_MONTHS),
        offset: z.int().min(0),
        limit: z.int().min(1).max(200),
      }),
    )
    .output(z.object({ total: z.int(), items: z.array(StaleProfileSchema) })),
  /** Online only: who was asked to confirm his profile, and what he answered. */
  confirmationRequests: desktopApi.output(z.object({ items: z.array(ConfirmationRequestSchema) })),
  /** Online only: asks candidates by mail whether their profile is still right. */
  requestConfirmations: desktopApi.input(ConfirmationAskSchema).output(ConfirmationsAskedSchema),
  /** Pinned ones first, then by name. */
  savedSearches: desktopApi.output(z.array(SavedSearchRowSchema)),
  saveSearch: desktopApi
    .input(
      z.object({
        /** Null for a new one. */
        id: UuidSchema.nullable(),
        name: SearchNameSchema,
        query: CandidateQuerySchema,
        scope: NOTE_SCOPES.schema,
      }),
    )
    .output(z.object({ id: UuidSchema })),
  deleteSearch: desktopApi.input(z.object({ id: UuidSchema })).output(z.void()),
  markSearch: desktopApi
    .input(z.object({ id: UuidSchema, pinned: z.boolean().optional(), watch: WATCHES.schema.optional() }))
    .output(z.void()),
  /** The user has looked: what changes from now on is new to him. */
  visitSearch: desktopApi.input(z.object({ id: UuidSchema })).output(z.void()),
  judge: desktopApi
    .input(z.object({ searchId: UuidSchema, candidateId: UuidSchema, value: JUDGEMENTS.schema.nullable() }))
    .output(z.void()),
  /** Electron only: asks where to save and writes the print view of this profile. `saved` false when cancelled. */
  savePdf: desktopApi.input(z.object({ id: UuidSchema })).output(z.object({ saved: z.boolean() })),
  /** Who of a selection is still visible, for the preview of an action on it. */
  checkSelection: desktopApi.input(z.object({ ids: SelectionSchema })).output(CheckedSelectionSchema),
  /** The columns of `EXPORT_COLUMNS`, nothing else. Recorded; an abort of the call leaves no file and no record. */
  exportSelection: desktopApi
    .input(z.object({ ids: SelectionSchema, format: z.enum(EXPORT_FORMATS) }))
    .output(SavedFileSchema),
  /** Remembers whom to print, in this order; the address of the print view holds the id of the job only. */
  startPrint: desktopApi
    .input(z.object({ ids: SelectionSchema }))
    .output(z.object({ jobId: UuidSchema, count: z.int() })),
  /** `PRINT_PART` profiles of a job, without internal fields. */
  printJob: desktopApi
    .input(z.object({ jobId: UuidSchema, offset: z.int().min(0) }))
    .output(z.object({ total: z.int(), items: z.array(CandidateDetailSchema) })),
  /** Electron only: one PDF with a bookmark for each candidate. Recorded, unless it is cancelled. */
  saveSelectionPdf: desktopApi.input(z.object({ jobId: UuidSchema })).output(SavedFileSchema),
  /** A print view says that it opens the print dialog. */
  recordPrint: desktopApi.input(z.object({ ids: SelectionSchema })).output(z.void()),
};
