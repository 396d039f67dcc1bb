import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT, errors as joseErrors, type JWTPayload } from 'jose';
import type { Knex } from 'knex';
import type { Role, Session, SessionTokens } from '@hallowerk/contract/accounts/account.ts';
import { isAdministrator } from '@hallowerk/contract/accounts/default-rights.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { uuidv7 } from '../database/uuid.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { notFound, ProblemError, sessionExpired } from '../http/problems.ts';
import { toHeldRole } from '../shared/held-role.ts';
import { DAY, HOUR, MINUTE, plus, SECOND, type Clock } from '../security/clock.ts';
import type { Authenticator, SessionContext } from '../security/session.ts';
import { hashToken, type ServerKeys } from '../security/keys.ts';
import { findMe } from './accounts.repository.ts';
import { voidResets } from './end-access.ts';
import { accountsOfLogin, accountToOpen, type OpenedAccount } from './logins.ts';
import { requireConfirmation } from './security.service.ts';
import { issueProof, mayTrustDevice, passTrust, trustDevice } from './known-devices.ts';
import { ordered, orderFor, type OrderedDevice } from '../devices/device-orders.ts';
import { claimDevice, type ClaimedDevice, type DeviceInput } from '../devices/devices.repository.ts';
import { DEFAULT_LEASE_PERIODS, leasePeriodsOf, type LeasePeriods } from '../devices/lease-periods.ts';

export const ACCESS_TOKEN_LIFE = 10 * MINUTE;
/** How long the token before the current one may come back once, because the answer with the new one got lost. */
export const RENEWAL_GRACE = 30 * SECOND;

/** Idle and absolute life of a session (security §5.2); the absolute one equals the lease of the cache. */
function sessionLife(role: Role, lease: LeasePeriods): { readonly idle: number; readonly absolute: number } {
  return isAdministrator(role) ? { idle: 30 * MINUTE, absolute: 8 * HOUR } : { idle: DAY, absolute: lease.lock };
}

export interface SessionsService extends Authenticator {
  /**
   * After a completed sign-in: opens an account of the login, registers the device, starts the family. `newDevice` tells whether to notify the user;
   * with `trust` the device is remembered for 30 days, for who may.
   * @throws {ProblemError} 403 with the order, on a device that is locked or must be wiped
   */
  create(
    loginId: string,
    device: DeviceInput,
    options?: SessionOptions,
  ): Promise<{ session: Session; newDevice: boolean }>;
  /**
   * New tokens for a refresh token. The token before the current one is accepted once more within 30 seconds, as long as
   * its successor was not used: that is a lost answer. Any other old token ends the family.
   * @throws {ProblemError} 401; 403 with the order for any token that was ever given to a device which has one
   */
  renew(refreshToken: string): Promise<SessionTokens>;
  end(context: SessionContext): Promise<void>;
  /**
   * A session of another account of the same person, which ends no later than the one that asks (HW-SET-03).
   * @throws {ProblemError} 404 for what is not his or cannot be used; 409 for the present one; 403
   *   `confirmation_needed` for an administrator's account, and with the order for a device that has one
   */
  switchTo(context: SessionContext, accountId: string, device: DeviceInput): Promise<Session>;
}

export interface SessionOptions {
  /** Remember the device for 30 days, for who may. */
  readonly trust: boolean;
  /** The device that proved itself; its trust passes to this one, when it began anew after a sign-out. */
  readonly inherits?: string | undefined;
  /** `elsewhere`: no code was given to this server, so administrators' accounts stay closed. */
  readonly secondStep?: 'elsewhere';
  /** Of the second step, for the audit trail; a remembered device and Microsoft are known by the options above. */
  readonly method?: 'SMS' | 'TOTP' | 'RECOVERY_CODE';
}

export interface SessionsDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  readonly lease?: LeasePeriods;
}

const ISSUER = 'hallowerk-server';
const AUDIENCE = 'hallowerk-desktop';

export function createSessionsService(deps: SessionsDependencies): SessionsService {
  return {
    create: (loginId, device, options) => create(deps, loginId, device, options ?? { trust: false }),
    switchTo: (context, accountId, device) => switchTo(deps, context, accountId, device),
    renew: (refreshToken) => renew(deps, refreshToken),
    authenticate: (accessToken) => authenticate(deps, accessToken),
    end: (context) => end(deps, context),
  };
}

async function create(
  deps: SessionsDependencies,
  loginId: string,
  input: DeviceInput,
  options: SessionOptions,
): ReturnType<SessionsService['create']> {
  const { inherits, secondStep } = options;
  const weak = inherits !== undefined || secondStep === 'elsewhere';
  return recordingRefusal(deps, (trx) =>
    createIn(trx, deps, { input, ...options }, () =>
      accountToOpen(trx, loginId, { deviceId: inherits ?? input.id, allowed: weak ? mayTrustDevice : undefined }),
    ),
  );
}

