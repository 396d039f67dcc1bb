import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { EMAIL_CANCEL_DAYS } from '@hallowerk/contract/accounts/email-change.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { sqlState } from '../database/pg-errors.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { ProblemError } from '../http/problems.ts';
import { queueMail } from '../outbox/mail-queue.ts';
import { DAY, HOUR, plus } from '../security/clock.ts';
import { hashToken } from '../security/keys.ts';
import type { SessionContext } from '../security/session.ts';
import { confirmMail, noticeMail, takenMail } from './email-change-mails.ts';
import { endAccess, voidResets } from './end-access.ts';
import { accountsOfLogin, anActiveAccount, loginOf } from './logins.ts';
import { tellAccountManager, type PersonalDataDependencies } from './personal-data.service.ts';
import { requireConfirmation } from './security.service.ts';

export const EMAIL_CHANGE_LIFE = DAY;
/** In an hour, of one login: each writes to an address that somebody made up. */
export const EMAIL_CHANGES_PER_HOUR = 3;

/**
 * Another address for a login. It counts for all accounts of the person, from the moment that the link in the mail to the new
 * address is used. The old address hears of it at once and can take it back for a week.
 */
export interface EmailChangeService {
  /**
   * Does and answers the same whether somebody has the new address already or not (security §5.5).
   * @throws {ProblemError} 403 `confirmation_needed`, 409 `no_public_address`, 422 for the present address, 429
   */
  request(session: SessionContext, email: string): Promise<void>;
  /** @throws {ProblemError} 410 `link_closed`, with one text for every reason */
  confirm(token: string): Promise<void>;
  /** Before or after it took effect; ends all sessions. @throws {ProblemError} 410 `link_closed` */
  cancel(token: string): Promise<void>;
}

export interface EmailChangeDependencies extends PersonalDataDependencies {
  readonly productName: string;
  /** Where the pages are; null while nobody configured a public address. */
  readonly linkTo: (kind: 'confirm' | 'cancel', token: string) => string | null;
  /** Something waits to be sent. */
  readonly wakeMails: () => void;
}

interface ChangeRow {
  readonly id: string;
  readonly user_id: string;
  readonly old_email: string;
  readonly new_email: string;
  readonly expires_at: Date;
  readonly cancel_until: Date;
  readonly confirmed_at: Date | null;
  readonly voided_at: Date | null;
}

export function createEmailChangeService(deps: EmailChangeDependencies): EmailChangeService {
  const { knex } = deps;
  const waking = async (work: (trx: Trx) => Promise<void>): Promise<void> => {
    await withTransaction(knex, work);
    deps.wakeMails();
  };
  return {
    request: (session, email) => waking((trx) => request(trx, deps, session, email)),
    confirm: (token) => waking((trx) => confirm(trx, deps, token)).catch(closedWhenTaken),
    cancel: (token) => waking((trx) => cancel(trx, deps, token)).catch(closedWhenTaken),
  };
}

const linkClosed = (cause?: unknown): ProblemError =>
  new ProblemError(410, 'link_closed', 'Deze link werkt niet meer.', { cause });

/** Somebody else got the address meanwhile: no more is said than of any other link. */
function closedWhenTaken(error: unknown): never {
  if (sqlState(error) === '23505') throw linkClosed();
  throw error;
}

const newToken = (): string => randomBytes(32).toString('base64url');

async function request(trx: Trx, deps: EmailChangeDependencies, session: SessionContext, email: string): Promise<void> {
  const now = deps.clock.now();
  await requireConfirmation(trx, session, now);
  const loginId = await loginOf(trx, session.userId);
  // The login is the lock: requests at once are counted one after the other.
  const login = await trx('app_user').where({ id: loginId }).forUpdate().first('email');
  requireOther(login.email, email);
  await requireRoom(trx, loginId, now);
  const [token, cancelToken] = [newToken(), newToken()];
  const [link, cancelLink] = [deps.linkTo('confirm', token), deps.linkTo('cancel', cancelToken)];
  if (link === null || cancelLink === null) {
    throw new ProblemError(409, 'no_public_address', 'De server heeft geen openbaar adres. Vraag het je beheerder.');
  }
  await trx('email_change')
    .where({ user_id: loginId })
    .whereNull('confirmed_at')
    .whereNull('voided_at')
    .update({ voided_at: now });
  const id = uuidv7(now.getTime());
  await trx('email_change').insert({
    ...{ id, user_id: loginId, old_email: login.email, new_email: email, requested_at: now },
    ...{ token_hash: hashToken(token), cancel_hash: hashToken(cancelToken) },
    ...{ expires_at: plus(now, EMAIL_CHANGE_LIFE), cancel_until: plus(now, EMAIL_CANCEL_DAYS * DAY) },
  });
  const facts = { id, productName: deps.productName };
  const mail = (await isTaken(trx, email)) ? takenMail : confirmMail;
  await queueMail(trx, mail({ ...facts, to: email, link }), now);
  await queueMail(trx, noticeMail({ ...facts, to: login.email, link: cancelLink }), now);
  await recordEmail(trx, session.userId, loginId, 'email-requested');
}

