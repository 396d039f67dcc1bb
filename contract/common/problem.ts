import * as z from 'zod';
import { DeviceOrderSchema } from '../devices/device-order.ts';

/** One fault in the input: `path` in dotted form (`device.name`), `message` in Dutch, ready to stand next to the field. */
export const FaultSchema = z.object({
  path: z.string(),
  code: z.string(),
  message: z.string(),
});
export type Fault = z.infer<typeof FaultSchema>;

/**
 * RFC 9457 problem, as `application/problem+json`. `code` is stable and machine-readable; `detail` is Dutch and safe to
 * show; `errors` lists every fault at once. No field ever holds personal data.
 */
export const ProblemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string().optional(),
  code: z.string(),
  errors: z.array(FaultSchema).optional(),
  /** With 403 `device_locked` and `device_revoked`: what was decided about the device that asks (sync §2.20). */
  order: DeviceOrderSchema.optional(),
  /** With 426: the oldest build the server works with. */
  minBuild: z.string().optional(),
});
export type Problem = z.infer<typeof ProblemSchema>;
