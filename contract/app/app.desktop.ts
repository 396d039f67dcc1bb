import { eventIterator, oc } from '@orpc/contract';
import * as z from 'zod';
import { InstantSchema } from '../common/primitives.ts';
import { MeSchema } from '../accounts/account.ts';

/**
 * Errors that any call of the desktop API can end in. `message` is Dutch and safe to show; `data.errors` names every
 * fault of the input by path.
 */
export const desktopApi = oc.errors({
  OFFLINE: { message: 'Geen verbinding met de server' },
  SIGNED_OUT: { message: 'Je bent niet aangemeld' },
  INVALID_INPUT: {
    message: 'Controleer de invoer',
    data: z.object({ errors: z.array(z.object({ path: z.string(), message: z.string() })) }),
  },
  REFUSED: { message: 'Dit kan niet', data: z.object({ code: z.string() }) },
  NOT_FOUND: { message: 'Niet gevonden' },
});

export const AppInfoSchema = z.object({
  productName: z.string(),
  version: z.string(),
  mode: z.enum(['electron', 'loopback']),
  /** The server is a demo server: show its accounts and its outbox page. */
  demo: z.boolean(),
  demoOutboxUrl: z.string().nullable(),
  serverUrl: z.string(),
  /** Electron can write a PDF itself; in the browser host the print dialog does. */
  canSavePdf: z.boolean(),
});
export type AppInfo = z.infer<typeof AppInfoSchema>;

export const SyncStateSchema = z.object({
  phase: z.enum(['idle', 'first-fill', 'updating', 'offline', 'paused', 'error', 'update-required']),
  /** Rows stored in this run, and how many are expected in total; null while unknown. */
  received: z.int(),
  expected: z.int().nullable(),
  /** True once a first fill has completed for this user on this device. */
  complete: z.boolean(),
  lastCompletedAt: InstantSchema.nullable(),
  offlineSince: InstantSchema.nullable(),
  /** Changes of the user that wait for sending. */
  waiting: z.int(),
  /** What needs a decision of the user: refused or parked changes, and conflicts. */
  attention: z.int(),
  /** The outbox is full: nothing can be changed until it has been sent (sync §2.17). */
  readOnly: z.boolean(),
  /** This device's clock is that many milliseconds ahead (negative: behind); null while it is less than five minutes. */
  clockOffMs: z.int().nullable(),
  /** Dutch, only in the phases `error` and `update-required`. */
  message: z.string().nullable(),
});
export type SyncState = z.infer<typeof SyncStateSchema>;

/**
 * Why nobody is signed in, for the sign-in page to explain. `none`: nobody was, or he left himself. `lease-ended`: too
 * long without contact. `device-locked`: an administrator locked this device. `device-wiped`: its data were destroyed, by
 * order or because the hard limit passed. `files-unreadable`: this user's files cannot be opened with the key at hand.
 */
export const SIGNED_OUT_REASONS = [
  'none',
  'session-ended',
  'lease-ended',
  'device-locked',
  'device-wiped',
  'files-unreadable',
] as const;
export type SignedOutReason = (typeof SIGNED_OUT_REASONS)[number];

export const AccountStateSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('signed-out'), reason: z.enum(SIGNED_OUT_REASONS) }),
  z.object({ state: z.literal('signed-in'), me: MeSchema }),
]);
export type AccountState = z.infer<typeof AccountStateSchema>;

/** What the renderer is told without asking. `rows-changed` names collections by number (`COLLECTIONS`). */
export const AppEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('account'), account: AccountStateSchema }),
  z.object({ type: z.literal('sync'), sync: SyncStateSchema }),
  z.object({ type: z.literal('rows-changed'), collections: z.array(z.int()) }),
]);
export type AppEvent = z.infer<typeof AppEventSchema>;

/** Layout and taste of this user on this device: sizes of panes, theme, language. Small JSON, kept in the outbox file. */
export const PreferenceKeySchema = z.string().regex(/^[a-z][a-z0-9.-]{0,60}$/);
/** Characters of JSON: the draft of a note fits, a file does not. */
export const PREFERENCE_MAX_LENGTH = 20_000;
/** null takes the preference away. */
export const PreferenceValueSchema = z
  .json()
  .refine((value) => JSON.stringify(value).length <= PREFERENCE_MAX_LENGTH, 'Dit is te lang om te bewaren');

export const APP_DESKTOP_API = {
  info: desktopApi.output(AppInfoSchema),
  /** First yields the current account and sync state, then every change. */
  events: desktopApi.output(eventIterator(AppEventSchema)),
  preferences: desktopApi.output(z.record(z.string(), z.json())),
  setPreference: desktopApi
    .input(z.object({ key: PreferenceKeySchema, value: PreferenceValueSchema }))
    .output(z.void()),
};
