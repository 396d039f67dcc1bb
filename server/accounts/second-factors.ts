import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { AuthenticatorSetup, SmsSetup } from '@hallowerk/contract/accounts/security.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { uuidv7 } from '../database/uuid.ts';
import type { Trx } from '../database/transaction.ts';
import { notFound, ProblemError } from '../http/problems.ts';
import type { Outbound, Sms } from '../outbox/outbound.ts';
import { DAY, MINUTE, plus, type Clock } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';
import { acceptedStep, TOTP_SECRET_BYTES } from '../security/totp.ts';

const SETUP_LIFE = 30 * MINUTE;
const CODE_LIFE = 5 * MINUTE;
const WRONG_CODES = 5;
/** A number costs money and can be somebody else's. */
const TEXTS_PER_DAY = 10;

export interface FactorDependencies {
  readonly clock: Clock;
  readonly keys: ServerKeys;
  readonly outbound: Outbound;
  readonly productName: string;
}

/** `right`: the factor works from now on. `wrong` was counted. `closed`: expired, used, unknown, or too often wrong. */
export type SetupOutcome = 'right' | 'wrong' | 'closed';

interface SetupRow {
  readonly id: string;
  readonly user_id: string;
  readonly method: 'TOTP' | 'SMS';
  readonly secret: Buffer | null;
  readonly phone: string | null;
  readonly code_hash: Buffer | null;
  readonly code_expires_at: Date | null;
  readonly wrong_codes: number;
  readonly expires_at: Date;
  readonly used_at: Date | null;
}

/** Makes a secret for an authenticator app; it counts when a code of it was entered. @throws {ProblemError} 404 */
export async function beginTotp(trx: Trx, deps: FactorDependencies, userId: string): Promise<AuthenticatorSetup> {
  const user = await trx('app_user').where({ id: userId }).first('email');
  if (user === undefined) throw notFound();
  const id = uuidv7();
  const secret = randomBytes(TOTP_SECRET_BYTES);
  await insertSetup(trx, deps, {
    ...{ id, user_id: userId, method: 'TOTP' as const },
    secret: deps.keys.seal('second-factor', id, secret),
  });
  const base32 = new Secret({ buffer: new Uint8Array(secret).buffer });
  const uri = new TOTP({ issuer: deps.productName, label: user.email, secret: base32 }).toString();
  return { id, secret: base32.base32, uri };
}

/**
 * Makes a code for a telephone number, which proves that the number is his. Hand `message` to `sendFactorCode` after the
 * commit: a text message cannot be taken back when a transaction is.
 *
 * @throws {ProblemError} 409 `sms_unavailable`, 429
 */
export async function beginSms(
  trx: Trx,
  deps: FactorDependencies,
  { userId, phone }: { readonly userId: string; readonly phone: string },
): Promise<SmsSetup & { readonly message: Sms }> {
  const now = deps.clock.now();
  if (deps.outbound.sendSms === undefined) {
    throw new ProblemError(409, 'sms_unavailable', 'Sms-codes zijn hier niet mogelijk. Gebruik een app.');
  }
  // The user is the lock: requests at once are counted one after the other.
  await trx('app_user').where({ id: userId }).forUpdate().first('id');
  const sent = await trx('second_factor_setup')
    .where({ method: 'SMS' })
    .where((row) => row.where({ user_id: userId }).orWhere({ phone }))
    .where('created_at', '>', plus(now, -DAY))
    .count({ count: '*' })
    .first();
  if (Number(sent?.['count'] ?? 0) >= TEXTS_PER_DAY) {
    throw new ProblemError(429, 'too_many_attempts', 'Te veel sms-codes. Probeer het morgen opnieuw.', {
      retryAfterSeconds: 3600,
    });
  }
  const id = uuidv7();
  const code = randomInt(0, 1_000_000).toString().padStart(6, '0');
  await insertSetup(trx, deps, {
    ...{ id, user_id: userId, method: 'SMS' as const, phone },
    code_hash: deps.keys.hashCode(id, code),
    code_expires_at: plus(now, CODE_LIFE),
  });
  const text = `Je code voor ${deps.productName} is ${code}. Deze code is 5 minuten geldig. Geef hem aan niemand.`;
  return { id, hint: phoneHint(phone), message: { to: phone, text } };
}

