import * as z from 'zod';

/**
 * Events of `GET /v1/sync/poke` (sync §2.15), each as one server-sent event whose name is `type` and whose data is this
 * JSON. They say when to pull, never what changed; correctness does not depend on them.
 * `poke`: something in your scopes changed, pull. `auth`: device, session or role changed, pull now. `bye`: this node
 * stops; connect again after so long. A comment line every 25 seconds keeps the connection open.
 */
export const PokeEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('poke'), h: z.int() }),
  z.object({ type: z.literal('auth') }),
  z.object({ type: z.literal('bye'), after_ms: z.int().min(0) }),
]);
export type PokeEvent = z.infer<typeof PokeEventSchema>;

export const POKE_PATH = '/sync/poke';
export const POKE_HEARTBEAT_MS = 25_000;
