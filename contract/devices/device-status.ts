import * as z from 'zod';
import { codeList } from '../common/code-list.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { PLATFORMS, ROLES } from '../accounts/account.ts';

export const DEVICE_STATES = codeList({
  ACTIVE: ['In gebruik', 'In use'],
  LOCKED: ['Vergrendeld', 'Locked'],
  WIPE_ORDERED: ['Wissen opgedragen', 'Wipe ordered'],
  WIPED: ['Gewist', 'Wiped'],
});
export type DeviceState = (typeof DEVICE_STATES.codes)[number];

/** What a device tells about itself in every pull: numbers only (sync §2.23). */
export const DeviceReportSchema = z.object({
  /** Changes that wait for sending, and how long the oldest has waited, seconds. */
  waiting: z.int().min(0),
  oldestWaitingSeconds: z.int().min(0).nullable(),
  /** Differing digests since the previous complete pull. */
  mismatches: z.int().min(0),
});
export type DeviceReport = z.infer<typeof DeviceReportSchema>;

/** One device as an administrator sees it: no name of a person, no name that a person gave his device. */
export const DeviceStatusSchema = z.object({
  id: UuidSchema,
  role: ROLES.schema,
  organizationName: z.string(),
  platform: z.enum(PLATFORMS),
  appVersion: z.string(),
  state: DEVICE_STATES.schema,
  createdAt: InstantSchema,
  lastSeenAt: InstantSchema.nullable(),
  /** When this device last held everything; `lagSeconds` is how long ago that was, by the server's clock. */
  lastCompleteAt: InstantSchema.nullable(),
  lagSeconds: z.int().nullable(),
  leaseUntil: InstantSchema,
  /** As it said at its last contact. */
  waiting: z.int(),
  /** All differing digests since it was registered. */
  mismatches: z.int(),
  /** The administrator's own device, which he cannot lock or wipe from itself. */
  own: z.boolean(),
});
export type DeviceStatus = z.infer<typeof DeviceStatusSchema>;

/** What an administrator can do with a device; `RELEASE` ends a lock. */
export const DEVICE_DECISIONS = ['LOCK', 'WIPE', 'RELEASE'] as const;
export type DeviceDecision = (typeof DEVICE_DECISIONS)[number];
