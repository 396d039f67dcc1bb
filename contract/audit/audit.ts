import * as z from 'zod';
import { codeList } from '../common/code-list.ts';
import { DateSchema, InstantSchema, UuidSchema } from '../common/primitives.ts';

/** Everything the audit trail can say that was done (security §5.11). A closed list: the server writes nothing else. */
export const AUDIT_ACTIONS = codeList({
  LOGIN: ['Aangemeld', 'Signed in'],
  LOGIN_FAILED: ['Aanmelden mislukt', 'Sign-in failed'],
  LOGOUT: ['Afgemeld', 'Signed out'],
  VIEW: ['Bekeken', 'Viewed'],
  REQUEST_CONTACT: ['Contactgegevens opgevraagd', 'Contact data requested'],
  PRINT: ['Afgedrukt', 'Printed'],
  EXPORT: ['Geëxporteerd', 'Exported'],
  CHANGE: ['Gewijzigd', 'Changed'],
  INVITE: ['Uitnodiging', 'Invitation'],
  CHANGE_STATE: ['Status gewijzigd', 'State changed'],
  ROLE_CHANGE: ['Rol gewijzigd', 'Role changed'],
  ERASE: ['Gewist op verzoek', 'Erased on request'],
  RETENTION_DELETE: ['Gewist na bewaartermijn', 'Erased after retention'],
  ACCESS_REFUSED: ['Toegang geweigerd', 'Access refused'],
});
export type AuditAction = (typeof AUDIT_ACTIONS.codes)[number];

export const AUDIT_RESULTS = codeList({ ok: ['Gelukt', 'Done'], refused: ['Geweigerd', 'Refused'] });
export type AuditResult = (typeof AUDIT_RESULTS.codes)[number];

/** Somebody or something that a line is about. */
export const AuditPartySchema = z.object({
  /** `user`, `candidate`, `device`, `invitation`, `municipality`, …; `system`, `console` and `unknown` have no id. */
  kind: z.string(),
  id: z.string().nullable(),
  /** As it is at the moment of reading, and only when the reader may see it; it is not kept in the trail. */
  name: z.string().nullable(),
});
export type AuditParty = z.infer<typeof AuditPartySchema>;

/** One line. Its action and its details may be newer than who reads it. */
export const AuditLineSchema = z.object({
  /** Later lines have a higher number. */
  number: z.int().positive(),
  at: InstantSchema,
  actor: AuditPartySchema,
  action: z.string(),
  object: AuditPartySchema.nullable(),
  result: AUDIT_RESULTS.schema,
  /** The device of the session, or a keyed hash of the network where there was none. Null for the server itself. */
  origin: AuditPartySchema.nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type AuditLine = z.infer<typeof AuditLineSchema>;

export const AUDIT_PAGE = 50;
/** Lines in one export. */
export const AUDIT_EXPORT_MOST = 10_000;

/** Calendar days in Europe/Amsterdam, both included. Everything that is left out narrows nothing. */
export const AuditFilterSchema = z.object({
  from: DateSchema.optional(),
  to: DateSchema.optional(),
  action: AUDIT_ACTIONS.schema.optional(),
  actor: UuidSchema.optional(),
  candidate: UuidSchema.optional(),
  result: AUDIT_RESULTS.schema.optional(),
});
export type AuditFilter = z.infer<typeof AuditFilterSchema>;

/** `before`: the number of the last line of the page before. */
const CursorSchema = z.object({ before: z.coerce.number().int().positive().optional() });
export const AuditQuerySchema = AuditFilterSchema.extend(CursorSchema.shape);
export const OwnAuditQuerySchema = CursorSchema;

/** Newest first. `next`: what to give as `before` for the page after this one; null at the end. */
export const AuditPageSchema = z.object({ items: z.array(AuditLineSchema), next: z.int().nullable() });
export type AuditPage = z.infer<typeof AuditPageSchema>;

/** What the nightly verification found in the chain of the reader's municipality. */
export const AuditCheckSchema = z.object({
  checkedAt: InstantSchema,
  lines: z.int(),
  ok: z.boolean(),
  /** Place in the chain of the first line that is not as it was written, or not there any more. */
  firstBroken: z.int().nullable(),
});
export type AuditCheck = z.infer<typeof AuditCheckSchema>;

export const AuditOverviewSchema = z.object({
  /** Null until the first night. */
  check: AuditCheckSchema.nullable(),
  /** Who stands in the trail, by name. */
  actors: z.array(z.object({ id: UuidSchema, name: z.string() })),
});
export type AuditOverview = z.infer<typeof AuditOverviewSchema>;

/** `complete` is false when there are more lines than one export holds; it has the newest then. */
export const AuditExportSchema = z.object({ items: z.array(AuditLineSchema), complete: z.boolean() });
export type AuditExport = z.infer<typeof AuditExportSchema>;
