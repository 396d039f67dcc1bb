import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { MUTATION_CODES } from './pull.ts';

/** One change of the user as the panel shows it. `kind` is a `MutationKind`; unknown kinds come from a newer version. */
const ChangeSchema = z.object({
  uid: UuidSchema,
  kind: z.string(),
  /** Whom it is about; the name is null when he is not visible (any more). */
  candidateId: UuidSchema.nullable(),
  candidateName: z.string().nullable(),
  at: InstantSchema,
});

/** `sent`: the server has it; it stays until its effect has come back. */
export const WaitingChangeSchema = ChangeSchema.extend({ state: z.enum(['waiting', 'sent']) });
export type WaitingChange = z.infer<typeof WaitingChangeSchema>;

/** A change the server did not carry out. It stays, with its text, until the user puts it away or tries again. */
export const RefusedChangeSchema = ChangeSchema.extend({
  status: z.enum(['rejected', 'parked']),
  code: z.enum(MUTATION_CODES).nullable(),
  /** What the user had written, to copy; null when the change holds no text. */
  text: z.string().nullable(),
  /** Sending it again can help. */
  canRetry: z.boolean(),
});
export type RefusedChange = z.infer<typeof RefusedChangeSchema>;

/** Two versions of one text. `id` is that of the conflict. */
export const ConflictSchema = z.object({
  id: UuidSchema,
  noteId: UuidSchema,
  candidateId: UuidSchema,
  candidateName: z.string().nullable(),
  current: z.object({ text: z.string(), at: InstantSchema }).nullable(),
  other: z.object({ text: z.string(), at: InstantSchema }),
});
export type Conflict = z.infer<typeof ConflictSchema>;

/** One round of sending and fetching. */
export const SyncRunSchema = z.object({
  at: InstantSchema,
  milliseconds: z.int(),
  sent: z.int(),
  received: z.int(),
  outcome: z.enum(['ok', 'offline', 'error', 'update-required']),
  /** Why there was a round: by the clock, a poke of the server, a change of the user, or his button. */
  cause: z.enum(['start', 'timer', 'poke', 'change', 'user']),
});
export type SyncRun = z.infer<typeof SyncRunSchema>;

export const SyncOverviewSchema = z.object({
  /** Oldest first. */
  waiting: z.array(WaitingChangeSchema),
  refused: z.array(RefusedChangeSchema),
  conflicts: z.array(ConflictSchema),
  /** Newest first, at most 50, kept since the program started. */
  history: z.array(SyncRunSchema),
  /** Candidates on this device. */
  candidates: z.int(),
  /** Bytes of the local files of this user. */
  bytes: z.int(),
  /** Until when the program works without contact. */
  leaseUntil: InstantSchema.nullable(),
  /** Pokes arrive: changes of others come in within a second. */
  live: z.boolean(),
  /** Changes that came back after the file they wait in was damaged, since the program started. */
  recovered: z.int(),
});
export type SyncOverview = z.infer<typeof SyncOverviewSchema>;
