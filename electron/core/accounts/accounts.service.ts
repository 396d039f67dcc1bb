import type { DemoAccount, SecondFactor, Session, SignInChallenge } from '@hallowerk/contract/accounts/account.ts';
import type { AccountState } from '@hallowerk/contract/app/app.desktop.ts';
import type { Clock } from '../clock.ts';
import type { SwitchableAccount } from '@hallowerk/contract/accounts/own-accounts.ts';
import { DesktopError } from '../desktop-error.ts';
import type { Platform } from '../platform.ts';
import { OfflineError, ServerProblem } from '../server-client/server-errors.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { createAccountSwitch } from './account-switch.ts';
import { beginSession, describeDevice, keptOf, type Device } from './begin-session.ts';
import type { SessionLifecycle } from './session-lifecycle.ts';
import type { SessionStore } from './session-store.ts';

export interface AccountsServiceOptions {
  readonly client: ServerClient;
  readonly platform: Platform;
  readonly store: SessionStore;
  readonly sessions: SessionLifecycle;
  readonly clock: Clock;
  /** With the session that is open. Throws `DesktopError` SIGNED_OUT. */
  readonly currentClient: () => Pick<ServerClient, 'listAccounts' | 'switchAccount'>;
}

export interface AccountsService {
  state(): AccountState;
  /** Empty on a server that is no demo server. */
  demoAccounts(): Promise<DemoAccount[]>;
  startSignIn(input: { email: string; password: string }): Promise<SignInChallenge>;
  sendCode(input: { challengeId: string }): Promise<{ hint: string }>;
  completeSignIn(input: {
    challengeId: string;
    method: SecondFactor;
    code: string;
    trustDevice?: boolean | undefined;
  }): Promise<AccountState>;
  completeWithRecoveryCode(input: { challengeId: string; recoveryCode: string }): Promise<AccountState>;
  /** After a challenge that said `trusted`. */
  completeOnTrustedDevice(input: { challengeId: string }): Promise<AccountState>;
  /** Somebody signed in with this address on this device before; answered without the server (security §5.5). */
  isKnownAddress(input: { email: string }): Promise<boolean>;
  /** Throws `DesktopError` OFFLINE. */
  requestPasswordReset(input: { email: string }): Promise<void>;
  /** The accounts of who is signed in; without a connection those that can be opened here. */
  accounts(): Promise<{ items: SwitchableAccount[] }>;
  /** Throws `DesktopError` OFFLINE, SIGNED_OUT, and `ServerProblem` 403 `confirmation_needed`, 404. */
  switchAccount(input: { id: string }): Promise<AccountState>;
  /** Ends the session here whether the server hears of it or not, and deletes this user's files on this device. */
  signOut(): Promise<void>;
  /**
   * Ends every session of this user, this one too, and deletes his files here (HW-SECS-08). Throws `DesktopError` OFFLINE
   * when the server cannot be reached: then nobody was signed out for certain, and he is still signed in here.
   */
  signOutEverywhere(): Promise<void>;
}

const EVERYWHERE_OFFLINE =
  'Geen verbinding met de server. Het is niet zeker dat je overal bent uitgelogd. Probeer het opnieuw zodra je weer verbinding hebt.';

export function createAccountsService(options: AccountsServiceOptions): AccountsService {
  const { client, platform, store, sessions, clock } = options;
  const emails = new Map<string, string>();
  const switching = createAccountSwitch(options);

  async function open(challengeId: string, create: (device: Device, email: string) => Promise<Session>) {
    const email = emails.get(challengeId) ?? '';
    const created = await create(describeDevice(platform, await store.knownDevice(email)), email);
    emails.delete(challengeId);
    for (const name of [email, created.me.id]) {
      await store.rememberDevice(name, created.deviceId, created.deviceProof);
    }
    return keptOf(created, clock);
  }

  const signIn = (
    challengeId: string,
    create: (device: Device, email: string) => Promise<Session>,
  ): Promise<AccountState> => beginSession(sessions, () => open(challengeId, create));

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
      const device = (await store.deviceProof(input.email)) ?? undefined;
      const challenge = await client.createSignInChallenge({ body: { ...input, device } });
      emails.set(challenge.id, input.email);
      return challenge;
    },
    sendCode: ({ challengeId }) => client.sendSignInCode({ params: { id: challengeId }, body: { method: 'SMS' } }),
    completeSignIn: (input) =>
      signIn(input.challengeId, (device) => client.createSession({ body: { ...input, device } })),
    completeWithRecoveryCode: (input) =>
      signIn(input.challengeId, (device) => client.createRecoverySession({ body: { ...input, device } })),
    completeOnTrustedDevice: ({ challengeId }) =>
      signIn(challengeId, async (device, email) => {
        const known = await store.deviceProof(email);
        if (known === null) throw new DesktopError('REFUSED', NOT_TRUSTED, { reason: 'not_trusted' });
        return client.createTrustedSession({ body: { challengeId, known, device } });
      }),
    isKnownAddress: async ({ email }) =>
      (await store.knownDevice(email)) !== null || (await store.deviceProof(email)) !== null,
    async requestPasswordReset(body) {
      try {
        await client.requestPasswordReset({ body });
      } catch (error) {
        if (error instanceof OfflineError) throw new DesktopError('OFFLINE', RESET_OFFLINE, { cause: error });
        throw error;
      }
    },
    accounts: () => switching.accounts(),
    switchAccount: ({ id }) => switching.switchTo(id),
    signOut: () => sessions.signOut('this'),
    async signOutEverywhere() {
      try {
        await sessions.signOut('all');
      } catch (error) {
        if (error instanceof OfflineError) throw new DesktopError('OFFLINE', EVERYWHERE_OFFLINE, { cause: error });
        throw error;
      }
    },
  };
}

const NOT_TRUSTED = 'Dit apparaat wordt niet meer onthouden. Begin opnieuw met je wachtwoord.';
const RESET_OFFLINE = 'Een nieuw wachtwoord aanvragen kan alleen met verbinding met de server.';
