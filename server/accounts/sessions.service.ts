import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT, errors as joseErrors } from 'jose';
import type { Knex } from 'knex';
import type { Role, Session, SessionTokens } from '@hallowerk/contract/accounts/account.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { uuidv7 } from '../database/uuid.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { sessionExpired } from '../http/problems.ts';
import { DAY, HOUR, MINUTE, plus, SECOND, type Clock } from '../security/clock.ts';
import type { Authenticator, SessionContext } from '../security/session.ts';
import { hashToken, type ServerKeys } from '../security/keys.ts';
import { findMe } from './accounts.repository.ts';
import { claimDevice, type DeviceInput } from '../devices/devices.repository.ts';

export const ACCESS_TOKEN_LIFE = 10 * MINUTE;
/** How long the token before the current one may come back once, because the answer with the new one got lost. */
export const RENEWAL_GRACE = 30 * SECOND;

/** Idle and absolute life of a session (security §5.2); the absolute one equals the lease of the cache. */
function sessionLife(role: Role): { readonly idle: number; readonly absolute: number } {
  return role === 'MUNICIPAL_ADMINISTRATOR'
    ? { idle: 30 * MINUTE, absolute: 8 * HOUR }
    : { idle: DAY, absolute: 7 * DAY };
}

export interface SessionsService extends Authenticator {
  /** After a completed sign-in: registers the device, starts the family. `newDevice` tells whether to notify the user. */
  create(userId: string, device: DeviceInput): Promise<{ session: Session; newDevice: boolean }>;
  /**
   * New tokens for a refresh token. The token before the current one is accepted once more within 30 seconds, as long as
   * its successor was not used: that is a lost answer. Any other old token ends the family. @throws {ProblemError} 401
   */
  renew(refreshToken: string): Promise<SessionTokens>;
  end(context: SessionContext): Promise<void>;
}

export interface SessionsDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly keys: ServerKeys;
}

const ISSUER = 'hallowerk-server';
const AUDIENCE = 'hallowerk-desktop';

export function createSessionsService(deps: SessionsDependencies): SessionsService {
  return {
    create: (userId, device) => create(deps, userId, device),
    renew: (refreshToken) => renew(deps, refreshToken),
    authenticate: (accessToken) => authenticate(deps, accessToken),
    end: (context) => end(deps, context),
  };
}

async function create(
  deps: SessionsDependencies,
  userId: string,
  input: DeviceInput,
): ReturnType<SessionsService['create']> {
  const now = deps.clock.now();
  return withTransaction(deps.knex, async (trx) => {
    const me = await findMe(trx, userId);
    if (me === null) throw sessionExpired();
    const device = await claimDevice(trx, deps.keys, userId, input, now);
    const sessionId = uuidv7(now.getTime());
    const life = sessionLife(me.role);
    await trx('session').insert({
      id: sessionId,
      user_id: userId,
      device_id: device.id,
      created_at: now,
      idle_until: plus(now, life.idle),
      ends_at: plus(now, life.absolute),
    });
    const refreshToken = await issueRefreshToken(trx, sessionId, now);
    await recordAudit(trx, { actor: userId, action: 'LOGIN', object: `device:${device.id}`, result: 'ok' });
    if (device.created) {
      await recordAudit(trx, { actor: userId, action: 'CHANGE', object: `device:${device.id}`, result: 'ok' });
    }
    const tokens = await signAccessToken(deps, { userId, sessionId, now });
    const session = { ...tokens, refreshToken, deviceId: device.id, deviceKey: device.key.toString('base64'), me };
    return { session, newDevice: device.created };
  });
}

async function issueRefreshToken(trx: Trx, sessionId: string, now: Date, replaces?: Buffer): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const hash = hashToken(token);
  await trx('session_token').insert({ hash, session_id: sessionId, issued_at: now });
  if (replaces !== undefined) await trx('session_token').where({ hash: replaces }).update({ successor: hash });
  return token;
}

