import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { MeSchema, SessionTokensSchema } from '@hallowerk/contract/accounts/account.ts';
import { SIGNED_OUT_REASONS } from '@hallowerk/contract/app/app.desktop.ts';
import { InstantSchema } from '@hallowerk/contract/common/primitives.ts';
import { LeaseSchema } from '@hallowerk/contract/devices/device-order.ts';
import type { Logger } from '../logging/logger.ts';
import type { SecretStore } from '../platform.ts';

const StoredSessionSchema = z.object({
  version: z.literal(2),
  serverUrl: z.string(),
  deviceId: z.string(),
  /** 32 bytes, base64. */
  deviceKey: z.base64().length(44),
  serverPublicKey: z.string(),
  me: MeSchema,
  tokens: SessionTokensSchema,
  signedInAt: InstantSchema,
  lease: LeaseSchema.nullable(),
  newestTime: InstantSchema.nullable(),
});
type StoredSession = z.infer<typeof StoredSessionSchema>;

/**
 * Everything needed to open this user's files without a connection and to talk to the server with one. The key is bytes,
 * not text, so that it can be made zero.
 */
export type KeptSession = Omit<StoredSession, 'version' | 'serverUrl' | 'deviceKey'> & { readonly deviceKey: Buffer };

/** A session of version 1 knows no key of the server, so nothing it is told can be checked: sign in again. */
const OutdatedSessionSchema = z.object({
  version: z.literal(1),
  deviceId: z.string(),
  me: z.object({ id: z.string() }),
});

const LockedFilesSchema = z.object({
  userId: z.string(),
  deviceId: z.string(),
  /** Null in a session of version 1: an order about these files cannot be checked. */
  serverPublicKey: z.string().nullable(),
  wipeAfter: InstantSchema,
  newestTime: InstantSchema.nullable(),
  /** Changes in the outbox that were never sent. */
  waiting: z.int(),
});
/** Files that stay on this device without a key. Their hard limit goes on counting. */
export type LockedFiles = z.infer<typeof LockedFilesSchema>;

const ClosedSchema = z.object({
  /** Why nobody is signed in, for the sign-in page of the next start. */
  reason: z.enum(SIGNED_OUT_REASONS),
  /** By the folder of the user's files. */
  files: z.record(z.string(), LockedFilesSchema),
});
export type Closed = z.infer<typeof ClosedSchema>;

const DevicesSchema = z.record(z.string(), z.string());

const SESSION = 'session';
const DEVICES = 'devices';
const CLOSED = 'closed';
const NOTHING_CLOSED: Closed = { reason: 'none', files: {} };

export interface LoadedSession {
  readonly session: KeptSession | null;
  /** A session of an older version was there: whose, and where. It cannot be used any more. */
  readonly outdated: { readonly userId: string; readonly deviceId: string } | null;
}

export interface SessionStore {
  /** The session kept for this server, or null. A damaged entry counts as none. */
  load(): Promise<LoadedSession>;
  save(session: KeptSession): Promise<void>;
  /** Overwrites the entry with chance before it is deleted: it holds the key. */
  clear(): Promise<void>;
  closed(): Promise<Closed>;
  setClosed(closed: Closed): Promise<void>;
  /** The device id this server gave earlier for the account, so that the next sign-in gets the same key back. */
  knownDevice(email: string): Promise<string | null>;
  rememberDevice(email: string, deviceId: string): Promise<void>;
  forgetDevice(deviceId: string): Promise<void>;
}

/** Keeps the session in the platform's vault, bound to the server it came from: tokens never travel to another one. */
export function createSessionStore(secrets: SecretStore, serverUrl: string, logger: Logger): SessionStore {
  async function readJson<T>(name: string, schema: z.ZodType<T>): Promise<T | null> {
    const value = await secrets.get(name);
    if (value === null) return null;
    try {
      return schema.parse(JSON.parse(value.toString('utf8')));
    } catch (error) {
      logger.warn({ err: error, secret: name }, 'a stored secret is unreadable and counts as absent');
      return null;
    }
  }
  const writeJson = (name: string, value: unknown): Promise<void> =>
    secrets.set(name, Buffer.from(JSON.stringify(value)));
  const accountKey = (email: string): string =>
    createHash('sha256')
      .update(`${serverName(serverUrl)} ${email.trim().toLowerCase()}`)
      .digest('hex');

  return {
    async load() {
      const stored = await readJson(SESSION, z.union([StoredSessionSchema, OutdatedSessionSchema]));
      if (stored === null) return { session: null, outdated: null };
      if (stored.version === 1) {
        return { session: null, outdated: { userId: stored.me.id, deviceId: stored.deviceId } };
      }
      if (serverName(stored.serverUrl) !== serverName(serverUrl)) return { session: null, outdated: null };
      const { version: _version, serverUrl: _serverUrl, deviceKey, ...kept } = stored;
      return { session: { ...kept, deviceKey: Buffer.from(deviceKey, 'base64') }, outdated: null };
    },
    save: (session) =>
      writeJson(SESSION, {
        ...session,
        version: 2,
        serverUrl,
        deviceKey: session.deviceKey.toString('base64'),
      } satisfies StoredSession),
    async clear() {
      if ((await secrets.get(SESSION)) !== null) await secrets.set(SESSION, randomBytes(1024));
      await secrets.delete(SESSION);
    },
    closed: async () => (await readJson(CLOSED, ClosedSchema)) ?? NOTHING_CLOSED,
    setClosed: (closed) => writeJson(CLOSED, closed),
    async knownDevice(email) {
      return (await readJson(DEVICES, DevicesSchema))?.[accountKey(email)] ?? null;
    },
    async rememberDevice(email, deviceId) {
      await writeJson(DEVICES, { ...(await readJson(DEVICES, DevicesSchema)), [accountKey(email)]: deviceId });
    },
    async forgetDevice(deviceId) {
      const devices = Object.entries((await readJson(DEVICES, DevicesSchema)) ?? {});
      await writeJson(DEVICES, Object.fromEntries(devices.filter(([, id]) => id !== deviceId)));
    },
  };
}

/** The embedded server of a profile gets another free port at each start, and is still the same server. */
function serverName(url: string): string {
  const { origin, hostname } = new URL(url);
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) ? 'loopback' : origin;
}
