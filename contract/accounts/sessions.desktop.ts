import * as z from 'zod';
import { desktopApi } from '../app/app.desktop.ts';
import { UuidSchema } from '../common/primitives.ts';
import { OwnSessionSchema } from './sessions.ts';

/** Online only. */
export const SESSIONS_DESKTOP_API = {
  sessions: desktopApi.output(z.object({ items: z.array(OwnSessionSchema) })),
  /** Of another device. */
  endSession: desktopApi.input(z.object({ id: UuidSchema })).output(z.void()),
  /** Also here: the user is signed out when this resolves. When the server cannot be reached nobody is. */
  signOutEverywhere: desktopApi.output(z.void()),
};
