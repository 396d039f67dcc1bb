import * as z from 'zod';
import { codeList } from '../common/code-list.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';

export const NOTE_SCOPES = codeList({
  PRIVATE: ['Alleen ik', 'Only me'],
  ORGANIZATION: ['Mijn organisatie', 'My organisation'],
});
export type NoteScope = (typeof NOTE_SCOPES.codes)[number];

export const NOTE_MAX_LENGTH = 4000;
export const NoteTextSchema = z
  .string()
  .trim()
  .min(1, 'Schrijf eerst iets op')
  .max(NOTE_MAX_LENGTH, `Een notitie heeft hoogstens ${NOTE_MAX_LENGTH} tekens`);

/**
 * Something a user wants to remember of a candidate (HW-NOTE): private unless he shares it; never shown to the candidate;
 * only its author changes it. It is visible where its candidate is, and goes with him.
 * `textAt` and `scopeAt` are the effective times of the two fields (sync §2.11): an edit names the one it was made on.
 */
export const NoteSchema = z.object({
  id: UuidSchema,
  candidateId: UuidSchema,
  authorId: UuidSchema,
  authorName: z.string().max(200),
  text: NoteTextSchema,
  scope: NOTE_SCOPES.schema,
  createdAt: InstantSchema,
  textAt: InstantSchema,
  scopeAt: InstantSchema,
});
export type Note = z.infer<typeof NoteSchema>;

/**
 * A text that lost from another edit of the same note made at the same time elsewhere (sync §2.11). Only the author gets
 * it; it stays until he chooses.
 */
export const NoteConflictSchema = z.object({
  id: UuidSchema,
  noteId: UuidSchema,
  candidateId: UuidSchema,
  /** The text that is not in the note now. */
  otherText: z.string().max(NOTE_MAX_LENGTH),
  /** When that text was written, in effective time. */
  otherAt: InstantSchema,
  createdAt: InstantSchema,
});
export type NoteConflict = z.infer<typeof NoteConflictSchema>;
