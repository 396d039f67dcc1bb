import * as z from 'zod';
import { AccountStateSchema, desktopApi } from '../app/app.desktop.ts';
import { UuidSchema } from '../common/primitives.ts';
import { NewEmailSchema } from './email-change.ts';
import { SwitchableAccountSchema } from './own-accounts.ts';

/** Several accounts of one person (HW-SET-03). */
export const OWN_ACCOUNTS_DESKTOP_API = {
  /** The present one first. Without a connection those that were opened on this device since the sign-in. */
  accounts: desktopApi.output(z.object({ items: z.array(SwitchableAccountSchema) })),
  /**
   * Opens another account in place of the present one, whose session is kept. REFUSED with `confirmation_needed`: an
   * administrator shows first that it is he.
   */
  switchAccount: desktopApi.input(z.object({ id: UuidSchema })).output(AccountStateSchema),
  /** Mails go to both addresses; REFUSED with `confirmation_needed`: ask who he is first. */
  requestEmailChange: desktopApi.input(z.object({ email: NewEmailSchema })).output(z.void()),
};
