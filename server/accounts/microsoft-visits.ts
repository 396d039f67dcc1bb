import { AuthError, CryptoProvider, PublicClientApplication, ServerError } from '@azure/msal-node';
import type { MicrosoftReturn, MicrosoftVisit } from '@hallowerk/contract/accounts/microsoft.ts';
import { SECOND } from '../security/clock.ts';
import { hashToken } from '../security/keys.ts';
import { EntraTokenError, type EntraApplication } from './entra-token.ts';

/**
 * The way to Microsoft and back for a page of this server, by MSAL. The page comes back on `redirectUri` with the answer in
 * the fragment, which no server and no log sees; only who has the verifier can give the code in.
 */
export interface MicrosoftVisits {
  /** @throws {EntraTokenError} `unreachable` */
  begin(nonce: string, redirectUri: string): Promise<MicrosoftVisit>;
  /** Gives the code in for a token, of which nothing is proven yet. @throws {EntraTokenError} */
  redeem(back: MicrosoftReturn, redirectUri: string): Promise<string>;
}

const SCOPES = ['openid', 'profile', 'email'];
/** MSAL waits for ever. */
const TIME_LIMIT = 10 * SECOND;

export function createMicrosoftVisits({ clientId, authority }: EntraApplication): MicrosoftVisits {
  // Lives as long as one call: tokens of Microsoft are of no use to us afterwards.
  const client = (): PublicClientApplication =>
    new PublicClientApplication({ auth: { clientId, authority, knownAuthorities: [new URL(authority).host] } });
  return {
    async begin(nonce, redirectUri) {
      const crypto = new CryptoProvider();
      const { verifier, challenge } = await crypto.generatePkceCodes();
      const state = crypto.createNewGuid();
      const address = await answered(
        client().getAuthCodeUrl({
          ...{ scopes: SCOPES, redirectUri, state, nonce: nonceFor(nonce) },
          ...{ responseMode: 'fragment', prompt: 'select_account' },
          ...{ codeChallenge: challenge, codeChallengeMethod: 'S256' },
        }),
      );
      return { address, state, verifier, nonce };
    },
    async redeem({ code, verifier, nonce }, redirectUri) {
      const asked = { code, codeVerifier: verifier, nonce: nonceFor(nonce), redirectUri, scopes: SCOPES };
      const { idToken } = await answered(client().acquireTokenByCode(asked));
      return idToken;
    },
  };
}

/** Microsoft gets the hash; this server asks for the nonce itself. */
const nonceFor = (nonce: string): string => hashToken(nonce).toString('base64url');

async function answered<T>(call: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new EntraTokenError('unreachable')), TIME_LIMIT);
  try {
    return await Promise.race([call, late.promise]);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    throw new EntraTokenError(isUnreachable(error) ? 'unreachable' : 'invalid', { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

const UNREACHABLE = ['endpoints_resolution_error', 'network_error', 'openid_config_error', 'no_network_connectivity'];

/** By code only: the texts change, and can name the account. */
function isUnreachable(error: AuthError): boolean {
  return UNREACHABLE.includes(error.errorCode) || (error instanceof ServerError && (error.status ?? 0) >= 500);
}
