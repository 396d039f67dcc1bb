import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type { PasswordDemands } from '@hallowerk/contract/accounts/security.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { uuidv7 } from '../database/uuid.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { ProblemError } from '../http/problems.ts';
import { queueMail } from '../outbox/mail-queue.ts';
import { HOUR, MINUTE, plus, type Clock } from '../security/clock.ts';
import { hashToken, type ServerKeys } from '../security/keys.ts';
import { networkBlock } from '../security/network-block.ts';
import { findAccountByEmail, type AccountForSignIn } from './accounts.repository.ts';
import { setPassword } from './credentials.ts';
import { endAccess, voidResets } from './end-access.ts';
import { anActiveAccount } from './logins.ts';
import { passwordDemands } from './password-demands.ts';
import type { Passwords } from './passwords.ts';
import { resetMail } from './reset-mails.ts';
import { noticeOf } from './security-notices.ts';
import { delayKey, forgive } from './sign-in-delay.ts';

export const RESET_LIFE = 30 * MINUTE;

/** Requests in an hour. Beyond that of an address nothing is sent, of a network and in all nothing is heard. */
export interface ResetLimits {
  readonly perAddress: number;
  readonly perNetwork: number;
  readonly unknownInAll: number;
}
export const RESET_LIMITS: ResetLimits = { perAddress: 3, perNetwork: 10, unknownInAll: 500 };
/** On one's own machine everybody has the same address. */
export const DEMO_RESET_LIMITS: ResetLimits = { ...RESET_LIMITS, perNetwork: 1000 };

export interface PasswordResetsService {
  /**
   * Writes a mail to the address: a link to a new password, or that there is no account. Does the same work and answers
   * the same for every address (security §5.5). @throws {ProblemError} 429 for the network; 503 without a public address
   */
  request(input: { readonly email: string; readonly networkAddress: string }): Promise<void>;
  /** What is asked of the new password; the link stays good. @throws {ProblemError} 410 */
  open(token: string): Promise<PasswordDemands>;
  /** The new password; all sessions end, and no second factor changes. @throws {ProblemError} 410, 422 */
  complete(token: string, password: string): Promise<void>;
}

export interface PasswordResetDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  readonly passwords: Passwords;
  readonly productName: string;
  readonly limits: ResetLimits;
  /** Where the page is, from the configuration; null while nobody configured it. */
  readonly linkTo: (token: string) => string | null;
  /** Something waits to be sent. */
  readonly wakeMails: () => void;
}

const linkClosed = (): ProblemError =>
  new ProblemError(410, 'link_closed', 'Deze link werkt niet meer. Vraag een nieuwe link met ‘Wachtwoord vergeten?’.');

/** Forgotten passwords (HW-PWD, HF-AUTH-02; security §5.4). */
export function createPasswordResets(deps: PasswordResetDependencies): PasswordResetsService {
  return {
    request: (input) => request(deps, input),
    open: async (token) => {
      const reset = await openReset(deps.knex, token, deps.clock.now());
      return passwordDemands(deps.knex, reset.user_id, deps.productName);
    },
    complete: (token, password) => complete(deps, token, password),
  };
}

