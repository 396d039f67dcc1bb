import * as z from 'zod';
import type { ExportColumn } from '../common/export-column.ts';
import { UuidSchema } from '../common/primitives.ts';

/** Candidates in one action on a selection. */
export const BULK_LIMIT = 500;

/** The ids of a selection, in the order of the screen. */
export const SelectionSchema = z.array(UuidSchema).min(1).max(BULK_LIMIT);

/** What leaves the program on paper or in a file, and is written to the audit trail (HW-PRN, security §5.11). */
export const ACTIVITY_KINDS = ['PRINT', 'EXPORT'] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];
export const ACTIVITY_FORMATS = ['PDF', 'CSV', 'XLSX'] as const;
export type ActivityFormat = (typeof ACTIVITY_FORMATS)[number];

export const EXPORT_FORMATS = ['CSV', 'XLSX'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * Everything that goes into an export, one row a candidate. Contact data, internal fields and physical capacity have no
 * column here, and nothing else decides what is written.
 */
export const EXPORT_COLUMNS = [
  { key: 'name', header: 'Naam', type: 'text', width: 28 },
  { key: 'city', header: 'Woonplaats', type: 'text', width: 18 },
  { key: 'oneLiner', header: 'Oneliner', type: 'text', width: 48 },
  { key: 'workTypes', header: 'Werksoorten', type: 'text', width: 28 },
  { key: 'workingLevel', header: 'Werk- en denkniveau', type: 'text', width: 22 },
  { key: 'targetGroups', header: 'Doelgroepen', type: 'text', width: 28 },
  { key: 'occupations', header: 'Gewenste beroepen', type: 'text', width: 36 },
  { key: 'languages', header: 'Talen', type: 'text', width: 24 },
  { key: 'drivingLicences', header: 'Rijbewijzen', type: 'text', width: 16 },
  { key: 'transport', header: 'Vervoer', type: 'text', width: 20 },
  { key: 'certificates', header: 'Certificaten', type: 'text', width: 32 },
  { key: 'hoursMin', header: 'Uren per week (minimaal)', type: 'number', width: 14 },
  { key: 'hoursMax', header: 'Uren per week (maximaal)', type: 'number', width: 14 },
  { key: 'availableFrom', header: 'Beschikbaar vanaf', type: 'date', width: 16 },
  { key: 'availableUntil', header: 'Beschikbaar tot', type: 'date', width: 16 },
  { key: 'lastModified', header: 'Laatst gewijzigd', type: 'date', width: 16 },
  { key: 'lastConfirmed', header: 'Laatst bevestigd', type: 'date', width: 16 },
  { key: 'contactRoute', header: 'Contact via', type: 'text', width: 20 },
] as const satisfies readonly ExportColumn[];

type Column = (typeof EXPORT_COLUMNS)[number];
/** One candidate. Dates are `YYYY-MM-DD`; null is an empty cell. */
export type ExportRow = {
  readonly [C in Column as C['key']]: C['type'] extends 'text'
    ? string
    : C['type'] extends 'number'
      ? number | null
      : string | null;
};

export const CheckedSelectionSchema = z.object({
  visible: z.array(UuidSchema),
  /** Whom this user cannot see (any more). */
  gone: z.array(UuidSchema),
});
export type CheckedSelection = z.infer<typeof CheckedSelectionSchema>;

/** What became of a file. `download`: this host has no save dialog, and the browser gets the file to keep. */
export const SavedFileSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('cancelled') }),
  z.object({ outcome: z.literal('saved'), fileName: z.string() }),
  z.object({ outcome: z.literal('download'), fileName: z.string(), file: z.instanceof(Blob) }),
]);
export type SavedFile = z.infer<typeof SavedFileSchema>;

/** Profiles in one part of a print job. */
export const PRINT_PART = 25;
