import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';

/** A thing in the file, in words: a heading and lines. */
export const SubjectFileItemSchema = z.object({
  title: z.string(),
  fields: z.array(z.object({ label: z.string(), value: z.string() })),
});
export type SubjectFileItem = z.infer<typeof SubjectFileItemSchema>;

export const SubjectFileSectionSchema = z.object({
  code: z.string(),
  title: z.string(),
  /** One or two sentences for the person himself. */
  explanation: z.string(),
  items: z.array(SubjectFileItemSchema),
  /** The same as they are stored, for machines. Bytes of files and secrets of links are left out. */
  rows: z.array(z.record(z.string(), z.unknown())),
});
export type SubjectFileSection = z.infer<typeof SubjectFileSectionSchema>;

/** Everything that is kept about a person (BX-11, AVG article 15), internal fields and notes about him included. */
export const SubjectFileSchema = z.object({
  id: UuidSchema,
  candidateId: UuidSchema,
  name: z.string(),
  createdAt: InstantSchema,
  sections: z.array(SubjectFileSectionSchema),
});
export type SubjectFile = z.infer<typeof SubjectFileSchema>;
