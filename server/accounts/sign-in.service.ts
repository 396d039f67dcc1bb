import { randomInt, timingSafeEqual } from 'node:crypto';
import type { Knex } from 'knex';
import type { SecondFactor, SignInChallenge } from '@hallowerk/contract/accounts/account.ts';
import type { DeviceProof } from '@hallowerk/contract/accounts/security.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { uuidv7 } from '../database/uuid.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { ProblemError } from '../http/problems.ts';
import type { Outbound } from '../outbox/outbound.ts';
import { DAY, MINUTE, plus, type Clock } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';
import { findAccountByEmail, secondFactors, type SecondFactorRow } from './accounts.repository.ts';
import { accountToOpen } from './logins.ts';
import { isKnownDevice, isTrusted } from './known-devices.ts';
import { isExpired } from './password-demands.ts';
import type { Passwords } from './passwords.ts';
import { useRecoveryCode } from './recovery-codes.ts';
import { phoneHint } from './second-factors.ts';
import { claimTry, delayKey, forgive } from './sign-in-delay.ts';
import { acceptedStep } from '../security/totp.ts';

const CHALLENGE_LIFE = 10 * MINUTE;
const SMS_CODE_LIFE = 5 * MINUTE;
const WRONG_CODES_PER_CHALLENGE = 5;
const SMS_PER_CHALLENGE = 3;
/** Over all sign-ins of an account in a day; only who knows the password can reach it. */
const WRONG_CODES_PER_DAY = 30;
const SMS_PER_DAY = 20;

const wrongCredentials = (): ProblemError =>
  new ProblemError(401, 'wrong_credentials', 'E-mailadres of wachtwoord klopt niet');
const wrongCode = (): ProblemError => new ProblemError(401, 'wrong_code', 'De code klopt niet of is verlopen');
const challengeClosed = (): ProblemError =>
  new ProblemError(410, 'challenge_closed', 'Deze aanmelding is verlopen. Begin opnieuw met je wachtwoord.');
const passwordExpired = (): ProblemError =>
  new ProblemError(
    403,
    'password_expired',
    'Je wachtwoord is te oud. Kies een nieuw wachtwoord met ‘Wachtwoord vergeten?’.',
  );
const tooMany = (): ProblemError =>
  new ProblemError(429, 'too_many_attempts', 'Te veel pogingen. Probeer het later opnieuw.', {
    retryAfterSeconds: 3600,
  });

interface ChallengeRow {
  readonly id: string;
  readonly user_id: string;
  readonly expires_at: Date;
  readonly wrong_codes: number;
  readonly codes_sent: number;
  readonly code_hash: Buffer | null;
  readonly code_expires_at: Date | null;
  readonly used_at: Date | null;
}

export interface SignInService {
  /**
   * First step. A device that proves to be this account's is not delayed by what strangers try (security A06).
   * @throws {ProblemError} 401 with one text for every reason; 429 while the delay lasts; 403 for an expired password
   */
  start(input: SignInInput): Promise<SignInChallenge>;
  /** The first step for somebody who has a session: his password again. @throws {ProblemError} as `start` */
  challenge(userId: string): Promise<SignInChallenge>;
  /** Sends a fresh code and voids the one before. @throws {ProblemError} 410, 429 */
  sendCode(challengeId: string): Promise<{ hint: string }>;
  /** Second step; returns the login, of which a session opens one account. Runs in its own transaction: a wrong code must be counted. @throws 401, 410 */
  complete(challengeId: string, method: SecondFactor, code: string): Promise<{ userId: string }>;
  /** Second step without a telephone: a code of the list, which is then used up. @throws 401, 410 */
  completeWithRecoveryCode(challengeId: string, code: string): Promise<{ userId: string }>;
  /** Second step on a remembered device. @throws 401, 410 */
  completeOnTrustedDevice(challengeId: string, device: DeviceProof): Promise<{ userId: string }>;
}

export interface SignInInput {
  readonly email: string;
  readonly password: string;
  readonly device?: DeviceProof | undefined;
}

export interface SignInDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  readonly passwords: Passwords;
  readonly outbound: Outbound;
  readonly productName: string;
}

