import os from 'node:os';
import type { z } from 'zod';
import type {
  DemoAccount,
  DeviceSchema,
  Me,
  SecondFactor,
  Session,
  SessionTokens,
  SignInChallenge,
} from '@hallowerk/contract/accounts/account.ts';
import type { AccountState } from '@hallowerk/contract/app/app.desktop.ts';
import type { Logger } from '../logging/logger.ts';
import type { Platform } from '../platform.ts';
import { ServerProblem } from '../server-client/server-errors.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import type { KeptSession, SessionStore } from './session-store.ts';

/** Why a session is closed: his own choice deletes his files; an ended session only locks them (sync §2.20). */
export type CloseReason = 'signed-out' | 'session-ended' | 'replaced' | 'shutdown';

/** The composition root: opens a user's files and services, and closes them again. */
export interface SessionHost {
  /** Rejects when the files cannot be opened; then nobody is signed in. */
  open(session: OpenSession): Promise<void>;
  close(reason: CloseReason): Promise<void>;
  /** Tells the server, with the token of the open session. */
  endOnServer(): Promise<void>;
}

export interface OpenSession {
  readonly deviceId: string;
  readonly deviceKey: Buffer;
  readonly me: Me;
  readonly tokens: SessionTokens;
  readonly saveTokens: (tokens: SessionTokens) => Promise<void>;
  readonly onEnded: (code: string) => void;
}

export interface AccountsServiceOptions {
  readonly client: ServerClient;
  readonly platform: Platform;
  readonly store: SessionStore;
  readonly host: SessionHost;
  readonly logger: Logger;
  readonly onChanged: (state: AccountState) => void;
}

export interface AccountsService {
  state(): AccountState;
  /** Opens the session of an earlier run, also without a connection. Nobody is signed in when that is impossible. */
  resume(): Promise<void>;
  /** Empty on a server that is no demo server. */
  demoAccounts(): Promise<DemoAccount[]>;
  startSignIn(input: { email: string; password: string }): Promise<SignInChallenge>;
  sendCode(input: { challengeId: string }): Promise<{ hint: string }>;
  completeSignIn(input: { challengeId: string; method: SecondFactor; code: string }): Promise<AccountState>;
  /** Ends the session here whether the server hears of it or not, and deletes this user's files on this device. */
  signOut(): Promise<void>;
  /** The server sent another version of the user himself (collection `me`). */
  updateMe(me: Me): Promise<void>;
  close(): Promise<void>;
}

export function createAccountsService(options: AccountsServiceOptions): AccountsService {
  const { client, platform, store, host, logger } = options;
  const emails = new Map<string, string>();
  let session: KeptSession | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let saving: Promise<void> = Promise.resolve();

  const state = (): AccountState =>
    session === null ? { state: 'signed-out' } : { state: 'signed-in', me: session.me };

  /** Opening and closing happen one after the other: two at once would meet in the same files. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  }

  async function keep(change: Partial<KeptSession>): Promise<void> {
    if (session === null) return;
    session = { ...session, ...change };
    // One after the other: an older version must not land on a newer one, its refresh token is spent.
    saving = saving
      .catch(() => undefined)
      .then(async () => {
        if (session !== null) await store.save(session);
      });
    await saving;
  }

  async function open(next: KeptSession): Promise<void> {
    // Set before the files open: tokens can be renewed as soon as they do, and must then be kept.
    session = next;
    try {
      await host.open(describeOpen(next));
    } catch (error) {
      session = null;
      throw error;
    }
    options.onChanged(state());
  }

  function describeOpen(next: KeptSession): OpenSession {
    return {
      deviceId: next.deviceId,
      deviceKey: Buffer.from(next.deviceKey, 'base64'),
      me: next.me,
      tokens: next.tokens,
      saveTokens: (tokens) => keep({ tokens }),
      onEnded: (code) => void inTurn(() => lock(code)),
    };
  }

  async function close(reason: CloseReason): Promise<void> {
    session = null;
    options.onChanged(state());
    await host.close(reason);
  }

  async function lock(code: string): Promise<void> {
    if (session === null) return;
    logger.warn({ code }, 'the server ended the session; files stay, sign in again');
    await close('session-ended');
    await store.clear();
  }

  async function completeSignIn(input: {
    challengeId: string;
    method: SecondFactor;
    code: string;
  }): Promise<AccountState> {
    const email = emails.get(input.challengeId) ?? '';
    const device = describeDevice(platform, await store.knownDevice(email));
    const created: Session = await client.createSession({ body: { ...input, device } });
    emails.delete(input.challengeId);
    if (session !== null) await close('replaced');
    const { deviceId, deviceKey, me, accessToken, accessTokenExpiresAt, refreshToken } = created;
    const next = { deviceId, deviceKey, me, tokens: { accessToken, accessTokenExpiresAt, refreshToken } };
    await store.save(next);
    await store.rememberDevice(email, deviceId);
    await open(next);
    return state();
  }

  async function signOut(): Promise<void> {
    if (session === null) return;
    const { deviceId } = session;
    await host
      .endOnServer()
      .catch((error: unknown) => logger.warn({ err: error }, 'the server did not hear of the sign-out'));
    await close('signed-out');
    await store.clear();
    await store.forgetDevice(deviceId);
  }

  return {
    state,
    resume: () =>
      inTurn(async () => {
        const stored = await store.load();
        if (stored === null) return;
        await open(stored);
      }),
    async demoAccounts() {
      try {
        return (await client.listDemoAccounts({})).items;
      } catch (error) {
        if (error instanceof ServerProblem && error.status === 404) return [];
        throw error;
      }
    },
    async startSignIn(input) {
      const challenge = await client.createSignInChallenge({ body: input });
      emails.set(challenge.id, input.email);
      return challenge;
    },
    sendCode: ({ challengeId }) => client.sendSignInCode({ params: { id: challengeId }, body: { method: 'SMS' } }),
    completeSignIn: (input) => inTurn(() => completeSignIn(input)),
    signOut: () => inTurn(signOut),
    updateMe: (me) =>
      inTurn(async () => {
        if (session === null || session.me.id !== me.id) return;
        await keep({ me });
        options.onChanged(state());
      }),
    close: () => inTurn(() => (session === null ? Promise.resolve() : host.close('shutdown'))),
  };
}

function describeDevice(platform: Platform, id: string | null): z.input<typeof DeviceSchema> {
  const name = os.hostname().trim().slice(0, 80);
  const known = process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';
  return {
    id,
    name: name === '' ? 'HalloWerk' : name,
    platform: platform.mode === 'loopback' ? 'browser' : known,
    appVersion: platform.appVersion.slice(0, 30),
  };
}
