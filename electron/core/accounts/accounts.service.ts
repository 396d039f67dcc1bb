import os from 'node:os';
import type { z } from 'zod';
import type {
  DemoAccount,
  DeviceSchema,
  SecondFactor,
  Session,
  SignInChallenge,
} from '@hallowerk/contract/accounts/account.ts';
import type { AccountState } from '@hallowerk/contract/app/app.desktop.ts';
import type { Clock } from '../clock.ts';
import type { Platform } from '../platform.ts';
import { ServerProblem } from '../server-client/server-errors.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import type { SessionLifecycle } from './session-lifecycle.ts';
import type { KeptSession, SessionStore } from './session-store.ts';

export interface AccountsServiceOptions {
  readonly client: ServerClient;
  readonly platform: Platform;
  readonly store: SessionStore;
  readonly sessions: SessionLifecycle;
  readonly clock: Clock;
}

export interface AccountsService {
  state(): AccountState;
  /** Empty on a server that is no demo server. */
  demoAccounts(): Promise<DemoAccount[]>;
  startSignIn(input: { email: string; password: string }): Promise<SignInChallenge>;
  sendCode(input: { challengeId: string }): Promise<{ hint: string }>;
  completeSignIn(input: { challengeId: string; method: SecondFactor; code: string }): Promise<AccountState>;
  /** Ends the session here whether the server hears of it or not, and deletes this user's files on this device. */
  signOut(): Promise<void>;
}

export function createAccountsService(options: AccountsServiceOptions): AccountsService {
  const { client, platform, store, sessions, clock } = options;
  const emails = new Map<string, string>();

  async function signIn(input: { challengeId: string; method: SecondFactor; code: string }): Promise<KeptSession> {
    const email = emails.get(input.challengeId) ?? '';
    const device = describeDevice(platform, await store.knownDevice(email));
    const created = await client.createSession({ body: { ...input, device } });
    emails.delete(input.challengeId);
    await store.rememberDevice(email, created.deviceId);
    return keptOf(created, clock);
  }

  return {
    state: () => sessions.state(),
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
    async completeSignIn(input) {
      try {
        await sessions.begin(() => signIn(input));
        return sessions.state();
      } catch (error) {
        if (error instanceof ServerProblem && error.order !== null) await sessions.obeyRefusedSignIn(error.order);
        throw error;
      }
    },
    signOut: () => sessions.signOut(),
  };
}

function keptOf(created: Session, clock: Clock): KeptSession {
  const { deviceId, deviceKey, serverPublicKey, me, accessToken, accessTokenExpiresAt, refreshToken } = created;
  return {
    deviceId,
    deviceKey: Buffer.from(deviceKey, 'base64'),
    serverPublicKey,
    me,
    tokens: { accessToken, accessTokenExpiresAt, refreshToken },
    signedInAt: new Date(clock.now()).toISOString(),
    lease: null,
    newestTime: null,
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
