import * as z from 'zod';
import { codeList } from '../common/code-list.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';

export const NOTE_SCOPES = codeList({
  PRIVATE: ['Alleen ik', 'Only me'],
  ORGANIZATION: ['Mijn organisatie', 'My organisation'],
});

/** Something a user wants to remember of a candidate (HW-NOTE): private unless he shares it; never shown to the candidate. */
export const NoteSchema = z.object({
  id: UuidSchema,
  candidateId: UuidSchema,
  authorId: UuidSchema,
  text: z.string().trim().min(1).max(4000),
  scope: NOTE_SCOPES.schema,
  updatedAt: InstantSchema,
});
export type Note = z.infer<typeof NoteSchema>;
