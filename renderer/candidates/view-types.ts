import type { PhysicalCapacity } from '@hallowerk/contract/candidates/candidate.ts';
import type { ContactData } from '@hallowerk/contract/candidates/contact-request.ts';
import type { ApiFailure } from '../api/api-error.ts';

/** Shapes that stores and components share. */
export type ExplorerTab = 'explorer' | 'favourites' | 'notes' | 'contactRequests';
export type FavouriteSort = 'name-asc' | 'name-desc';

/** Health data: asked for only when the user opens the block, held only while that profile is on screen. */
export type CapacityState =
  | { readonly state: 'closed' }
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly items: readonly PhysicalCapacity[] }
  | { readonly state: 'failed'; readonly failure: ApiFailure };

/** Contact data: asked for by one click, shown once, held only while that profile is on screen (HW-CON-04). */
export type ContactState =
  | { readonly state: 'closed' }
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly data: ContactData }
  | { readonly state: 'failed'; readonly failure: ApiFailure };

/** Candidates side by side at most. */
export const MOST_COMPARED = 4;

/** Where a change of all chosen rows stands. */
export type BulkStep =
  | { readonly state: 'idle' }
  | { readonly state: 'asking'; readonly adds: number; readonly already: number }
  | { readonly state: 'busy' }
  | { readonly state: 'done'; readonly ids: readonly string[] }
  | { readonly state: 'failed'; readonly failure: ApiFailure };

/** Where a print or an export of the chosen rows stands. */
export type OutputStep =
  | { readonly state: 'closed' }
  | { readonly state: 'checking' }
  | { readonly state: 'ready' }
  | { readonly state: 'busy' }
  /** `fileName` is null when the print view was opened instead. */
  | { readonly state: 'done'; readonly fileName: string | null }
  | { readonly state: 'failed'; readonly failure: ApiFailure };

export type OutputKind = 'print' | 'export';
/** `WINDOW`: the print view with the dialog of the system. */
export type OutputFormat = 'PDF' | 'WINDOW' | 'CSV' | 'XLSX';

/** The button that opens the notes, and the panel it opens: one of each on a page. */
export const NOTES_BUTTON_ID = 'notes-button';
export const NOTES_PANEL_ID = 'notes-panel';
