import { createHash, randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import {
  ASK_AGAIN_AFTER_DAYS,
  type ConfirmationAnswer,
  type ConfirmationRefusal,
  type ConfirmationRequest,
  type ConfirmationsAsked,
} from '@hallowerk/contract/candidates/confirmation.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { ProblemError, sessionExpired } from '../http/problems.ts';
import { wantsMail } from '../outbox/mail-preferences.ts';
import { queueMail } from '../outbox/mail-queue.ts';
import { DAY, HOUR, plus, type Clock } from '../security/clock.ts';
import type { SessionContext } from '../security/session.ts';
import { changedMail, confirmationMail } from './contact-mails.ts';

/** Candidates that one user may ask in an hour. */
export const CONFIRMATIONS_PER_HOUR = 500;
export const LINK_LIFE = 30 * DAY;
/** Answers older than this are not shown any more, and removed. */
export const CONFIRMATION_LIFE = 365 * DAY;
/** The newest ones; a region does not ask more in a year. */
const MOST_LISTED = 10_000;
const TOKEN_BYTES = 32;

/** What a link is worth. `open` carries the first name, which is all that the page shows. */
export type LinkState =
  { readonly state: 'open'; readonly firstName: string } | { readonly state: 'used' | 'expired' | 'unknown' };
export type AnswerResult = ConfirmationAnswer | 'used' | 'expired' | 'unknown';

/** Asking candidates whether their profile is still right, and their answers (BX-07). */
export interface ConfirmationsService {
  /** The last request to each candidate of the user's own regions, of the last year. */
  list(session: SessionContext): Promise<{ items: ConfirmationRequest[] }>;
  /**
   * Mails candidates of the user's own regions a link that works once, for 30 days; an older link of theirs stops working.
   * @throws {ProblemError} 409 when the server has no address of its own; 429 above `CONFIRMATIONS_PER_HOUR`.
   */
  ask(session: SessionContext, ids: readonly string[]): Promise<ConfirmationsAsked>;
  /** Changes nothing: mail programs open links by themselves. */
  look(token: string): Promise<LinkState>;
  /**
   * `CONFIRMED` moves the date of confirmation and nothing else of the profile; `CHANGED` tells who asked. A link that was
   * used, is too old or does not exist does nothing.
   */
  answer(token: string, answer: ConfirmationAnswer): Promise<AnswerResult>;
}

interface Dependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  /** The address of the page for a token; null while this server has no address for the world. */
  readonly linkTo: (token: string) => string | null;
}

export function createConfirmationsService({ knex, clock, linkTo }: Dependencies): ConfirmationsService {
  return {
    list: (session) => listOf(knex, session, clock.now()),
    ask: (session, ids) => withTransaction(knex, (trx) => ask(trx, { session, ids, linkTo, now: clock.now() })),
    look: async (token) => stateOf(await findLink(knex, token), clock.now()),
    answer: (token, answer) => withTransaction(knex, (trx) => record(trx, token, answer, clock.now())),
  };
}

async function listOf(knex: Knex, session: SessionContext, now: Date): Promise<{ items: ConfirmationRequest[] }> {
  const result: { rows: { candidate_id: string; asked_at: Date; answer: ConfirmationAnswer | null }[] } =
    await knex.raw(
      `select * from (
       select distinct on (q.candidate_id) q.candidate_id, q.asked_at, q.answer
       from   confirmation_request q
       join   candidate c on c.id = q.candidate_id
       join   user_region g on g.region_code = c.region_code and g.relation = 'own' and g.user_id = :userId
       where  q.asked_at > :since
       order  by q.candidate_id, q.asked_at desc, q.id desc) newest
     order by asked_at desc limit ${MOST_LISTED}`,
      { userId: session.userId, since: plus(now, -CONFIRMATION_LIFE) },
    );
  return {
    items: result.rows.map((row) => ({
      candidateId: row.candidate_id,
      askedAt: row.asked_at.toISOString(),
      answer: row.answer,
    })),
  };
}

interface Asking {
  readonly session: SessionContext;
  readonly ids: readonly string[];
  readonly linkTo: Dependencies['linkTo'];
  readonly now: Date;
}

