import * as z from 'zod';
import { AccountStateSchema, desktopApi } from '../app/app.desktop.ts';
import { UuidSchema } from '../common/primitives.ts';
import { MicrosoftIdentitySchema } from './microsoft.ts';

/** Both calls that open a browser wait for it, five minutes at most; aborting the call stops the waiting. */
export const MICROSOFT_DESKTOP_API = {
  /** False without a connection, too. */
  available: desktopApi.output(z.boolean()),
  signIn: desktopApi.output(AccountStateSchema),
  identities: desktopApi.output(z.object({ items: z.array(MicrosoftIdentitySchema) })),
  link: desktopApi.output(MicrosoftIdentitySchema),
  unlink: desktopApi.input(z.object({ id: UuidSchema })).output(z.void()),
};
