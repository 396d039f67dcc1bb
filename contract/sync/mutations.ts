import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { ACTIVITY_FORMATS, ACTIVITY_KINDS, SelectionSchema } from '../candidates/candidate-export.ts';
import { CandidateQuerySchema, JUDGEMENTS } from '../candidates/candidate-search.ts';
import { CONTACT_OUTCOMES } from '../candidates/contact-request.ts';
import { NOTE_SCOPES, NoteTextSchema } from '../candidates/note.ts';
import { SearchNameSchema, WATCHES } from '../candidates/saved-search.ts';
import { SettingKeySchema } from '../settings/setting.ts';

/**
 * Mutation kinds with the schema of their arguments (sync §2.11). Payloads are immutable once in an outbox; a changed
 * shape is a new `ver`, and the server keeps understanding the old ones.
 *
 * `seen` names, per field, the effective time of the version the edit was made on: an edit always wins over the version
 * its author saw, and a change he did not see is a conflict.
 */
export const MUTATIONS = {
  'favourite.set': { ver: 1, args: z.object({ candidate: UuidSchema, on: z.boolean() }) },
  'note.create': {
    ver: 1,
    args: z.object({ id: UuidSchema, candidate: UuidSchema, text: NoteTextSchema, scope: NOTE_SCOPES.schema }),
  },
  'note.edit': {
    ver: 1,
    args: z.object({
      id: UuidSchema,
      set: z
        .object({ text: NoteTextSchema.optional(), scope: NOTE_SCOPES.schema.optional() })
        .refine((set) => set.text !== undefined || set.scope !== undefined, 'Er is niets gewijzigd'),
      seen: z.object({ text: InstantSchema.optional(), scope: InstantSchema.optional() }),
    }),
  },
  /** `seen`: the newest effective time of the note's fields on the screen. */
  'note.delete': { ver: 1, args: z.object({ id: UuidSchema, seen: InstantSchema.nullable() }) },
  /** The author's choice in a conflict: keep the note as it is, or put the other text back. */
  'note.resolve': { ver: 1, args: z.object({ conflict: UuidSchema, keep: z.enum(['current', 'other']) }) },
  /** What came of a contact request (BX-08), of the one who asked. `seen`: the outcome that was on the screen. */
  'contact.outcome': {
    ver: 1,
    args: z.object({
      request: UuidSchema,
      outcome: CONTACT_OUTCOMES.schema,
      note: z.string().trim().max(2000),
      seen: CONTACT_OUTCOMES.schema,
    }),
  },
  /** Makes or replaces a saved search. `seen`: its `changedAt` on the screen, null for a new one. */
  'savedSearch.put': {
    ver: 1,
    args: z.object({
      id: UuidSchema,
      name: SearchNameSchema,
      query: CandidateQuerySchema,
      scope: NOTE_SCOPES.schema,
      seen: InstantSchema.nullable(),
    }),
  },
  'savedSearch.delete': { ver: 1, args: z.object({ id: UuidSchema, seen: InstantSchema }) },
  'searchMark.set': {
    ver: 1,
    args: z.object({
      search: UuidSchema,
      pinned: z.boolean(),
      watch: WATCHES.schema,
      lastSeenAt: InstantSchema.nullable(),
    }),
  },
  /** Null takes the judgement back. */
  'judgement.set': {
    ver: 1,
    args: z.object({ search: UuidSchema, candidate: UuidSchema, value: JUDGEMENTS.schema.nullable() }),
  },
  /** A print or an export made on this device, for the audit trail: append only, nobody sees it come back. */
  'activity.record': {
    ver: 1,
    args: z.object({ kind: z.enum(ACTIVITY_KINDS), candidates: SelectionSchema, format: z.enum(ACTIVITY_FORMATS) }),
  },
  'settings.set': { ver: 1, args: z.object({ key: SettingKeySchema, value: z.json() }) },
} as const;
export type MutationKind = keyof typeof MUTATIONS;

/** False for a kind of another version. */
export function isMutationKind(kind: string): kind is MutationKind {
  return Object.hasOwn(MUTATIONS, kind);
}

export type MutationArgs<K extends MutationKind> = z.infer<(typeof MUTATIONS)[K]['args']>;
