import * as z from 'zod';
import { UuidSchema } from '../common/primitives.ts';

/**
 * Mutation kinds with the schema of their arguments (sync §2.11). Payloads are immutable once in an outbox; a changed
 * shape is a new `ver`, and the server keeps understanding the old ones.
 */
export const MUTATIONS = {
  'favourite.set': { ver: 1, args: z.object({ candidate: UuidSchema, on: z.boolean() }) },
} as const;
export type MutationKind = keyof typeof MUTATIONS;
export type MutationArgs<K extends MutationKind> = z.infer<(typeof MUTATIONS)[K]['args']>;