async function signAccessToken(
  { keys }: SessionsDependencies,
  claims: { userId: string; sessionId: string; now: Date },
): Promise<Omit<SessionTokens, 'refreshToken'>> {
  const expires = plus(claims.now, ACCESS_TOKEN_LIFE);
  const accessToken = await new SignJWT({ sid: claims.sessionId })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .setSubject(claims.userId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(claims.now)
    .setExpirationTime(expires)
    .sign(keys.accessToken);
  return { accessToken, accessTokenExpiresAt: expires.toISOString() };
}

interface TokenRow {
  readonly hash: Buffer;
  readonly session_id: string;
  readonly used_at: Date | null;
  readonly successor: Buffer | null;
  readonly grace_used: boolean;
}

async function renew(deps: SessionsDependencies, refreshToken: string): Promise<SessionTokens> {
  const now = deps.clock.now();
  const renewed = await withTransaction(deps.knex, async (trx) => {
    const hash = hashToken(refreshToken);
    const found = await trx('session_token').where({ hash }).first('session_id');
    if (found === undefined) return null;
    // The session row is the lock of its family: two renewals at once follow each other.
    const session = await trx('session as s')
      .join('app_user as u', 'u.id', 's.user_id')
      .join('sync_device as d', 'd.id', 's.device_id')
      .where('s.id', found.session_id)
      .forUpdate('s')
      .first('s.*', 'u.role', 'u.state', 'd.state as device_state');
    const token: TokenRow | undefined = await trx('session_token').where({ hash }).first();
    if (session === undefined || token === undefined || session.revoked_at !== null) return null;
    if (session.state !== 'ACTIVE' || session.device_state !== 'active') return null;
    if (session.idle_until <= now || session.ends_at <= now) return null;
    if (token.used_at !== null && !(await isLostAnswer(trx, token, now))) {
      await revokeSession(trx, session.id, 'refresh token reused', now);
      const object = `device:${session.device_id}`;
      await recordAudit(trx, { actor: session.user_id, action: 'LOGIN_FAILED', object, result: 'refused' });
      return null;
    }
    await trx('session_token')
      .where({ hash })
      .update({ used_at: token.used_at ?? now });
    const next = await issueRefreshToken(trx, session.id, now, hash);
    const idle = plus(now, sessionLife(session.role).idle);
    await trx('session').where({ id: session.id }).update({ idle_until: idle });
    const claims = { userId: session.user_id, sessionId: session.id, now };
    return { ...(await signAccessToken(deps, claims)), refreshToken: next };
  });
  if (renewed === null) throw sessionExpired();
  return renewed;
}

/** Allows the second use of a token once, and voids the successor that never arrived: who shows that one is a thief. */
async function isLostAnswer(trx: Trx, token: TokenRow, now: Date): Promise<boolean> {
  if (token.used_at === null || token.grace_used || token.successor === null) return false;
  if (now.getTime() - token.used_at.getTime() > RENEWAL_GRACE) return false;
  const voided = await trx('session_token')
    .where({ hash: token.successor })
    .whereNull('used_at')
    .update({ used_at: now, grace_used: true });
  if (voided === 0) return false;
  await trx('session_token').where({ hash: token.hash }).update({ grace_used: true });
  return true;
}

export async function revokeSession(trx: Knex, sessionId: string, why: string, now: Date): Promise<void> {
  await trx('session').where({ id: sessionId }).whereNull('revoked_at').update({ revoked_at: now, revoked_why: why });
}

async function authenticate({ knex, keys, clock }: SessionsDependencies, accessToken: string): Promise<SessionContext> {
  const now = clock.now();
  let sessionId: unknown;
  try {
    const options = { issuer: ISSUER, audience: AUDIENCE, typ: 'at+jwt', algorithms: ['HS256'], currentDate: now };
    sessionId = (await jwtVerify(accessToken, keys.accessToken, options)).payload['sid'];
  } catch (error) {
    if (error instanceof joseErrors.JOSEError) throw sessionExpired();
    throw error;
  }
  if (typeof sessionId !== 'string') throw sessionExpired();
  const row = await knex('session as s')
    .join('app_user as u', 'u.id', 's.user_id')
    .join('sync_device as d', 'd.id', 's.device_id')
    .where('s.id', sessionId)
    .whereNull('s.revoked_at')
    .where('s.ends_at', '>', now)
    .where('u.state', 'ACTIVE')
    .where('d.state', 'active')
    .first('s.id', 's.user_id', 's.device_id', 'u.role');
  if (row === undefined) throw sessionExpired();
  return { sessionId: row.id, userId: row.user_id, deviceId: row.device_id, role: row.role };
}

async function end({ knex, clock }: SessionsDependencies, context: SessionContext): Promise<void> {
  await withTransaction(knex, async (trx) => {
    await revokeSession(trx, context.sessionId, 'signed out', clock.now());
    const object = `device:${context.deviceId}`;
    await recordAudit(trx, { actor: context.userId, action: 'LOGOUT', object, result: 'ok' });
  });
}
