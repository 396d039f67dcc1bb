import { AuthError, PublicClientApplication, type AuthenticationResult } from '@azure/msal-node';
import { createHash } from 'node:crypto';
import type { MicrosoftApplication } from '@hallowerk/contract/accounts/microsoft.ts';
import { DesktopError } from '../desktop-error.ts';
import type { Platform } from '../platform.ts';
import { MICROSOFT_DONE_PAGE, MICROSOFT_FAILED_PAGE } from './microsoft-pages.ts';

/** How long somebody may take in the browser; whoever closes the tab is not heard of again. */
export const MICROSOFT_TIME_LIMIT_MS = 5 * 60_000;

/** What Microsoft says, for our server to check. Nothing in it is proven here. */
export interface MicrosoftToken {
  readonly idToken: string;
  /** The same for every sign-in with this account; for finding the device again. */
  readonly account: string;
  readonly addresses: readonly string[];
}

export interface MicrosoftBrowser {
  /**
   * Sends the user to Microsoft in his own browser and waits for him on loopback (authorization code with PKCE).
   * Throws `DesktopError` OFFLINE, or REFUSED with `microsoft_cancelled`, `microsoft_timeout`, `browser_unavailable` or
   * `microsoft_failed`.
   */
  ask(
    application: MicrosoftApplication,
    nonce: string,
    signal?: AbortSignal,
    options?: MicrosoftVisitOptions,
  ): Promise<MicrosoftToken>;
}

export interface MicrosoftVisitOptions {
  /** He has to sign in anew, and the token says when he did. */
  readonly fresh?: boolean;
}

export interface MicrosoftBrowserOptions {
  readonly platform: Pick<Platform, 'openExternal'>;
  readonly timeLimitMs?: number;
}

export function createMicrosoftBrowser({ platform, timeLimitMs }: MicrosoftBrowserOptions): MicrosoftBrowser {
  return {
    async ask(application, nonce, signal, { fresh = false } = {}) {
      if (signal?.aborted === true) throw cancelled();
      const attempt = new Attempt(platform);
      const timer = setTimeout(() => attempt.stop(timedOut()), timeLimitMs ?? MICROSOFT_TIME_LIMIT_MS);
      const onAbort = (): void => attempt.stop(cancelled());
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        return await attempt.run(application, nonce, fresh);
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      }
    },
  };
}

/** One visit to Microsoft. MSAL waits for ever and cannot be stopped; its own listener on loopback can. */
class Attempt {
  readonly #platform: Pick<Platform, 'openExternal'>;
  readonly #stopped = Promise.withResolvers<never>();
  #stop: DesktopError | null = null;
  #address: URL | null = null;

  constructor(platform: Pick<Platform, 'openExternal'>) {
    this.#platform = platform;
  }

  async run({ clientId, authority }: MicrosoftApplication, nonce: string, fresh: boolean): Promise<MicrosoftToken> {
    // Lives as long as this visit, in memory: tokens of Microsoft are of no use to us afterwards.
    const application = new PublicClientApplication({
      auth: { clientId, authority, knownAuthorities: [new URL(authority).host] },
    });
    const visit = application.acquireTokenInteractive({
      scopes: ['openid', 'profile', 'email'],
      // The maximum age asks for the time of the sign-in in the token.
      ...(fresh ? { prompt: 'login', extraQueryParameters: { max_age: '0' } } : { prompt: 'select_account' }),
      // The server asks for the nonce itself, so this is all that a stolen token tells.
      nonce: createHash('sha256').update(nonce).digest('base64url'),
      successTemplate: MICROSOFT_DONE_PAGE,
      errorTemplate: MICROSOFT_FAILED_PAGE,
      openBrowser: (address) => this.#open(address),
    });
    try {
      return tokenOf(await Promise.race([visit, this.#stopped.promise]));
    } catch (error) {
      throw this.#stop ?? toDesktopError(error);
    } finally {
      application.clearCache();
    }
  }

  stop(why: DesktopError): void {
    if (this.#stop !== null) return;
    this.#stop = why;
    this.#stopped.promise.catch(() => undefined);
    this.#stopped.reject(why);
    void this.#endVisit();
  }

  async #open(address: string): Promise<void> {
    this.#address = new URL(address);
    if (this.#stop !== null) return this.#endVisit();
    try {
      await this.#platform.openExternal(address);
    } catch (error) {
      throw new DesktopError(
        'REFUSED',
        'Je browser ging niet open. Stel een standaardbrowser in en probeer het opnieuw.',
        {
          reason: 'browser_unavailable',
          cause: error,
        },
      );
    }
  }

  /** What Microsoft would say when the user leaves; the listener closes after it. */
  async #endVisit(): Promise<void> {
    if (this.#address === null) return;
    const { searchParams } = this.#address;
    const back = new URL(searchParams.get('redirect_uri') ?? '');
    back.hostname = '127.0.0.1';
    const body = new URLSearchParams({ error: 'access_denied', state: searchParams.get('state') ?? '' });
    // It can have ended in the same moment by itself: then nobody listens, which is what this is for.
    await fetch(back, { method: 'POST', body }).catch(() => undefined);
  }
}

function tokenOf({ idToken, idTokenClaims }: AuthenticationResult): MicrosoftToken {
  const { tid, oid, preferred_username, email } = idTokenClaims as Readonly<Record<string, unknown>>;
  const addresses = [preferred_username, email].filter((value) => typeof value === 'string');
  return { idToken, account: `microsoft ${String(tid)} ${String(oid)}`, addresses };
}

const timedOut = (): DesktopError =>
  new DesktopError('REFUSED', 'Het aanmelden bij Microsoft duurde te lang. Probeer het opnieuw.', {
    reason: 'microsoft_timeout',
  });

function cancelled(cause?: unknown): DesktopError {
  return new DesktopError('REFUSED', 'Je hebt het aanmelden bij Microsoft gestopt.', {
    reason: 'microsoft_cancelled',
    cause,
  });
}

const UNREACHABLE = ['endpoints_resolution_error', 'network_error', 'openid_config_error', 'no_network_connectivity'];

/** By code only: the texts change, and can name the account. */
function toDesktopError(error: unknown): DesktopError {
  if (error instanceof DesktopError) return error;
  const code = error instanceof AuthError ? error.errorCode : '';
  if (code === 'access_denied') return cancelled(error);
  if (UNREACHABLE.includes(code)) {
    return new DesktopError('OFFLINE', 'Geen verbinding met Microsoft. Probeer het later opnieuw.', { cause: error });
  }
  return new DesktopError('REFUSED', 'Aanmelden met Microsoft is niet gelukt. Probeer het opnieuw.', {
    reason: 'microsoft_failed',
    cause: error,
  });
}
