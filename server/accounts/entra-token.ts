import {
  createRemoteJWKSet,
  decodeJwt,
  errors,
  jwtVerify,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { PRIVATE_MICROSOFT_TENANT } from '@hallowerk/contract/accounts/microsoft.ts';
import { MINUTE, SECOND } from '../security/clock.ts';

/** The application that a municipality registered with Microsoft. */
export interface EntraApplication {
  readonly clientId: string;
  /** Https address with the tenant, or `organizations`, as its path. */
  readonly authority: string;
  /** Ids of the only tenants that may sign in; empty: every organisation. */
  readonly tenants: readonly string[];
}

/** Who somebody is in his organisation. Never his address: that can be given to another. */
export interface EntraIdentity {
  readonly tenantId: string;
  /** `oid`: the same for every application. */
  readonly subject: string;
}

/** What a token proves. */
export interface EntraProof extends EntraIdentity {
  /** When he last typed or showed something at Microsoft; null when the token does not say. */
  readonly authenticatedAt: Date | null;
}

/** `unreachable`: the keys of Microsoft could not be fetched, so nothing can be said about the token. */
export type EntraFault = 'invalid' | 'private-account' | 'other-tenant' | 'unreachable';

export class EntraTokenError extends Error {
  override readonly name = 'EntraTokenError';
  readonly fault: EntraFault;

  constructor(fault: EntraFault, options?: ErrorOptions) {
    super(`The token of Microsoft is refused: ${fault}`, options);
    this.fault = fault;
  }
}

export interface EntraTokens {
  /**
   * Whose token it is. Checks signature, algorithm, issuer of its own tenant, audience, life (a minute of skew) and nonce.
   * @throws {EntraTokenError}
   */
  verify(idToken: string, expected: { readonly nonce: string; readonly now: Date }): Promise<EntraProof>;
}

const ALGORITHMS = ['RS256', 'PS256', 'ES256'];
const SKEW_SECONDS = 60;
/** After a fetch, this long no other for a key that is not there: strangers make up key ids. */
export const KEYS_COOLDOWN = 30 * SECOND;
const KEYS_LIFE = 10 * MINUTE;
const KEYS_TIMEOUT = 5 * SECOND;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

export function createEntraTokens(application: EntraApplication): EntraTokens {
  const { origin, pathname } = new URL(application.authority);
  // The keys are the same for all, so the address of one tenant does not keep the others out.
  const [ownTenant = ''] = UUID.exec(pathname.slice(1)) ?? [];
  const tenants = application.tenants.length === 0 && ownTenant !== '' ? [ownTenant] : application.tenants;
  const keys = createRemoteJWKSet(new URL(`${application.authority}/discovery/v2.0/keys`), {
    cooldownDuration: KEYS_COOLDOWN,
    cacheMaxAge: KEYS_LIFE,
    timeoutDuration: KEYS_TIMEOUT,
  });
  return {
    async verify(idToken, { nonce, now }) {
      // Not proven yet, and it only ever refuses: keys of private accounts are not among those of organisations.
      if (claimedTenant(idToken) === PRIVATE_MICROSOFT_TENANT) throw new EntraTokenError('private-account');
      const { payload, protectedHeader } = await verified(idToken, keys, application.clientId, now);
      const tenantId = text(payload, 'tid');
      const issuer = `${origin}/${tenantId}/v2.0`;
      if (!UUID.test(tenantId) || payload.iss !== issuer) throw new EntraTokenError('invalid');
      if (!signsFor(keys, protectedHeader.kid, tenantId, issuer)) throw new EntraTokenError('invalid');
      if (payload['nonce'] !== nonce) throw new EntraTokenError('invalid');
      if (isPrivateGuest(payload)) throw new EntraTokenError('private-account');
      if (tenants.length > 0 && !tenants.includes(tenantId)) throw new EntraTokenError('other-tenant');
      return { tenantId, subject: text(payload, 'oid'), authenticatedAt: authenticatedAt(payload) };
    },
  };
}

function claimedTenant(idToken: string): unknown {
  try {
    return decodeJwt(idToken)['tid'];
  } catch (error) {
    throw new EntraTokenError('invalid', { cause: error });
  }
}

async function verified(
  idToken: string,
  keys: ReturnType<typeof createRemoteJWKSet>,
  clientId: string,
  now: Date,
): ReturnType<typeof jwtVerify> {
  try {
    const result = await jwtVerify(idToken, orUnreachable(keys), {
      algorithms: ALGORITHMS,
      audience: clientId,
      clockTolerance: SKEW_SECONDS,
      currentDate: now,
      requiredClaims: ['exp', 'iat', 'nonce'],
    });
    // Of a token for several it is not known who else has it.
    if (result.payload.aud !== clientId) throw new EntraTokenError('invalid');
    return result;
  } catch (error) {
    if (error instanceof EntraTokenError) throw error;
    if (error instanceof errors.JOSEError) throw new EntraTokenError('invalid', { cause: error });
    throw error;
  }
}

/** A key that is not there is a fault of the token; keys that do not come are not. */
function orUnreachable(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const ofToken =
        error instanceof errors.JWKSNoMatchingKey ||
        error instanceof errors.JWKSMultipleMatchingKeys ||
        error instanceof errors.JOSENotSupported;
      if (ofToken) throw error;
      throw new EntraTokenError('unreachable', { cause: error });
    }
  };
}

/** Microsoft says with some keys which issuer they sign for; `{tenantid}` stands for every organisation. */
function signsFor(
  keys: ReturnType<typeof createRemoteJWKSet>,
  kid: string | undefined,
  tenantId: string,
  issuer: string,
): boolean {
  const published: readonly (JWK & { readonly issuer?: unknown })[] = keys.jwks()?.keys ?? [];
  const own = published.filter((key) => key.kid === kid);
  return own.every(({ issuer: signed }) => {
    return typeof signed !== 'string' || signed.replace('{tenantid}', tenantId) === issuer;
  });
}

/** A private account that an organisation invited as a guest is still a private account. */
function isPrivateGuest(payload: JWTPayload): boolean {
  const provider = payload['idp'];
  return typeof provider === 'string' && (provider === 'live.com' || provider.includes(PRIVATE_MICROSOFT_TENANT));
}

function authenticatedAt(payload: JWTPayload): Date | null {
  const seconds = payload['auth_time'];
  return Number.isSafeInteger(seconds) ? new Date(Number(seconds) * SECOND) : null;
}

function text(payload: JWTPayload, claim: string): string {
  const value = payload[claim];
  if (typeof value !== 'string' || value === '' || value.length > 200) throw new EntraTokenError('invalid');
  return value;
}
