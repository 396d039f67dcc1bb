import type { Knex } from 'knex';
import type { SecondFactor, SignInChallenge } from '@hallowerk/contract/accounts/account.ts';
import type { AuthenticatorSetup, SecurityOverview, SmsSetup } from '@hallowerk/contract/accounts/security.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { notFound, ProblemError } from '../http/problems.ts';
import type { Outbound } from '../outbox/outbound.ts';
import { MINUTE, plus, type Clock } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';
import type { SessionContext } from '../security/session.ts';
import { setPassword } from './credentials.ts';
import { endAccess } from './end-access.ts';
import type { Passwords } from './passwords.ts';
import { removePassword } from './password-removal.ts';
import { createRecoveryCodes } from './recovery-codes.ts';
import { beginSms, beginTotp, confirmFactor, requireRight, sendFactorCode } from './second-factors.ts';
import { noticeOf } from './security-notices.ts';
import { securityOverview } from './security-overview.ts';
import { claimTry, delayKey, forgive } from './sign-in-delay.ts';
import type { SignInService } from './sign-in.service.ts';

/** How long 'Bevestig dat jij het bent' lasts. */
export const CONFIRMATION_LIFE = 10 * MINUTE;

/** A user's own password and factors (HW-SECS, HF-OWN-02). What changes them asks for a confirmation first: 403. */
export interface SecurityService {
  overview(session: SessionContext): Promise<SecurityOverview>;
  /** The password again. @throws {ProblemError} 422 `wrong_password`, 429 */
  startConfirmation(session: SessionContext, password: string): Promise<SignInChallenge>;
  /** @throws {ProblemError} 422 `wrong_code`, 410 */
  completeConfirmation(
    session: SessionContext,
    input: { readonly challengeId: string; readonly method: SecondFactor; readonly code: string },
  ): Promise<{ confirmedUntil: string }>;
  /** All his other sessions end. @throws {ProblemError} 403 `confirmation_needed`, 409 `factor_first`, 422 */
  changePassword(session: SessionContext, password: string): Promise<void>;
  /**
   * Microsoft is the way to sign in from then on; all his other sessions end. The extra check stays for who makes a new
   * password with 'Wachtwoord vergeten?'.
   * @throws {ProblemError} 403 `confirmation_needed`, 404, 409 `last_method` or `administrator`
   */
  removePassword(session: SessionContext): Promise<void>;
  /** @throws {ProblemError} 403 `confirmation_needed` */
  beginAuthenticator(session: SessionContext): Promise<AuthenticatorSetup>;
  /** @throws {ProblemError} 403 `confirmation_needed`, 409, 429, 503 */
  beginSms(session: SessionContext, phone: string): Promise<SmsSetup>;
  /** @throws {ProblemError} 403 `confirmation_needed`, 410, 422 */
  confirmFactor(session: SessionContext, setupId: string, code: string): Promise<SecurityOverview>;
  /** @throws {ProblemError} 403 `confirmation_needed`, 404, 409 `last_factor` */
  removeFactor(session: SessionContext, id: string): Promise<void>;
  /** @throws {ProblemError} 403 `confirmation_needed` */
  createRecoveryCodes(session: SessionContext): Promise<{ codes: string[] }>;
}

export interface SecurityDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  readonly passwords: Passwords;
  readonly outbound: Outbound;
  readonly signIn: Pick<SignInService, 'challenge' | 'complete'>;
  readonly productName: string;
}

export function createSecurityService(deps: SecurityDependencies): SecurityService {
  const { knex, clock } = deps;
  return {
    overview: (session) => securityOverview(knex, deps, session),
    startConfirmation: (session, password) => startConfirmation(deps, session, password),
    completeConfirmation: (session, input) => completeConfirmation(deps, session, input),
    changePassword: (session, password) =>
      changing(deps, session, 'password', async (trx) => {
        await requireFactor(trx, session.userId);
        await setPassword(trx, deps, { userId: session.userId, password });
      }),
    removePassword: (session) =>
      changing(deps, session, 'password-removed', (trx) => removePassword(trx, session.userId)),
    beginAuthenticator: (session) => confirmed(deps, session, (trx) => beginTotp(trx, deps, session.userId)),
    beginSms: async (session, phone) => {
      const begun = await confirmed(deps, session, (trx) => beginSms(trx, deps, { userId: session.userId, phone }));
      await sendFactorCode(deps, begun.message);
      return { id: begun.id, hint: begun.hint };
    },
    confirmFactor: async (session, factorId, code) => {
      const outcome = await confirmed(deps, session, async (trx) => {
        const result = await confirmFactor(trx, deps, { userId: session.userId, factorId, code });
        if (result === 'right') await afterChange(trx, deps, session, 'factor-added');
        return result;
      });
      requireRight(outcome);
      return securityOverview(knex, deps, session);
    },
    removeFactor: (session, id) =>
      changing(deps, session, 'factor-removed', (trx) => removeFactor(trx, session.userId, id)),
    createRecoveryCodes: async (session) => ({
      codes: await confirmed(deps, session, (trx) =>
        createRecoveryCodes(trx, deps, { userId: session.userId, now: clock.now() }),
      ),
    }),
  };
}