async function recordingRefusal<T>({ knex }: SessionsDependencies, work: (trx: Trx) => Promise<T>): Promise<T> {
  try {
    return await withTransaction(knex, work);
  } catch (error) {
    // Apart, because the transaction with the refusal is gone.
    if (error instanceof ProblemError && error.order !== undefined) {
      const object = `device:${error.order.device}`;
      const detail = { reason: 'device-ordered' };
      await recordAudit(knex, { actor: error.order.user, action: 'LOGIN_FAILED', object, result: 'refused', detail });
    }
    throw error;
  }
}

async function switchTo(
  deps: SessionsDependencies,
  context: SessionContext,
  accountId: string,
  input: DeviceInput,
): Promise<Session> {
  const { clock } = deps;
  if (accountId === context.userId) {
    throw new ProblemError(409, 'present_account', 'Je werkt al met dit account.');
  }
  return recordingRefusal(deps, async (trx) => {
    const target: OpenedAccount | undefined = await trx('app_user')
      .whereIn('id', accountsOfLogin(trx, context.userId))
      .where({ id: accountId, state: 'ACTIVE' })
      .first('id', 'role');
    if (target === undefined) throw notFound();
    // Who got in without a code, or long ago, is asked again before he can change accounts of others.
    if (!mayTrustDevice(target.role)) await requireConfirmation(trx, context, clock.now());
    const present = await trx('session').where({ id: context.sessionId }).first('ends_at');
    const options = { input, trust: false, endsBy: present?.ends_at };
    // What the device kept of this account until now is replaced by the new one.
    if (input.id !== null) {
      await trx('session')
        .where({ user_id: target.id, device_id: input.id })
        .whereNull('revoked_at')
        .update({ revoked_at: clock.now(), revoked_why: 'switched to anew' });
    }
    const { session } = await createIn(trx, deps, options, () => Promise.resolve(target));
    return session;
  });
}

async function createIn(
  trx: Trx,
  deps: SessionsDependencies,
  options: SessionOptions & { readonly input: DeviceInput; readonly endsBy?: Date },
  choose: () => Promise<OpenedAccount | null>,
): ReturnType<SessionsService['create']> {
  const { input, trust, inherits, endsBy } = options;
  const now = deps.clock.now();
  const userId = (await choose())?.id;
  if (userId === undefined) throw sessionExpired();
  const lease = await leasePeriodsOf(trx, userId, deps.lease);
  // Shared lock: who is being blocked now either has this session ended with the others, or does not get it.
  const active = await trx('app_user').where({ id: userId, state: 'ACTIVE' }).forShare().first('id');
  const me = active === undefined ? null : await findMe(trx, userId);
  if (me === null) throw sessionExpired();
  const device = await claimDevice(trx, { keys: deps.keys, lease }, userId, input, now);
  const sessionId = uuidv7(now.getTime());
  const life = sessionLife(me.role, lease);
  const endsAt = plus(now, life.absolute);
  await trx('session').insert({
    id: sessionId,
    user_id: userId,
    device_id: device.id,
    created_at: now,
    idle_until: plus(now, life.idle),
    ends_at: endsBy !== undefined && endsBy < endsAt ? endsBy : endsAt,
  });
  const refreshToken = await issueRefreshToken(trx, sessionId, now);
  await recordSignIn(trx, userId, device, endsBy === undefined ? { method: methodOf(options) } : { switch: true });
  if (inherits !== undefined) await passTrust(trx, userId, { from: inherits, to: device.id });
  const deviceProof = await issueProof(trx, device.id);
  await voidResets(trx, userId, now);
  if (trust && mayTrustDevice(me.role)) await trustDevice(trx, { userId, deviceId: device.id, now });
  const tokens = await signAccessToken(deps, { userId, sessionId, now });
  const session: Session = {
    ...tokens,
    refreshToken,
    deviceId: device.id,
    deviceKey: device.key.toString('base64'),
    serverPublicKey: deps.keys.leasePublicKey,
    deviceProof,
    me,
  };
  return { session, newDevice: device.created };
}

async function recordSignIn(
  trx: Trx,
  userId: string,
  device: ClaimedDevice,
  detail: { readonly switch: true } | { readonly method: string },
): Promise<void> {
  const object = `device:${device.id}`;
  await recordAudit(trx, { actor: userId, action: 'LOGIN', object, result: 'ok', detail });
  if (!device.created) return;
  await recordAudit(trx, { actor: userId, action: 'CHANGE', object, result: 'ok', detail: { device: 'new' } });
}

