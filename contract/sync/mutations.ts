import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { ACTIVITY_FORMATS, ACTIVITY_KINDS, SelectionSchema } from '../candidates/candidate-export.ts';
import { CandidateQuerySchema, JUDGEMENTS } from '../candidates/candidate-search.ts';
import { CONTACT_OUTCOMES } from '../candidates/contact-request.ts';
import { NOTE_SCOPES, NoteTextSchema } from '../candidates/note.ts';
import { SearchNameSchema, WATCHES } from '../candidates/saved-search.ts';
import { SettingKeySchema } from '../settings/setting.ts';
import { ExplanationSchema, MotivationSchema, PROPOSAL_STATES } from '../vacancies/proposal.ts';
import { groupsOf, VACANCY_GROUPS, VacancyFieldsSchema, VacancyRevisionsSchema } from '../vacancies/vacancy.ts';
import { VACANCY_COMMANDS } from '../vacancies/vacancy-rules.ts';

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
  /** A new vacancy of HalloWerk; ACTIVE only without faults. `revision`: of every group, see `VACANCY_GROUPS`. */
  'vacancy.create': {
    ver: 1,
    args: z.object({
      id: UuidSchema,
      organization: UuidSchema,
      fields: VacancyFieldsSchema,
      status: z.enum(['DRAFT', 'ACTIVE']),
      visibleToCandidates: z.boolean(),
      revision: UuidSchema,
    }),
  },
  /**
   * Whole groups of fields, each with the revision it was changed from. A group that somebody else changed meanwhile stays
   * as it is and becomes a choice for who sent this; the other groups are written.
   */
  'vacancy.save': {
    ver: 1,
    args: z
      .object({
        id: UuidSchema,
        set: VacancyFieldsSchema.partial(),
        seen: VacancyRevisionsSchema,
        revision: UuidSchema,
      })
      .refine(({ set }) => groupsOf(set).length > 0, 'Er is niets gewijzigd')
      .refine(
        ({ set, seen }) =>
          groupsOf(set).every(
            (group) => seen[group] !== undefined && VACANCY_GROUPS[group].every((field) => set[field] !== undefined),
          ),
        'Een groep gaat als geheel, met de versie die ervoor stond',
      ),
  },
  'vacancy.decide': { ver: 1, args: z.object({ id: UuidSchema, command: z.enum(VACANCY_COMMANDS) }) },
  /** The author chose; what he wants of the other version comes as a `vacancy.save` before it. */
  'vacancy.resolve': { ver: 1, args: z.object({ conflict: UuidSchema }) },
  'proposal.make': {
    ver: 1,
    args: z.object({
      id: UuidSchema,
      vacancy: UuidSchema,
      candidate: UuidSchema,
      motivation: MotivationSchema,
      explanation: ExplanationSchema,
    }),
  },
  /** `seen`: the state that was on the screen. */
  'proposal.decide': {
    ver: 1,
    args: z.object({ id: UuidSchema, to: PROPOSAL_STATES.schema, seen: PROPOSAL_STATES.schema }),
  },
  'settings.set': { ver: 1, args: z.object({ key: SettingKeySchema, value: z.json() }) },
} as const;
export type MutationKind = keyof typeof MUTATIONS;

/** False for a kind of another version. */
export function isMutationKind(kind: string): kind is MutationKind {
  return Object.hasOwn(MUTATIONS, kind);
}

export type MutationArgs<K extends MutationKind> = z.infer<(typeof MUTATIONS)[K]['args']>;
