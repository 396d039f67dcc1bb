import * as z from 'zod';
import { codeList } from '../common/code-list.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { CandidateQuerySchema, JUDGEMENTS } from './candidate-search.ts';
import { NOTE_SCOPES } from './note.ts';

export const WATCHES = codeList({
  OFF: ['Uit', 'Off'],
  APP: ['In de app', 'In the app'],
  EMAIL_DAILY: ['Dagelijks per e-mail', 'Daily by e-mail'],
  EMAIL_WEEKLY: ['Wekelijks per e-mail', 'Weekly by e-mail'],
});

export type Watch = (typeof WATCHES.codes)[number];

export const SearchNameSchema = z
  .string()
  .trim()
  .min(1, 'Geef de zoekopdracht een naam')
  .max(80, 'Een naam heeft hoogstens 80 tekens');

/** A search that its owner kept (BX-06). Colleagues see and run it when it is shared; only its owner changes it. */
export const SavedSearchSchema = z.object({
  id: UuidSchema,
  ownerId: UuidSchema,
  ownerName: z.string().max(200),
  name: SearchNameSchema,
  query: CandidateQuerySchema,
  scope: NOTE_SCOPES.schema,
  /** Effective time of the version (sync §2.11): an edit names the one it was made on. */
  changedAt: InstantSchema,
});
export type SavedSearch = z.infer<typeof SavedSearchSchema>;

/** What one user does with a saved search, his own or a shared one. Only he sees it. */
export const SearchMarkSchema = z.object({
  id: UuidSchema,
  searchId: UuidSchema,
  pinned: z.boolean(),
  watch: WATCHES.schema,
  /** Candidates that changed since are new to him; null before the first visit. */
  lastSeenAt: InstantSchema.nullable(),
});
export type SearchMark = z.infer<typeof SearchMarkSchema>;

/** What a user thought of a candidate within one saved search (BX-06). Only he sees it; it goes where the candidate goes. */
export const CandidateJudgementSchema = z.object({
  id: UuidSchema,
  searchId: UuidSchema,
  candidateId: UuidSchema,
  value: JUDGEMENTS.schema,
});
export type CandidateJudgement = z.infer<typeof CandidateJudgementSchema>;
