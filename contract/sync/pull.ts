import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { LeaseSchema } from '../devices/device-order.ts';
import { DeviceReportSchema } from '../devices/device-status.ts';

/** Request and answer of `POST /sync/pull`: the wire format of sync §2.7, field for field. */
export const PROTOCOL_VERSION = 1;

/** Rows a page, at most; the client adapts it to how long it needs to store one (§2.7). */
export const MAX_PAGE_ROWS = 2000;
/** Mutations whose outcome one pull can ask for. */
export const MAX_PENDING = 200;
/** Compressed bytes a page, at most. */
export const MAX_PAGE_BYTES = 524_288;

export const PullRequestSchema = z.object({
  v: z.int(),
  /** Random id of this request; the answer must echo it, or a proxy has served something stale (L11). */
  rid: z.string().min(8).max(64),
  device: UuidSchema,
  build: z.string().max(30),
  /** Collection number → lowest and highest projection version the client understands. */
  collections: z.record(z.string().regex(/^\d+$/), z.tuple([z.int(), z.int()])),
  /** Opaque; null asks for everything from position zero. */
  cursor: z.string().max(8192).nullable(),
  limit: z.object({
    rows: z.int().min(1).max(MAX_PAGE_ROWS),
    bytes: z.int().min(1024).max(MAX_PAGE_BYTES),
  }),
  /** Mutations whose outcome the client waits for, oldest first. */
  pending: z.array(UuidSchema).max(MAX_PENDING),
  /** Scope keys the client does not want filled yet. */
  lazy: z.array(z.string().max(80)).max(50),
  /**
   * Only these collections, with a cursor of their own: for a collection whose stored copy is in doubt or of an older
   * projection (§2.9, §2.18). `done` then means: everything of these has been sent.
   */
  only: z.array(z.int()).min(1).max(50).optional(),
  report: DeviceReportSchema.optional(),
});
export type PullRequest = z.infer<typeof PullRequestSchema>;

export const PullScopeSchema = z.object({
  s: z.int(),
  key: z.string(),
  cnt: z.int(),
  /** Signed 64-bit number as text: XOR over h64(coll, row, rev) of the live entries. */
  digest: z.string().regex(/^-?\d+$/),
  reset: z.boolean(),
  why: z.enum(['pruned', 'revoked', 'epoch', 'digest', 'schema']).nullable(),
});
export type PullScope = z.infer<typeof PullScopeSchema>;

/** `[scope, collection, row id, rev, 1 live | 0 tombstone]` */
export const PullOpSchema = z.tuple([z.int(), z.int(), UuidSchema, z.int(), z.union([z.literal(0), z.literal(1)])]);
export type PullOp = z.infer<typeof PullOpSchema>;

export const MUTATION_STATUSES = ['ok', 'noop', 'rejected', 'parked'] as const;
export const MutationStatusSchema = z.enum(MUTATION_STATUSES);
export type MutationStatus = z.infer<typeof MutationStatusSchema>;

/** What the change wants is so on the server; else it was refused or set apart. */
export function isCarriedOut(status: MutationStatus): boolean {
  return status === 'ok' || status === 'noop';
}

/** `not_available` is missing or not visible: never distinguished. */
export const MUTATION_CODES = [
  'not_available',
  'invalid',
  'stale',
  'transition',
  'depends',
  'too_old',
  'unsupported',
  'limit',
] as const;
export const MutationResultSchema = z.tuple([UuidSchema, MutationStatusSchema, z.enum(MUTATION_CODES).nullable()]);
export type MutationResult = z.infer<typeof MutationResultSchema>;

export const PullResponseSchema = z.object({
  v: z.int(),
  rid: z.string(),
  server_time: InstantSchema,
  epoch: z.int(),
  head: z.int(),
  /** Every scope is complete at this snapshot. */
  done: z.boolean(),
  /** All scopes of the user, always: one that is missing was lost. */
  scopes: z.array(PullScopeSchema),
  ops: z.array(PullOpSchema),
  /** Collection number → row id → projected row. Holds every live op of this page. */
  rows: z.record(z.string(), z.record(z.string(), z.unknown())),
  acks: z.array(MutationResultSchema),
  cursor: z.string(),
  lease: LeaseSchema.nullable(),
  notices: z.array(z.string()),
});
export type PullResponse = z.infer<typeof PullResponseSchema>;
