import * as z from 'zod';
import { AccountStateSchema, desktopApi } from '../app/app.desktop.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { MicrosoftIdentitySchema } from './microsoft.ts';

/** Calls that open a browser wait for it, five minutes at most; aborting the call stops the waiting. */
export const MICROSOFT_DESKTOP_API = {
  /** False without a connection, too. */
  available: desktopApi.output(z.boolean()),
  signIn: desktopApi.output(AccountStateSchema),
  identities: desktopApi.output(z.object({ items: z.array(MicrosoftIdentitySchema) })),
  link: desktopApi.output(MicrosoftIdentitySchema),
  /** 'Bevestig dat jij het bent' for who has no password: a new sign-in at Microsoft. */
  confirm: desktopApi.output(z.object({ confirmedUntil: InstantSchema })),
  unlink: desktopApi.input(z.object({ id: UuidSchema })).output(z.void()),
};
