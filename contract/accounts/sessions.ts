import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';

/** One place where the user is signed in (HW-SECS-06). There is no address of a network in it: none is kept. */
export const OwnSessionSchema = z.object({
  id: UuidSchema,
  deviceName: z.string(),
  /** As the device said at its sign-in; null when it never said so. */
  platform: z.string(),
  appVersion: z.string().nullable(),
  startedAt: InstantSchema,
  /** Within ten minutes: when it last got a token. */
  lastSeenAt: InstantSchema,
  /** The organisation, for a session of another account of the same person. */
  otherAccount: z.string().nullable(),
  /** The one that asks. */
  current: z.boolean(),
});
export type OwnSession = z.infer<typeof OwnSessionSchema>;