/** @throws {ProblemError} 503 when the provider does not take it */
export async function sendFactorCode({ outbound }: Pick<FactorDependencies, 'outbound'>, message: Sms): Promise<void> {
  try {
    await outbound.sendSms?.(message);
  } catch (error) {
    throw new ProblemError(503, 'sms_failed', 'De sms kon niet worden verstuurd. Probeer het zo opnieuw.', {
      cause: error,
      retryAfterSeconds: 30,
    });
  }
}

export function phoneHint(phone: string): string {
  return `•••• ${phone.slice(-2)}`;
}

/** Starting a factor voids the one of the same method that was not finished. */
async function insertSetup(
  trx: Trx,
  { clock }: FactorDependencies,
  row: Pick<SetupRow, 'id' | 'user_id' | 'method'> & Partial<SetupRow>,
): Promise<void> {
  const now = clock.now();
  await trx('second_factor_setup')
    .where({ user_id: row.user_id, method: row.method })
    .whereNull('used_at')
    .update({ used_at: now });
  await trx('second_factor_setup').insert({ ...row, created_at: now, expires_at: plus(now, SETUP_LIFE) });
}

/**
 * Proves an authenticator app or a telephone with its code; it then takes the place of an earlier one of its method. Does
 * not throw for a wrong code, so that the count survives: commit, and then `requireRight` (security A04).
 */
export async function confirmFactor(
  trx: Trx,
  deps: FactorDependencies,
  input: { readonly userId: string; readonly factorId: string; readonly code: string },
): Promise<SetupOutcome> {
  const now = deps.clock.now();
  const setup: SetupRow | undefined = await trx('second_factor_setup')
    .where({ id: input.factorId, user_id: input.userId })
    .forUpdate()
    .first();
  const open = setup !== undefined && setup.used_at === null && setup.expires_at > now;
  if (!open || setup.wrong_codes >= WRONG_CODES) return 'closed';
  const proof = setup.method === 'TOTP' ? totpProof(deps, setup, input.code) : smsProof(deps, setup, input.code);
  if (proof === null) {
    await trx('second_factor_setup').where({ id: setup.id }).increment('wrong_codes', 1);
    return 'wrong';
  }
  const { id, user_id, method } = setup;
  // The line of a text message stays, because messages are counted; a secret lives in one place only.
  if (method === 'TOTP') await trx('second_factor_setup').where({ id }).delete();
  else await trx('second_factor_setup').where({ id }).update({ used_at: now, code_hash: null });
  await trx('second_factor').where({ user_id, method }).delete();
  await trx('second_factor').insert({ id, user_id, method, created_at: now, ...proof });
  const detail = { security: 'factor-added', method };
  await recordAudit(trx, { actor: user_id, action: 'CHANGE', object: `user:${user_id}`, result: 'ok', detail });
  return 'right';
}

/** @throws {ProblemError} 422 `wrong_code` under `code`, 410 `setup_closed` */
export function requireRight(outcome: SetupOutcome): void {
  if (outcome === 'right') return;
  if (outcome === 'closed') {
    throw new ProblemError(410, 'setup_closed', 'Dit duurde te lang of de code was te vaak fout. Begin opnieuw.');
  }
  const message = 'De code klopt niet of is verlopen';
  throw new ProblemError(422, 'wrong_code', message, { faults: [{ path: 'code', code: 'wrong_code', message }] });
}

function totpProof({ keys, clock }: FactorDependencies, setup: SetupRow, code: string): object | null {
  if (setup.secret === null) return null;
  const step = acceptedStep(keys.open('second-factor', setup.id, setup.secret), code, clock.now(), null);
  return step === null ? null : { secret: setup.secret, last_step: step };
}

function smsProof({ keys, clock }: FactorDependencies, setup: SetupRow, code: string): object | null {
  if (setup.code_hash === null || setup.code_expires_at === null || setup.code_expires_at <= clock.now()) return null;
  return timingSafeEqual(setup.code_hash, keys.hashCode(setup.id, code)) ? { phone: setup.phone } : null;
}
