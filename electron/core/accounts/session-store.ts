import { createHash, createHmac, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { MeSchema, SessionTokensSchema, type Me } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import { DeviceProofSchema, type DeviceProof } from '@hallowerk/contract/accounts/security.ts';
import { SIGNED_OUT_REASONS } from '@hallowerk/contract/app/app.desktop.ts';
import { InstantSchema } from '@hallowerk/contract/common/primitives.ts';
import { LeaseSchema } from '@hallowerk/contract/devices/device-order.ts';
import type { Logger } from '../logging/logger.ts';
import type { SecretStore } from '../platform.ts';

/** A session that was stored before custom roles says nothing of rights: they were those of the role. */
const StoredMeSchema = MeSchema.extend({
  roleName: MeSchema.shape.roleName.default(null),
  rights: MeSchema.shape.rights.optional(),
}).transform((me): Me => ({ ...me, rights: me.rights ?? [...DEFAULT_RIGHTS[me.role]] }));

const StoredSessionSchema = z.object({
  version: z.literal(2),
  serverUrl: z.string(),
  deviceId: z.string(),
  /** 32 bytes, base64. */
  deviceKey: z.base64().length(44),
  serverPublicKey: z.string(),
  me: StoredMeSchema,
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

/** Sessions of other accounts of the person who is signed in. */
const AsideSchema = z.array(z.object({ session: StoredSessionSchema, waiting: z.int() }));

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

/** `left`: he signed out here, so the next sign-in begins as a new device; the proof stays good (HF-AUTH-09). */
const KnownDeviceSchema = DeviceProofSchema.extend({ left: z.boolean().optional() });
type KnownDevice = z.infer<typeof KnownDeviceSchema>;

/** By account: the id alone, as older versions kept it, or with what the device shows to be recognised. */
const DevicesSchema = z.record(z.string(), z.union([z.string(), KnownDeviceSchema]));
const idOf = (device: string | KnownDevice): string => (typeof device === 'string' ? device : device.id);

const SESSION = 'session';
const DEVICES = 'devices';
const SALT = 'device-salt';
const SALT_BYTES = 32;
const CLOSED = 'closed';
const ASIDE = 'sessions-aside';
const NOTHING_CLOSED: Closed = { reason: 'none', files: {} };

export interface LoadedSession {
  readonly session: KeptSession | null;
  /** A session of an older version was there: whose, and where. It cannot be used any more. */
  readonly outdated: { readonly userId: string; readonly deviceId: string } | null;
}

/** The session of another account of the same person, from which he switched away. */
export interface AsideSession {
  readonly session: KeptSession;
  /** Changes in its outbox that were not sent. */
  readonly waiting: number;
}

export interface SessionStore {
  /** Of this server, in no order. The keys are copies, to be made zero. */
  aside(): Promise<readonly AsideSession[]>;
  setAside(sessions: readonly AsideSession[]): Promise<void>;
  /** The session kept for this server, or null. A damaged entry counts as none. */
  load(): Promise<LoadedSession>;
  save(session: KeptSession): Promise<void>;
  /** Overwrites the entry with chance before it is deleted: it holds the key. */
  clear(): Promise<void>;
  closed(): Promise<Closed>;
  setClosed(closed: Closed): Promise<void>;
  /** The device id this server gave earlier for the account, so that the next sign-in gets the same key back. */
  knownDevice(email: string): Promise<string | null>;
  /** What this device shows the server at the next sign-in with this account (security A06), or null. */
  deviceProof(email: string): Promise<DeviceProof | null>;
  rememberDevice(email: string, deviceId: string, proof?: string): Promise<void>;
  /** This device is known under another name as well, with the same proof. */
  rememberSame(known: string, name: string, deviceId: string): Promise<void>;
  /** After signing out here: its id is not used again, but it is still known to be this machine. */
  leaveDevice(deviceId: string): Promise<void>;
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
  const account = (email: string): string => `${serverName(serverUrl)} ${email.trim().toLowerCase()}`;
  /** Salted on this device, so that the keys say nothing to who sees them (security §5.5). */
  async function accountKey(email: string): Promise<string> {
    let salt = await secrets.get(SALT);
    if (salt === null || salt.length !== SALT_BYTES) {
      salt = randomBytes(SALT_BYTES);
      await secrets.set(SALT, salt);
    }
    return createHmac('sha256', salt).update(account(email)).digest('hex');
  }
  const unsaltedKey = (email: string): string => createHash('sha256').update(account(email)).digest('hex');
  async function deviceOf(email: string): Promise<string | KnownDevice | null> {
    const devices = await readJson(DEVICES, DevicesSchema);
    return devices?.[await accountKey(email)] ?? devices?.[unsaltedKey(email)] ?? null;
  }

  const stored = (session: KeptSession): StoredSession => ({
    ...session,
    version: 2,
    serverUrl,
    deviceKey: session.deviceKey.toString('base64'),
  });
  const restored = ({ version: _version, serverUrl: _url, deviceKey, ...kept }: StoredSession): KeptSession => ({
    ...kept,
    deviceKey: Buffer.from(deviceKey, 'base64'),
  });
  /** Overwritten with chance before it is deleted: it holds keys. */
  async function erase(name: string): Promise<void> {
    if ((await secrets.get(name)) !== null) await secrets.set(name, randomBytes(1024));
    await secrets.delete(name);
  }

  return {
    async aside() {
      const entries = (await readJson(ASIDE, AsideSchema)) ?? [];
      return entries
        .filter(({ session }) => serverName(session.serverUrl) === serverName(serverUrl))
        .map(({ session, waiting }) => ({ session: restored(session), waiting }));
    },
    setAside: (sessions) =>
      sessions.length === 0
        ? erase(ASIDE)
        : writeJson(
            ASIDE,
            sessions.map(({ session, waiting }) => ({ session: stored(session), waiting })),
          ),
    async load() {
      const found = await readJson(SESSION, z.union([StoredSessionSchema, OutdatedSessionSchema]));
      if (found === null) return { session: null, outdated: null };
      if (found.version === 1) {
        return { session: null, outdated: { userId: found.me.id, deviceId: found.deviceId } };
      }
      if (serverName(found.serverUrl) !== serverName(serverUrl)) return { session: null, outdated: null };
      return { session: restored(found), outdated: null };
    },
    save: (session) => writeJson(SESSION, stored(session)),
    clear: () => erase(SESSION),
    closed: async () => (await readJson(CLOSED, ClosedSchema)) ?? NOTHING_CLOSED,
    setClosed: (closed) => writeJson(CLOSED, closed),
    async knownDevice(email) {
      const device = await deviceOf(email);
      return device === null || (typeof device !== 'string' && device.left === true) ? null : idOf(device);
    },
    async deviceProof(email) {
      const device = await deviceOf(email);
      return device === null || typeof device === 'string' ? null : { id: device.id, proof: device.proof };
    },
    async rememberDevice(email, deviceId, proof) {
      const { [unsaltedKey(email)]: _older, ...devices } = (await readJson(DEVICES, DevicesSchema)) ?? {};
      const device = proof === undefined ? deviceId : { id: deviceId, proof };
      await writeJson(DEVICES, { ...devices, [await accountKey(email)]: device });
    },
    async rememberSame(known, name, deviceId) {
      const device = await deviceOf(known);
      if (device === null || idOf(device) !== deviceId) return;
      const devices = (await readJson(DEVICES, DevicesSchema)) ?? {};
      await writeJson(DEVICES, { ...devices, [await accountKey(name)]: device });
    },
    async leaveDevice(deviceId) {
      const devices = Object.entries((await readJson(DEVICES, DevicesSchema)) ?? {});
      const kept = devices.flatMap(([key, device]) => {
        if (idOf(device) !== deviceId) return [[key, device] as const];
        return typeof device === 'string' ? [] : [[key, { ...device, left: true }] as const];
      });
      await writeJson(DEVICES, Object.fromEntries(kept));
    },
    async forgetDevice(deviceId) {
      const devices = Object.entries((await readJson(DEVICES, DevicesSchema)) ?? {});
      await writeJson(DEVICES, Object.fromEntries(devices.filter(([, device]) => idOf(device) !== deviceId)));
    },
  };
}

/** The embedded server of a profile gets another free port at each start, and is still the same server. */
function serverName(url: string): string {
  const { origin, hostname } = new URL(url);
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) ? 'loopback' : origin;
}