async function request(
  deps: PasswordResetDependencies,
  input: { readonly email: string; readonly networkAddress: string },
): Promise<void> {
  const { knex, clock, keys } = deps;
  const now = clock.now();
  const token = randomBytes(32).toString('base64url');
  const link = deps.linkTo(token);
  if (link === null) {
    throw new ProblemError(503, 'not_configured', 'Een nieuw wachtwoord aanvragen kan hier niet. Vraag je beheerder.');
  }
  const email = input.email.trim().toLowerCase();
  const addressHash = keys.hashCode('password-reset', email);
  const network = keys.hashCode('network', networkBlock(input.networkAddress)).toString('base64url');
  await withTransaction(knex, async (trx) => {
    const counts = await countRequests(trx, { addressHash, network, now });
    if (counts.network >= deps.limits.perNetwork) throw tooMany();
    const account = await findAccountByEmail(trx, email);
    if (counts.address >= deps.limits.perAddress) return;
    const isOpen = account?.active === true;
    await voidResets(trx, account?.id ?? NOBODY, now);
    const id = uuidv7(now.getTime());
    await trx('password_reset').insert({
      ...{ id, user_id: isOpen ? account.id : null, address_hash: addressHash, network },
      ...{ token_hash: hashToken(token), requested_at: now, expires_at: plus(now, RESET_LIFE) },
    });
    const mail = resetMail({ id, to: account?.email ?? email, kind: kindOf(account), link, addressHash, now, ...deps });
    if (isOpen || counts.unknown < deps.limits.unknownInAll) await queueMail(trx, mail, now);
    const object = account === null ? null : `user:${account.id}`;
    const detail = { security: 'reset-requested' };
    await recordAudit(trx, { actor: account?.id ?? 'unknown', action: 'CHANGE', object, result: 'ok', detail });
  });
  deps.wakeMails();
}

/** No user has it: what is asked and changed for an unknown address costs the same. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const RESET_LOCK = 7716;

const tooMany = (): ProblemError =>
  new ProblemError(429, 'too_many_requests', 'Te veel aanvragen. Probeer het over een uur opnieuw.', {
    retryAfterSeconds: 3600,
  });

function kindOf(account: AccountForSignIn | null): 'link' | 'unknown' | 'closed' {
  if (account === null) return 'unknown';
  return account.active ? 'link' : 'closed';
}

/** One request at a time, so that requests at once do not slip past the limits together. */
async function countRequests(
  trx: Trx,
  of: { readonly addressHash: Buffer; readonly network: string; readonly now: Date },
): Promise<{ address: number; network: number; unknown: number }> {
  await trx.raw('select pg_advisory_xact_lock(?)', [RESET_LOCK]);
  const since = plus(of.now, -HOUR);
  const result: { rows: { address: number; network: number; unknown: number }[] } = await trx.raw(
    `select count(*) filter (where address_hash = :address)::int as address,
            count(*) filter (where network = :network)::int as network,
            count(*) filter (where user_id is null)::int as unknown
     from password_reset where requested_at > :since`,
    { address: of.addressHash, network: of.network, since },
  );
  return result.rows[0] ?? { address: 0, network: 0, unknown: 0 };
}

interface OpenReset {
  readonly id: string;
  readonly user_id: string;
}

/** @throws {ProblemError} 410 with one text for every reason */
async function openReset(knex: Knex, token: string, now: Date, lock = false): Promise<OpenReset> {
  const query = knex('password_reset as r')
    .where('r.token_hash', hashToken(token))
    .whereExists(anActiveAccount(knex, 'r.user_id'))
    .first('r.id', 'r.user_id', 'r.used_at', 'r.voided_at', 'r.expires_at');
  const row = await (lock ? query.forUpdate('r') : query);
  if (row === undefined || row.used_at !== null || row.voided_at !== null || row.expires_at <= now) throw linkClosed();
  return row;
}

async function complete(deps: PasswordResetDependencies, token: string, password: string): Promise<void> {
  const { knex, clock, keys } = deps;
  const now = clock.now();
  await withTransaction(knex, async (trx) => {
    // The row is the lock: of two uses at once the second finds it used.
    const reset = await openReset(trx, token, now, true);
    const userId = reset.user_id;
    await setPassword(trx, deps, { userId, password });
    await trx('password_reset').where({ id: reset.id }).update({ used_at: now });
    await endAccess(trx, { userId, keep: null, why: 'password reset', now });
    await noticeOf(trx, deps, { userId, change: 'password', now });
    const user = await trx('app_user').where({ id: userId }).first('email');
    await forgive(trx, delayKey(keys, { email: user.email, deviceId: null }));
  });
  deps.wakeMails();
}

/** Links of yesterday say nothing any more. */
export function oldResets(knex: Knex, now: Date): Knex.QueryBuilder {
  return knex('password_reset').where('requested_at', '<', plus(now, -24 * HOUR));
}