function requireOther(present: string, email: string): void {
  if (present.toLowerCase() !== email.toLowerCase()) return;
  const message = 'Dit is je e-mailadres al. Vul een ander adres in.';
  throw new ProblemError(422, 'same_email', message, { faults: [{ path: 'email', code: 'same_email', message }] });
}

async function requireRoom(trx: Trx, loginId: string, now: Date): Promise<void> {
  const row = await trx('email_change')
    .where({ user_id: loginId })
    .where('requested_at', '>', plus(now, -HOUR))
    .count({ n: '*' })
    .first();
  if (Number(row?.['n'] ?? 0) < EMAIL_CHANGES_PER_HOUR) return;
  throw new ProblemError(429, 'too_many_requests', 'Te veel aanvragen. Probeer het over een uur opnieuw.', {
    retryAfterSeconds: HOUR / 1000,
  });
}

async function isTaken(trx: Trx, email: string): Promise<boolean> {
  const row = await trx('app_user').whereRaw('lower(email) = lower(?)', [email]).first('id');
  return row !== undefined;
}

async function lockChange(trx: Trx, column: 'token_hash' | 'cancel_hash', token: string): Promise<ChangeRow> {
  const row: ChangeRow | undefined = await trx('email_change')
    .where({ [column]: hashToken(token) })
    .forUpdate()
    .first();
  if (row === undefined || row.voided_at !== null) throw linkClosed();
  return row;
}

async function confirm(trx: Trx, deps: EmailChangeDependencies, token: string): Promise<void> {
  const now = deps.clock.now();
  const change = await lockChange(trx, 'token_hash', token);
  if (change.confirmed_at !== null || change.expires_at <= now) throw linkClosed();
  const usable = await trx('app_user')
    .where({ id: change.user_id })
    .whereExists(anActiveAccount(trx, 'app_user.id'))
    .first('id');
  if (usable === undefined) throw linkClosed();
  await setEmail(trx, change.user_id, change.new_email, now);
  await trx('email_change').where({ id: change.id }).update({ confirmed_at: now });
  // Links to a new password went to the old address.
  await voidResets(trx, change.user_id, now);
  await recordEmail(trx, change.user_id, change.user_id, 'email');
  const employers: { id: string; full_name: string }[] = await trx('app_user')
    .whereIn('id', accountsOfLogin(trx, change.user_id))
    .where({ state: 'ACTIVE' })
    .whereLike('role', 'EMPLOYER%')
    .select('id', 'full_name');
  for (const { id, full_name } of employers) await tellAccountManager(trx, deps, id, full_name);
}

async function cancel(trx: Trx, deps: EmailChangeDependencies, token: string): Promise<void> {
  const now = deps.clock.now();
  const change = await lockChange(trx, 'cancel_hash', token);
  if (change.cancel_until <= now) throw linkClosed();
  if (change.confirmed_at !== null) await setEmail(trx, change.user_id, change.old_email, now);
  // Later changes were made by who had the address that is taken back.
  await trx('email_change').where({ user_id: change.user_id }).whereNull('voided_at').update({ voided_at: now });
  await endAccess(trx, { userId: change.user_id, keep: null, why: 'e-mail change cancelled', now });
  await recordEmail(trx, change.user_id, change.user_id, 'email-cancelled');
}

/** All accounts of a login carry the same address. */
async function setEmail(trx: Trx, loginId: string, email: string, now: Date): Promise<void> {
  await trx('app_user').whereIn('id', accountsOfLogin(trx, loginId)).update({ email, updated_at: now });
}

function recordEmail(trx: Trx, actor: string, loginId: string, security: string): Promise<void> {
  const object = `user:${loginId}`;
  return recordAudit(trx, { actor, action: 'CHANGE', object, result: 'ok', detail: { security } });
}

/** Addresses are kept no longer than a change can be taken back. */
export function oldEmailChanges(knex: Knex, now: Date): Knex.QueryBuilder {
  return knex('email_change').where('cancel_until', '<=', now);
}
