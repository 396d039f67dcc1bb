import * as z from 'zod';
import { desktopApi, SyncStateSchema } from '../app/app.desktop.ts';
import { UuidSchema } from '../common/primitives.ts';
import { SyncOverviewSchema } from './sync-overview.ts';

export const SYNC_DESKTOP_API = {
  state: desktopApi.output(SyncStateSchema),
  /** Starts or resumes; returns at once, progress comes as events. */
  start: desktopApi.output(z.void()),
  /** Stops after the slice in hand; what was stored stays, and `start` goes on from there. */
  cancel: desktopApi.output(z.void()),
  /** What the sync panel shows. Ask again after every `sync` event. */
  overview: desktopApi.output(SyncOverviewSchema),
  /** Puts a refused change away. */
  dismiss: desktopApi.input(z.object({ uid: UuidSchema })).output(z.void()),
  /** Sends a refused change again, as a new one. */
  retry: desktopApi.input(z.object({ uid: UuidSchema })).output(z.void()),
  resolveConflict: desktopApi.input(z.object({ id: UuidSchema, keep: z.enum(['current', 'other']) })).output(z.void()),
  /** 'Lokale gegevens opnieuw opbouwen': empties the cache and fills it again; what waits for sending is kept. */
  rebuild: desktopApi.output(z.void()),
};