interface AskedCandidate {
  readonly id: string;
  readonly email: string;
  readonly first_name: string;
  readonly asked_recently: boolean;
}

async function ask(trx: Trx, asking: Asking): Promise<ConfirmationsAsked> {
  const { session, ids, now } = asking;
  const wanted = [...new Set(ids)];
  // One call of a user at a time, so that none slips past the limit.
  const user = await trx('app_user').where({ id: session.userId, state: 'ACTIVE' }).forNoKeyUpdate().first('id');
  if (user === undefined) throw sessionExpired();
  await requireRoom(trx, session.userId, wanted.length, now);
  const candidates = new Map((await candidatesOf(trx, session.userId, wanted, now)).map((row) => [row.id, row]));
  const asked: ConfirmationRequest[] = [];
  const refused: { candidateId: string; reason: ConfirmationRefusal }[] = [];
  for (const candidateId of wanted) {
    const candidate = candidates.get(candidateId);
    const reason = refusalOf(candidate);
    if (candidate === undefined || reason !== null) {
      refused.push({ candidateId, reason: reason ?? 'NOT_AVAILABLE' });
      continue;
    }
    await askOne(trx, candidate, asking);
    await recordConfirmation(trx, session.userId, candidateId, 'ASKED');
    asked.push({ candidateId, askedAt: now.toISOString(), answer: null });
  }
  return { asked, refused };
}

function refusalOf(candidate: AskedCandidate | undefined): ConfirmationRefusal | null {
  if (candidate === undefined) return 'NOT_AVAILABLE';
  if (candidate.email.trim() === '') return 'NO_EMAIL';
  return candidate.asked_recently ? 'ASKED_RECENTLY' : null;
}

async function requireRoom(trx: Trx, userId: string, wanted: number, now: Date): Promise<void> {
  const [row] = await trx('confirmation_request')
    .where({ asked_by: userId })
    .where('asked_at', '>', plus(now, -HOUR))
    .count({ n: '*' });
  if (Number(row?.['n']) + wanted <= CONFIRMATIONS_PER_HOUR) return;
  const detail = `Je kunt per uur ${CONFIRMATIONS_PER_HOUR} kandidaten vragen. Probeer het later opnieuw.`;
  throw new ProblemError(429, 'too_many_confirmations', detail, { retryAfterSeconds: HOUR / 1000 });
}

/** Those of the user's own regions; two colleagues who ask the same one wait for each other. */
async function candidatesOf(
  trx: Trx,
  userId: string,
  ids: readonly string[],
  now: Date,
): Promise<readonly AskedCandidate[]> {
  await trx.raw('select 1 from candidate where id = any(?) order by id for no key update', [ids as string[]]);
  const result: { rows: AskedCandidate[] } = await trx.raw(
    `select c.id, c.email, c.profile ->> 'firstName' as first_name,
            exists (select 1 from confirmation_request q
                    where q.candidate_id = c.id and q.asked_at > :since) as asked_recently
     from   candidate c
     join   user_region g on g.region_code = c.region_code and g.relation = 'own' and g.user_id = :userId
     where  c.id = any(:ids)`,
    { userId, ids, since: plus(now, -ASK_AGAIN_AFTER_DAYS * DAY) },
  );
  return result.rows;
}

async function askOne(trx: Trx, candidate: AskedCandidate, { session, linkTo, now }: Asking): Promise<void> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const link = linkTo(token);
  if (link === null) throw noAddress();
  const id = uuidv7();
  const expiresAt = plus(now, LINK_LIFE);
  await trx('confirmation_request')
    .where({ candidate_id: candidate.id, answer: null })
    .where('expires_at', '>', now)
    .update({ expires_at: now });
  await trx('confirmation_request').insert({
    ...{ id, candidate_id: candidate.id, asked_by: session.userId, asked_at: now, expires_at: expiresAt },
    token_hash: hashOf(token),
  });
  const mail = confirmationMail(candidate.email, candidate.first_name, link, expiresAt);
  await queueMail(trx, { kind: 'PROFILE_CONFIRM', key: id, ...mail }, now);
}

