import * as z from 'zod';
import { UuidSchema } from '../common/primitives.ts';

/**
 * Level 2 of sync §2.9: the contents of a scope's rows, not only their revisions. Rows are dealt over 256 slices by the
 * first byte of SHA-256 over their id (as text); the sum of a slice is the XOR of the first 8 bytes of SHA-256 over the
 * canonical JSON of each row, as a signed 64-bit number.
 */
export const SLICES = 256;
/** Slices in one request: a whole cache is compared in pieces, so that neither side is busy for long. */
export const MAX_VERIFY_SLICES = 32;

export const VerifyRequestSchema = z.object({
  v: z.int(),
  rid: z.string().min(8).max(64),
  device: UuidSchema,
  /** Collection number → projection version the client holds. */
  collections: z.record(z.string().regex(/^\d+$/), z.int()),
  /** First slice, and the one after the last. */
  from: z
    .int()
    .min(0)
    .max(SLICES - 1),
  to: z.int().min(1).max(SLICES),
});
export type VerifyRequest = z.infer<typeof VerifyRequestSchema>;

export const VerifyResponseSchema = z.object({
  v: z.int(),
  rid: z.string(),
  server_time: z.iso.datetime({ offset: true }),
  epoch: z.int(),
  /** Position of the newest change in the scopes of this user: compare only when the client is complete at or beyond it. */
  head: z.int(),
  /** Collection number → one sum for each slice asked for, signed 64-bit numbers as text. */
  sums: z.record(z.string(), z.array(z.string())),
});
export type VerifyResponse = z.infer<typeof VerifyResponseSchema>;

/** One row with its slice and sum: what both sides must make of it. */
export const VERIFY_VECTOR = {
  row: { id: '00000000-0000-4000-8000-000000000001', a: 1, b: [2, { d: 3, c: null }] },
  slice: 17,
  sum: '2441118066517451796',
} as const;
