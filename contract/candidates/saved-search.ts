import * as z from 'zod';
import { codeList } from '../common/code-list.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { CandidateQuerySchema, ScorePartSchema } from './candidate-search.ts';
import { NOTE_SCOPES } from './note.ts';

export const WATCHES = codeList({
  OFF: ['Uit', 'Off'],
  APP: ['In de app', 'In the app'],
  EMAIL_DAILY: ['Dagelijks per e-mail', 'Daily by e-mail'],
  EMAIL_WEEKLY: ['Wekelijks per e-mail', 'Weekly by e-mail'],
});

export const SavedSearchSchema = z.object({
  id: UuidSchema,
  ownerId: UuidSchema,
  name: z.string().trim().min(1).max(80),
  query: CandidateQuerySchema,
  scope: NOTE_SCOPES.schema,
  pinned: z.boolean(),
  watch: WATCHES.schema,
  lastSeenAt: InstantSchema.nullable(),
});
export type SavedSearch = z.infer<typeof SavedSearchSchema>;

export const JUDGEMENTS = codeList({
  INTERESTING: ['Interessant', 'Interesting'],
  NO: ['Nee', 'No'],
  LATER: ['Later', 'Later'],
});

/** What a user thought of a candidate within one search or for one vacancy (BX-06); only he sees it (§5.10). */
export const CandidateJudgementSchema = z
  .object({
    id: UuidSchema,
    userId: UuidSchema,
    savedSearchId: UuidSchema.nullable(),
    vacancyId: UuidSchema.nullable(),
    candidateId: UuidSchema,
    value: JUDGEMENTS.schema,
  })
  .refine((judgement) => (judgement.savedSearchId === null) !== (judgement.vacancyId === null), {
    error: 'Een oordeel hoort bij een zoekopdracht of bij een vacature',
    path: ['savedSearchId'],
  });
export type CandidateJudgement = z.infer<typeof CandidateJudgementSchema>;

/** Why somebody stands where he stands (BX-01): `total` is exactly the sum of the points of `parts`. */
export const MatchExplanationSchema = z.object({
  candidateId: UuidSchema,
  vacancyId: UuidSchema.nullable(),
  /** Identifies the query when there is no vacancy. */
  queryHash: z.string().max(64).nullable(),
  rankerVersion: z.int().min(1),
  parts: z.array(ScorePartSchema),
  total: z.number(),
});
export type MatchExplanation = z.infer<typeof MatchExplanationSchema>;
