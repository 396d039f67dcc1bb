import * as z from 'zod';
import { desktopApi, SyncStateSchema } from '../app/app.desktop.ts';

export const SYNC_DESKTOP_API = {
  state: desktopApi.output(SyncStateSchema),
  /** Starts or resumes; returns at once, progress comes as events. */
  start: desktopApi.output(z.void()),
  /** Stops after the slice in hand; what was stored stays, and `start` goes on from there. */
  cancel: desktopApi.output(z.void()),
};
