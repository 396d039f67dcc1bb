import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { codeList } from '../common/code-list.ts';
import type { CandidateProfile } from './candidate.ts';
import { PROFILE_PARTS } from './completeness.ts';

/** Ages after which a profile can be called outdated, in months → days, as the filters count them (BX-07). */
export const STALE_AFTER = { 3: 92, 6: 184, 12: 365 } as const;
export const STALE_MONTHS = [3, 6, 12] as const;
export type StaleMonths = (typeof STALE_MONTHS)[number];

/** When somebody last looked after a profile: changed or confirmed it, whichever is later. Milliseconds since 1970. */
export function lastLookedAfter({
  lastModifiedAt,
  lastConfirmedAt,
}: Pick<CandidateProfile, 'lastModifiedAt' | 'lastConfirmedAt'>): number {
  const modified = Date.parse(lastModifiedAt);
  return lastConfirmedAt === null ? modified : Math.max(modified, Date.parse(lastConfirmedAt));
}

/** The moment before which a profile must have been looked after last to be outdated. Milliseconds since 1970. */
export function staleBefore(months: StaleMonths, now: Date): number {
  return now.getTime() - STALE_AFTER[months] * 86_400_000;
}

/** A profile in the list of outdated ones, for matching staff of the own region. */
export const StaleProfileSchema = z.object({
  id: UuidSchema,
  name: z.string(),
  city: z.string(),
  lastModifiedAt: InstantSchema,
  lastConfirmedAt: InstantSchema.nullable(),
  /** Whole, 0–100. */
  completeness: z.int(),
  missing: z.array(PROFILE_PARTS.schema),
  visibleToEmployers: z.boolean(),
  /** Without one he cannot be asked by mail. */
  hasEmail: z.boolean(),
});
export type StaleProfile = z.infer<typeof StaleProfileSchema>;

/** What a candidate answered: all is right, or something changed. */
export const CONFIRMATION_ANSWERS = codeList({
  CONFIRMED: ['Alles klopt', 'All correct'],
  CHANGED: ['Er is iets veranderd', 'Something changed'],
});
export type ConfirmationAnswer = (typeof CONFIRMATION_ANSWERS.codes)[number];

/** The last time a candidate was asked to confirm his profile (BX-07). */
export const ConfirmationRequestSchema = z.object({
  candidateId: UuidSchema,
  askedAt: InstantSchema,
  answer: CONFIRMATION_ANSWERS.schema.nullable(),
});
export type ConfirmationRequest = z.infer<typeof ConfirmationRequestSchema>;

/** Why somebody was not asked. */
export const CONFIRMATION_REFUSALS = codeList({
  NOT_AVAILABLE: ['Profiel niet gevonden in je regio', 'Profile not found in your region'],
  NO_EMAIL: ['Geen e-mailadres', 'No e-mail address'],
  ASKED_RECENTLY: ['Minder dan 14 dagen geleden gevraagd', 'Asked less than 14 days ago'],
});
export type ConfirmationRefusal = (typeof CONFIRMATION_REFUSALS.codes)[number];

/** Candidates in one call. */
export const MOST_ASKED = 100;
/** Nobody is asked again within this. */
export const ASK_AGAIN_AFTER_DAYS = 14;
export const ConfirmationAskSchema = z.object({ ids: z.array(UuidSchema).min(1).max(MOST_ASKED) });

export const ConfirmationsAskedSchema = z.object({
  asked: z.array(ConfirmationRequestSchema),
  refused: z.array(z.object({ candidateId: UuidSchema, reason: CONFIRMATION_REFUSALS.schema })),
});
export type ConfirmationsAsked = z.infer<typeof ConfirmationsAskedSchema>;