interface Link {
  readonly id: string;
  readonly candidate_id: string;
  readonly asked_by: string | null;
  readonly region_code: string;
  readonly expires_at: Date;
  readonly answer: ConfirmationAnswer | null;
  readonly first_name: string;
}

/** By the hash of the token: comparing it in the index tells a guesser nothing about how near he is. */
async function findLink(knex: Knex, token: string): Promise<Link | undefined> {
  return knex('confirmation_request as q')
    .join('candidate as c', 'c.id', 'q.candidate_id')
    .where('q.token_hash', hashOf(token))
    .first('q.id', 'q.candidate_id', 'q.asked_by', 'c.region_code', 'q.expires_at', 'q.answer', {
      first_name: knex.raw(`c.profile ->> 'firstName'`),
    });
}

function stateOf(link: Link | undefined, now: Date): LinkState {
  if (link === undefined) return { state: 'unknown' };
  if (link.answer !== null) return { state: 'used' };
  if (link.expires_at <= now) return { state: 'expired' };
  return { state: 'open', firstName: link.first_name };
}

async function record(trx: Trx, token: string, answer: ConfirmationAnswer, now: Date): Promise<AnswerResult> {
  const found = await findLink(trx, token);
  const { state } = stateOf(found, now);
  if (found === undefined) return 'unknown';
  if (state !== 'open') return state;
  // The row is the lock: of two answers at once one changes it.
  const taken = await trx('confirmation_request')
    .where({ id: found.id, answer: null })
    .where('expires_at', '>', now)
    .update({ answer, answered_at: now });
  if (taken === 0) return 'used';
  if (answer === 'CONFIRMED') await moveDate(trx, found.candidate_id, now);
  else {
    await recordConfirmation(trx, `candidate:${found.candidate_id}`, found.candidate_id, 'CHANGED');
    await tellAsker(trx, found, now);
  }
  return answer;
}

function recordConfirmation(
  trx: Trx,
  actor: string,
  candidateId: string,
  confirmation: 'ASKED' | 'CHANGED',
): Promise<void> {
  const object = `candidate:${candidateId}`;
  return recordAudit(trx, { actor, action: 'CHANGE', object, result: 'ok', detail: { confirmation } });
}

async function moveDate(trx: Trx, candidateId: string, now: Date): Promise<void> {
  await trx.raw(
    `update candidate set profile = jsonb_set(profile, '{lastConfirmedAt}', to_jsonb(cast(? as text))),
       version = version + 1, updated_at = now()
     where id = ?`,
    [now.toISOString(), candidateId],
  );
  const object = `candidate:${candidateId}`;
  await recordAudit(trx, {
    actor: object,
    action: 'CHANGE',
    object,
    result: 'ok',
    detail: { field: 'lastConfirmedAt' },
  });
}

/** Who asked, or an account manager of the region when he does not work here any more. */
async function tellAsker(trx: Trx, link: Link, now: Date): Promise<void> {
  const asker = await trx('app_user').where({ id: link.asked_by, state: 'ACTIVE' }).first('id', 'email');
  const other = trx('user_region as g')
    .join('app_user as u', 'u.id', 'g.user_id')
    .where({ 'g.region_code': link.region_code, 'g.relation': 'own', 'u.role': 'ACCOUNT_MANAGER', 'u.state': 'ACTIVE' })
    .orderBy('u.id');
  const reader: { id: string; email: string } | undefined = asker ?? (await other.first('u.id', 'u.email'));
  if (reader === undefined || !(await wantsMail(trx, reader.id, 'PROFILE_CHANGED'))) return;
  await queueMail(trx, { kind: 'PROFILE_CHANGED', key: link.id, ...changedMail(reader.email, link.candidate_id) }, now);
}

/** The only thing of a token that is kept, but for the mail that waits to be sent. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function noAddress(): ProblemError {
  const detail = 'De server heeft geen openbaar adres voor links in e-mails. Vraag je beheerder dat in te stellen.';
  return new ProblemError(409, 'no_public_address', detail);
}

/** Requests of more than a year ago. */
export function oldConfirmations(knex: Knex, now: Date): Knex.QueryBuilder {
  return knex('confirmation_request').where('asked_at', '<', plus(now, -CONFIRMATION_LIFE));
}
