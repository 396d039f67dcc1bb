import type { MicrosoftApplication, MicrosoftIdentity } from '@hallowerk/contract/accounts/microsoft.ts';
import type { AccountState } from '@hallowerk/contract/app/app.desktop.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import type { Platform } from '../platform.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { OfflineError, ServerProblem } from '../server-client/server-errors.ts';
import { beginSession, describeDevice, keptOf } from './begin-session.ts';
import type { MicrosoftBrowser, MicrosoftToken } from './microsoft-browser.ts';
import type { SessionLifecycle } from './session-lifecycle.ts';
import type { KeptSession, SessionStore } from './session-store.ts';

export interface MicrosoftSignIn {
  /** Whether this server lets people sign in with Microsoft; false as well while it cannot be reached. */
  available(): Promise<boolean>;
  /** Through the browser; the signal stops the waiting for it. Throws as `MicrosoftBrowser.ask`, and `ServerProblem`. */
  signIn(signal?: AbortSignal): Promise<AccountState>;
}

export interface MicrosoftSignInOptions {
  readonly client: ServerClient;
  readonly platform: Platform;
  readonly store: SessionStore;
  readonly sessions: SessionLifecycle;
  readonly clock: Clock;
  readonly browser: MicrosoftBrowser;
}

export function createMicrosoftSignIn(options: MicrosoftSignInOptions): MicrosoftSignIn {
  const { client, platform, store, sessions, clock, browser } = options;

  async function open(nonce: string, token: MicrosoftToken): Promise<KeptSession> {
    const device = describeDevice(platform, await deviceFor(token));
    const created = await client.createMicrosoftSession({ body: { idToken: token.idToken, nonce, device } });
    const { deviceId, deviceProof } = created;
    for (const name of [token.account, created.me.email, created.me.id])
      await store.rememberDevice(name, deviceId, deviceProof);
    return keptOf(created, clock);
  }

  /** Who signed in here before, with a password too, gets the files that are here: the server checks whose they are. */
  async function deviceFor({ account, addresses }: MicrosoftToken): Promise<string | null> {
    for (const name of [account, ...addresses]) {
      const known = await store.knownDevice(name);
      if (known !== null) return known;
    }
    return null;
  }

  return {
    async available() {
      try {
        return (await client.getMicrosoftSettings({})).application !== null;
      } catch (error) {
        if (error instanceof OfflineError || (error instanceof ServerProblem && error.status === 404)) return false;
        throw error;
      }
    },
    async signIn(signal) {
      const application = await applicationOf(client);
      const { nonce } = await client.createMicrosoftChallenge({});
      const token = await browser.ask(application, nonce, signal);
      return beginSession(sessions, () => open(nonce, token));
    },
  };
}

/** The Microsoft account of the user who is signed in, in his settings. Online only. */
export interface MicrosoftLink {
  identities(): Promise<{ items: MicrosoftIdentity[] }>;
  /** Through the browser. Throws as `MicrosoftBrowser.ask`, and `ServerProblem` 403 `confirmation_needed`, 409. */
  link(signal?: AbortSignal): Promise<MicrosoftIdentity>;
  /** Throws `ServerProblem` 403 `confirmation_needed`, 404, 409. */
  unlink(input: { readonly id: string }): Promise<void>;
  /** 'Bevestig dat jij het bent' without a password, through the browser. Throws as `link`, and 403, 409. */
  confirm(signal?: AbortSignal): Promise<{ confirmedUntil: string }>;
}

export function createMicrosoftLink(client: ServerClient, browser: MicrosoftBrowser): MicrosoftLink {
  return {
    identities: () => client.listMicrosoftIdentities({}),
    async link(signal) {
      const application = await applicationOf(client);
      // Before the browser opens: who may not, hears it here.
      const { nonce } = await client.createMicrosoftLinkChallenge({});
      const { idToken } = await browser.ask(application, nonce, signal);
      return client.createMicrosoftIdentity({ body: { idToken, nonce } });
    },
    async confirm(signal) {
      const application = await applicationOf(client);
      const { nonce } = await client.createMicrosoftConfirmationChallenge({});
      const { idToken } = await browser.ask(application, nonce, signal, { fresh: true });
      return client.createMicrosoftConfirmation({ body: { idToken, nonce } });
    },
    unlink: ({ id }) => client.deleteMicrosoftIdentity({ params: { id } }),
  };
}

async function applicationOf(client: ServerClient): Promise<MicrosoftApplication> {
  const { application } = await client.getMicrosoftSettings({});
  if (application !== null) return application;
  throw new DesktopError('REFUSED', 'Aanmelden met Microsoft kan hier niet. Gebruik je wachtwoord.', {
    reason: 'microsoft_off',
  });
}