function methodOf({ inherits, secondStep, method }: SessionOptions): string {
  if (inherits !== undefined) return 'TRUSTED_DEVICE';
  return secondStep === 'elsewhere' ? 'MICROSOFT' : (method ?? 'UNKNOWN');
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
      .first('s.*', 'u.role', { user_state: 'u.state' }, ...DEVICE_COLUMNS);
    const token: TokenRow | undefined = await trx('session_token').where({ hash }).first();
    if (session === undefined || token === undefined) return null;
    refuseOrdered(deps.keys, session);
    if (session.revoked_at !== null || session.user_state !== 'ACTIVE') return null;
    if (session.idle_until <= now || session.ends_at <= now) return null;
    if (token.used_at !== null && !(await isLostAnswer(trx, token, now))) {
      await revokeSession(trx, session.id, 'refresh token reused', now);
      const object = `device:${session.device_id}`;
      const detail = { reason: 'token-reused' };
      await recordAudit(trx, { actor: session.user_id, action: 'LOGIN_FAILED', object, result: 'refused', detail });
      return null;
    }
    await trx('session_token')
      .where({ hash })
      .update({ used_at: token.used_at ?? now });
    const next = await issueRefreshToken(trx, session.id, now, hash);
    const idle = plus(now, sessionLife(session.role, deps.lease ?? DEFAULT_LEASE_PERIODS).idle);
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

/** Of `sync_device as d`, beside the columns of the session. */
const DEVICE_COLUMNS = [
  { device_state: 'd.state' },
  { order_nonce: 'd.order_nonce' },
  { order_issued_at: 'd.order_issued_at' },
] as const;

interface DeviceOfSession extends Pick<OrderedDevice, 'user_id' | 'order_nonce' | 'order_issued_at'> {
  readonly device_id: string;
  readonly device_state: OrderedDevice['state'];
}

/**
 * Hands an order to the device that shows a genuine token, dead or alive (sync §2.20): for a device that was offline its
 * old token is all it has. @throws {ProblemError} 403
 */
function refuseOrdered(keys: ServerKeys, row: DeviceOfSession): void {
  const order = orderFor(keys, { ...row, id: row.device_id, state: row.device_state });
  if (order !== null) throw ordered(order);
}

async function authenticate(deps: SessionsDependencies, accessToken: string): Promise<SessionContext> {
  const now = deps.clock.now();
  const token = await readAccessToken(deps.keys, accessToken, now);
  if (token === null) throw sessionExpired();
  const row = await deps
    .knex('session as s')
    .join('app_user as u', 'u.id', 's.user_id')
    .join('sync_device as d', 'd.id', 's.device_id')
    .leftJoin('custom_role as r', 'r.id', 'u.custom_role_id')
    .where('s.id', token.sessionId)
    .first('s.id', 's.user_id', 's.device_id', 's.revoked_at', 's.ends_at', 'u.role', 'u.state', ...DEVICE_COLUMNS, {
      custom_rights: 'r.rights',
    });
  if (row === undefined) throw sessionExpired();
  refuseOrdered(deps.keys, row);
  const alive = row.revoked_at === null && row.ends_at > now && row.state === 'ACTIVE';
  if (token.expired || !alive) throw sessionExpired();
  return { sessionId: row.id, userId: row.user_id, deviceId: row.device_id, ...toHeldRole(row) };
}

/** The session that a token of ours names, also when its ten minutes are over; null for everything else. */
async function readAccessToken(
  keys: ServerKeys,
  accessToken: string,
  now: Date,
): Promise<{ readonly sessionId: string; readonly expired: boolean } | null> {
  const options = { issuer: ISSUER, audience: AUDIENCE, typ: 'at+jwt', algorithms: ['HS256'], currentDate: now };
  try {
    const { payload } = await jwtVerify(accessToken, keys.accessToken, options);
    return sessionOf(payload, false);
  } catch (error) {
    // Expiry is looked at last, after signature, issuer and audience.
    if (error instanceof joseErrors.JWTExpired) return sessionOf(error.payload, true);
    if (error instanceof joseErrors.JOSEError) return null;
    throw error;
  }
}

function sessionOf(payload: JWTPayload, expired: boolean): { sessionId: string; expired: boolean } | null {
  const sessionId = payload['sid'];
  return typeof sessionId === 'string' ? { sessionId, expired } : null;
}

async function end({ knex, clock }: SessionsDependencies, context: SessionContext): Promise<void> {
  await withTransaction(knex, async (trx) => {
    await revokeSession(trx, context.sessionId, 'signed out', clock.now());
    const object = `device:${context.deviceId}`;
    await recordAudit(trx, { actor: context.userId, action: 'LOGOUT', object, result: 'ok' });
  });
}