/** Runs what needs password and code of the last ten minutes. @throws {ProblemError} 403 `confirmation_needed` */
async function confirmed<T>(
  { knex, clock }: SecurityDependencies,
  session: SessionContext,
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  return withTransaction(knex, async (trx) => {
    await requireConfirmation(trx, session, clock.now());
    return work(trx);
  });
}

/** @throws {ProblemError} 403 `confirmation_needed`; for everything that changes who can get into an account */
export async function requireConfirmation(knex: Knex, session: SessionContext, now: Date): Promise<void> {
  const row = await knex('session').where({ id: session.sessionId }).first('confirmed_until');
  if (row === undefined || row.confirmed_until === null || row.confirmed_until <= now) {
    throw new ProblemError(403, 'confirmation_needed', 'Bevestig eerst dat jij het bent.');
  }
}

type Change = 'password' | 'password-removed' | 'factor-added' | 'factor-removed';

function changing(
  deps: SecurityDependencies,
  session: SessionContext,
  change: Change,
  work: (trx: Trx) => Promise<void>,
): Promise<void> {
  return confirmed(deps, session, async (trx) => {
    await work(trx);
    await afterChange(trx, deps, session, change);
  });
}

async function afterChange(
  trx: Trx,
  deps: SecurityDependencies,
  { userId, sessionId }: SessionContext,
  change: Change,
): Promise<void> {
  const now = deps.clock.now();
  await endAccess(trx, { userId, keep: sessionId, why: `${change} changed`, now });
  await noticeOf(trx, deps, { userId, change, now });
}

async function startConfirmation(
  deps: SecurityDependencies,
  session: SessionContext,
  password: string,
): Promise<SignInChallenge> {
  const { knex, keys, clock, passwords } = deps;
  const key = delayKey(keys, { email: '', deviceId: session.deviceId });
  await claimTry(knex, key, clock.now());
  const row = await knex('user_password').where({ user_id: session.userId }).first('hash');
  if (!(await passwords.verify(row?.hash ?? null, password))) {
    const object = `user:${session.userId}`;
    const detail = { step: 'confirmation' };
    await recordAudit(knex, { actor: session.userId, action: 'LOGIN_FAILED', object, result: 'refused', detail });
    throw fault('password', 'wrong_password', 'Je wachtwoord klopt niet');
  }
  await forgive(knex, key);
  return deps.signIn.challenge(session.userId);
}

async function completeConfirmation(
  { knex, clock, signIn }: SecurityDependencies,
  session: SessionContext,
  input: { readonly challengeId: string; readonly method: SecondFactor; readonly code: string },
): Promise<{ confirmedUntil: string }> {
  const now = clock.now();
  const challenge = await knex('sign_in_challenge').where({ id: input.challengeId }).first('user_id');
  if (challenge !== undefined && challenge.user_id !== session.userId) throw closed();
  try {
    await signIn.complete(input.challengeId, input.method, input.code);
  } catch (error) {
    // A 401 would say that the session is over.
    if (!(error instanceof ProblemError) || error.status !== 401) throw error;
    throw fault('code', error.code, error.detail, error);
  }
  return withTransaction(knex, (trx) => confirmSession(trx, session, now));
}

/** He has shown that it is he, in whichever way; recorded. */
export async function confirmSession(
  trx: Trx,
  session: SessionContext,
  now: Date,
): Promise<{ confirmedUntil: string }> {
  const until = plus(now, CONFIRMATION_LIFE);
  await trx('session').where({ id: session.sessionId }).update({ confirmed_until: until });
  const object = `user:${session.userId}`;
  const detail = { step: 'confirmation' };
  await recordAudit(trx, { actor: session.userId, action: 'LOGIN', object, result: 'ok', detail });
  return { confirmedUntil: until.toISOString() };
}

/** A password opens nothing without a code; who came by Microsoft has no extra check yet. @throws {ProblemError} 409 */
async function requireFactor(trx: Trx, userId: string): Promise<void> {
  if ((await trx('second_factor').where({ user_id: userId }).first('id')) !== undefined) return;
  const text = 'Stel eerst een extra controlestap in; daarna kun je een wachtwoord maken.';
  throw new ProblemError(409, 'factor_first', text);
}

async function removeFactor(trx: Trx, userId: string, id: string): Promise<void> {
  // The user is the lock: of the last two, removed at once, one stays (HW-SECS-09).
  await trx('app_user').where({ id: userId }).forUpdate().first('id');
  const factors: { id: string; method: SecondFactor }[] = await trx('second_factor')
    .where({ user_id: userId })
    .select('id', 'method');
  const factor = factors.find((candidate) => candidate.id === id);
  if (factor === undefined) throw notFound();
  if (factors.length === 1) {
    throw new ProblemError(
      409,
      'last_factor',
      'Dit is je enige extra controlestap. Stel eerst een andere in; daarna kun je deze verwijderen.',
    );
  }
  await trx('second_factor').where({ id }).delete();
  const detail = { security: 'factor-removed', method: factor.method };
  await recordAudit(trx, { actor: userId, action: 'CHANGE', object: `user:${userId}`, result: 'ok', detail });
}

const closed = (): ProblemError =>
  new ProblemError(410, 'challenge_closed', 'Dit duurde te lang. Begin opnieuw met je wachtwoord.');

function fault(path: string, code: string, message: string, cause?: unknown): ProblemError {
  return new ProblemError(422, code, message, { faults: [{ path, code, message }], cause });
}
