import * as z from 'zod';
import { desktopApi } from '../app/app.desktop.ts';
import { SavedFileSchema } from '../candidates/candidate-export.ts';
import { UuidSchema } from '../common/primitives.ts';
import { INTERCHANGE_FORMATS, LONGEST_FILE, MOST_INTERCHANGED } from './interchange.ts';
import { VacancyGroupSchema } from './vacancy.ts';

/** What an import does with one vacancy of the file. */
export const IMPORT_OUTCOMES = ['ADD', 'CHANGE', 'SAME', 'FAULT'] as const;

export const ImportRowSchema = z.object({
  /** Place in the file, from 1. */
  row: z.int(),
  title: z.string(),
  outcome: z.enum(IMPORT_OUTCOMES),
  /** Of CHANGE: what would be different. */
  groups: z.array(VacancyGroupSchema),
  /** Dutch: why it cannot be taken over, or what of it is left out. */
  faults: z.array(z.string()),
});
export type ImportRow = z.infer<typeof ImportRowSchema>;

const ImportSchema = z.object({
  /** Who gets what is new. */
  organizationId: UuidSchema,
  /** Contents of the file. */
  text: z.string().max(LONGEST_FILE),
});

/** Vacancies from and to files: schema.org JobPosting (JSON-LD) and VUM 3.0. */
export const INTERCHANGE_DESKTOP_API = {
  /** Keeps the vacancies as one file. NOT_FOUND when none of them is here (any more). */
  exportFile: desktopApi
    .input(z.object({ ids: z.array(UuidSchema).min(1).max(MOST_INTERCHANGED), format: z.enum(INTERCHANGE_FORMATS) }))
    .output(SavedFileSchema),
  /** What an import would do; changes nothing. REFUSED `unreadable` with what is wrong with the file, `not-allowed`. */
  rehearse: desktopApi
    .input(ImportSchema)
    .output(z.object({ format: z.enum(INTERCHANGE_FORMATS), rows: z.array(ImportRowSchema) })),
  /** Does it, all or nothing: new ones become concepts. Rows with outcome FAULT are left out. */
  run: desktopApi.input(ImportSchema).output(z.object({ added: z.int(), changed: z.int() })),
};