/** Sign-in in two steps (security §5.1). Neither step tells which part of the input was wrong. */
export function createSignInService(deps: SignInDependencies): SignInService {
  return {
    start: (input) => start(deps, input),
    sendCode: (id) => sendCode(deps, id),
    challenge: (userId) => newChallenge(deps, userId),
    complete: (id, method, code) =>
      complete(deps, id, (trx, challenge, now) =>
        method === 'SMS' ? isSmsCode(deps, challenge, code, now) : isTotp(deps, trx, challenge, code, now),
      ),
    completeWithRecoveryCode: (id, code) =>
      complete(deps, id, (trx, { user_id }, now) => useRecoveryCode(trx, deps, { userId: user_id, code, now })),
    completeOnTrustedDevice: (id, device) =>
      complete(deps, id, async (trx, { user_id }, now) => {
        const account = await accountToOpen(trx, user_id, { deviceId: device.id });
        return account !== null && isTrusted(trx, { id: user_id, role: account.role }, device, now);
      }),
  };
}

async function start(deps: SignInDependencies, input: SignInInput): Promise<SignInChallenge> {
  const { knex, clock, passwords } = deps;
  const account = await findAccountByEmail(knex, input.email);
  const device = input.device ?? null;
  const known = await isKnownDevice(knex, account?.id ?? null, device);
  const key = delayKey(deps.keys, { email: input.email, deviceId: known && device !== null ? device.id : null });
  await claimTry(knex, key, clock.now());
  const matches = await passwords.verify(account?.passwordHash ?? null, input.password);
  if (!matches || account === null || !account.active) {
    await recordAudit(knex, {
      actor: account?.id ?? 'unknown',
      action: 'LOGIN_FAILED',
      object: null,
      result: 'refused',
      detail: { step: 'password' },
    });
    throw wrongCredentials();
  }
  await forgive(knex, key);
  if (account.passwordHash !== null && passwords.isOutdated(account.passwordHash)) {
    const hash = await passwords.hash(input.password);
    await knex('user_password').where({ user_id: account.id }).update({ hash });
  }
  if (await isExpired(knex, account.id, clock.now())) {
    const detail = { step: 'password', reason: 'password-expired' };
    await recordAudit(knex, { actor: account.id, action: 'LOGIN_FAILED', object: null, result: 'refused', detail });
    throw passwordExpired();
  }
  const challenge = await newChallenge(deps, account.id);
  const opened = await accountToOpen(knex, account.id, { deviceId: device?.id ?? null });
  const role = opened?.role ?? 'MUNICIPAL_ADMINISTRATOR';
  const trusted = known && (await isTrusted(knex, { id: account.id, role }, device, clock.now()));
  return { ...challenge, trusted };
}

async function newChallenge(deps: SignInDependencies, userId: string): Promise<SignInChallenge> {
  const { knex, clock } = deps;
  const now = clock.now();
  const today = await knex('sign_in_challenge')
    .where({ user_id: userId })
    .where('created_at', '>', plus(now, -DAY))
    .sum({ wrong: 'wrong_codes' })
    .first();
  if (Number(today?.wrong ?? 0) >= WRONG_CODES_PER_DAY) throw tooMany();
  const methods = (await secondFactors(knex, userId)).flatMap((factor) => methodHint(deps, factor));
  const challenge = { id: uuidv7(now.getTime()), expires_at: plus(now, CHALLENGE_LIFE) };
  await knex('sign_in_challenge').insert({ ...challenge, user_id: userId, created_at: now });
  return { id: challenge.id, methods, expiresAt: challenge.expires_at.toISOString() };
}

function methodHint(deps: SignInDependencies, factor: SecondFactorRow): SignInChallenge['methods'] {
  if (factor.method === 'TOTP') return [{ method: 'TOTP', hint: '' }];
  return deps.outbound.sendSms === undefined ? [] : [{ method: 'SMS', hint: phoneHint(factor.phone ?? '') }];
}

/** The challenge, locked; 410 when it is unknown, used, expired, or had five wrong codes. */
async function openChallenge(trx: Trx, id: string, now: Date): Promise<ChallengeRow> {
  const row: ChallengeRow | undefined = await trx('sign_in_challenge').where({ id }).forUpdate().first();
  if (row === undefined || row.used_at !== null || row.expires_at <= now) throw challengeClosed();
  if (row.wrong_codes >= WRONG_CODES_PER_CHALLENGE) throw challengeClosed();
  return row;
}

