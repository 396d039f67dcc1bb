import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { MutationResultSchema } from './pull.ts';

/** Request and answer of `POST /sync/push` (sync §2.10). */
export const MAX_PUSH_MUTATIONS = 50;

export const MutationSchema = z.object({
  /** Random, made once at the moment of the user's action: sending it twice executes it once. */
  uid: UuidSchema,
  kind: z.string().max(60),
  ver: z.int().min(1),
  edit_ts: InstantSchema,
  /** Client's clock minus server's clock as known at the edit, milliseconds. */
  offset_ms: z.int(),
  /** Mutations that must have succeeded before this one. */
  deps: z.array(UuidSchema).max(20),
  args: z.unknown(),
});
export type Mutation = z.infer<typeof MutationSchema>;

export const PushRequestSchema = z.object({
  v: z.int(),
  rid: z.string().min(8).max(64),
  device: UuidSchema,
  mutations: z.array(MutationSchema).min(1).max(MAX_PUSH_MUTATIONS),
});
export type PushRequest = z.infer<typeof PushRequestSchema>;

export const PushResponseSchema = z.object({
  v: z.int(),
  rid: z.string(),
  results: z.array(MutationResultSchema),
  server_time: InstantSchema,
});
export type PushResponse = z.infer<typeof PushResponseSchema>;
