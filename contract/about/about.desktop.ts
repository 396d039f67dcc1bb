import * as z from 'zod';
import { RevisionSchema } from '../administration/administration.ts';
import { desktopApi } from '../app/app.desktop.ts';
import { AboutInputSchema, AboutPageSchema } from './about.ts';

export const ABOUT_DESKTOP_API = {
  /** Without a connection the page as it was last seen on this device. OFFLINE when it was never seen. */
  page: desktopApi.output(AboutPageSchema),
  /** For administrators of a municipality, online only. */
  change: desktopApi.input(z.object({ seen: RevisionSchema, about: AboutInputSchema })).output(AboutPageSchema),
};
