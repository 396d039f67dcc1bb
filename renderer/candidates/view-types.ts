import type { PhysicalCapacity } from '@hallowerk/contract/candidates/candidate.ts';
import type { ApiFailure } from '../api/api-error.ts';

/** Shapes that stores and components share. */
export type FavouriteSort = 'name-asc' | 'name-desc';

/** Health data: asked for only when the user opens the block, held only while that profile is on screen. */
export type CapacityState =
  | { readonly state: 'closed' }
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly items: readonly PhysicalCapacity[] }
  | { readonly state: 'failed'; readonly failure: ApiFailure };

/** The button that opens the notes, and the panel it opens: one of each on a page. */
export const NOTES_BUTTON_ID = 'notes-button';
export const NOTES_PANEL_ID = 'notes-panel';
