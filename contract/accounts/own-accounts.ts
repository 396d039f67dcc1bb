import * as z from 'zod';
import { UuidSchema } from '../common/primitives.ts';
import { ROLES } from './account.ts';

/** One of the accounts of a person: a role in an organisation (HW-SET-02, -03). */
export const OwnAccountSchema = z.object({
  id: UuidSchema,
  organizationName: z.string(),
  municipalityName: z.string(),
  role: ROLES.schema,
  /** A blocked one is shown and cannot be opened. */
  state: z.enum(['ACTIVE', 'BLOCKED']),
  /** The one that asks. */
  current: z.boolean(),
});
export type OwnAccount = z.infer<typeof OwnAccountSchema>;

/** As the menu of the program shows it. */
export const SwitchableAccountSchema = OwnAccountSchema.extend({
  /** Changes of this account on this device that wait for sending. */
  waiting: z.int(),
  /** Its session is kept on this device: it opens without a connection too. */
  kept: z.boolean(),
});
export type SwitchableAccount = z.infer<typeof SwitchableAccountSchema>;
