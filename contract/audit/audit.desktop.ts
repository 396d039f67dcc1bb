import * as z from 'zod';
import { desktopApi } from '../app/app.desktop.ts';
import { SavedFileSchema } from '../candidates/candidate-export.ts';
import { AuditFilterSchema, AuditOverviewSchema, AuditPageSchema } from './audit.ts';

const CursorSchema = z.object({ before: z.int().positive().optional() });

/** The audit trail, online only; nothing of it is kept on the device. */
export const AUDIT_DESKTOP_API = {
  /** A page of the own municipality, newest first; for administrators. */
  events: desktopApi.input(AuditFilterSchema.extend(CursorSchema.shape)).output(AuditPageSchema),
  /** A page of what the user did, and of what was done to his account and devices. */
  ownEvents: desktopApi.input(CursorSchema).output(AuditPageSchema),
  overview: desktopApi.output(AuditOverviewSchema),
  /** The lines as CSV, newest first; recorded at the server before there is a file. `complete`: no line was left out. */
  exportEvents: desktopApi
    .input(AuditFilterSchema)
    .output(z.object({ file: SavedFileSchema, lines: z.int(), complete: z.boolean() })),
};