async function sendCode(deps: SignInDependencies, challengeId: string): Promise<{ hint: string }> {
  const { knex, clock, keys, outbound, productName } = deps;
  const now = clock.now();
  const code = randomInt(0, 1_000_000).toString().padStart(6, '0');
  const factor = await withTransaction(knex, async (trx) => {
    const challenge = await openChallenge(trx, challengeId, now);
    const sms = (await secondFactors(trx, challenge.user_id)).find((item) => item.method === 'SMS');
    if (sms === undefined || outbound.sendSms === undefined) throw challengeClosed();
    const sent = await trx('sign_in_challenge')
      .where({ user_id: challenge.user_id })
      .where('created_at', '>', plus(now, -DAY))
      .sum({ codes: 'codes_sent' })
      .first();
    if (challenge.codes_sent >= SMS_PER_CHALLENGE || Number(sent?.codes ?? 0) >= SMS_PER_DAY) throw tooMany();
    await trx('sign_in_challenge')
      .where({ id: challenge.id })
      .update({
        code_hash: keys.hashCode(challenge.id, code),
        code_expires_at: plus(now, SMS_CODE_LIFE),
        codes_sent: challenge.codes_sent + 1,
      });
    return sms;
  });
  // After the commit: a message cannot be taken back when a transaction is.
  try {
    await outbound.sendSms?.({
      to: factor.phone ?? '',
      text: `Je code voor ${productName} is ${code}. Deze code is 5 minuten geldig. Geef hem aan niemand.`,
    });
  } catch (error) {
    throw new ProblemError(503, 'sms_failed', 'De sms kon niet worden verstuurd. Probeer het zo opnieuw.', {
      cause: error,
      retryAfterSeconds: 30,
    });
  }
  return { hint: phoneHint(factor.phone ?? '') };
}

async function complete(
  deps: SignInDependencies,
  challengeId: string,
  isRight: (trx: Trx, challenge: ChallengeRow, now: Date) => boolean | Promise<boolean>,
): Promise<{ userId: string }> {
  const { knex, clock } = deps;
  const now = clock.now();
  const outcome = await withTransaction(knex, async (trx) => {
    const challenge = await openChallenge(trx, challengeId, now);
    const right = await isRight(trx, challenge, now);
    if (right && (await accountToOpen(trx, challenge.user_id, { deviceId: null })) !== null) {
      await trx('sign_in_challenge').where({ id: challenge.id }).update({ used_at: now, code_hash: null });
      return { userId: challenge.user_id, right: true };
    }
    await trx('sign_in_challenge').where({ id: challenge.id }).increment('wrong_codes', 1);
    const detail = { step: 'second-factor' };
    await recordAudit(trx, {
      actor: challenge.user_id,
      action: 'LOGIN_FAILED',
      object: null,
      result: 'refused',
      detail,
    });
    return { userId: challenge.user_id, right: false };
  });
  if (!outcome.right) throw wrongCode();
  return { userId: outcome.userId };
}

function isSmsCode({ keys }: SignInDependencies, challenge: ChallengeRow, code: string, now: Date): boolean {
  const hash = keys.hashCode(challenge.id, code);
  if (challenge.code_hash === null || challenge.code_expires_at === null) return false;
  return challenge.code_expires_at > now && timingSafeEqual(challenge.code_hash, hash);
}

async function isTotp(
  { keys }: SignInDependencies,
  trx: Trx,
  challenge: ChallengeRow,
  code: string,
  now: Date,
): Promise<boolean> {
  const factor: SecondFactorRow | undefined = await trx('second_factor')
    .where({ user_id: challenge.user_id, method: 'TOTP' })
    .forUpdate()
    .first();
  if (factor === undefined || factor.secret === null) return false;
  const secret = keys.open('second-factor', factor.id, factor.secret);
  const step = acceptedStep(secret, code, now, factor.last_step === null ? null : Number(factor.last_step));
  if (step === null) return false;
  await trx('second_factor').where({ id: factor.id }).update({ last_step: step });
  return true;
}
