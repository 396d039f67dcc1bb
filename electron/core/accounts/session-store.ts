import { createHash } from 'node:crypto';
import * as z from 'zod';
import { MeSchema, SessionTokensSchema } from '@hallowerk/contract/accounts/account.ts';
import type { Logger } from '../logging/logger.ts';
import type { SecretStore } from '../platform.ts';

const StoredSessionSchema = z.object({
  version: z.literal(1),
  serverUrl: z.string(),
  deviceId: z.string(),
  /** 32 bytes, base64. */
  deviceKey: z.base64().length(44),
  me: MeSchema,
  tokens: SessionTokensSchema,
});
type StoredSession = z.infer<typeof StoredSessionSchema>;
/** Everything needed to open this user's files without a connection and to talk to the server with one. */
export type KeptSession = Omit<StoredSession, 'version' | 'serverUrl'>;

const DevicesSchema = z.record(z.string(), z.string());

const SESSION = 'session';
const DEVICES = 'devices';

export interface SessionStore {
  /** The session kept for this server, or null. A damaged entry counts as none. */
  load(): Promise<KeptSession | null>;
  save(session: KeptSession): Promise<void>;
  clear(): Promise<void>;
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
      const session = await readJson(SESSION, StoredSessionSchema);
      if (session === null || serverName(session.serverUrl) !== serverName(serverUrl)) return null;
      const { version: _version, serverUrl: _serverUrl, ...kept } = session;
      return kept;
    },
    save: (session) => writeJson(SESSION, { ...session, version: 1, serverUrl } satisfies StoredSession),
    clear: () => secrets.delete(SESSION),
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
