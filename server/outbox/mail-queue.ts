import type { Knex } from 'knex';
import { uuidv7 } from '../database/uuid.ts';
import { DAY, HOUR, MINUTE, plus } from '../security/clock.ts';
import type { Mail, Outbound } from './outbound.ts';

/** A mail, and what it is about: of one kind and key one mail is written, for ever. */
export interface QueuedMail extends Omit<Mail, 'messageId'> {
  /** Code of the catalogue of mails (features §5.12). */
  readonly kind: string;
  readonly key: string;
}

/** A try holds a mail for this long times its number: longer than a mail server may take, so that no two nodes send it. */
const LEASE = 15 * MINUTE;
const LONGEST_WAIT = 4 * HOUR;
/** About a day and a half. */
export const MAX_ATTEMPTS = 14;
/** A mail server that does not answer would keep the other jobs of this minute waiting for every single mail. */
export const MAX_FAILURES = 3;
const MAIL_LIFE = 60 * DAY;

/** Tables of mails that wait; each has `id`, `attempts`, `next_try_at` and `sent_at`. */
type WaitingTable = 'mail_queue' | 'search_digest';

export interface Claimed {
  readonly id: string;
  /** This one included. */
  readonly attempts: number;
}

/**
 * Takes the next mail for this node, until its next try. A node that dies between the answer of the mail server and the note
 * of it leaves a mail that is sent again; with the same Message-ID, because SMTP knows no better than at least once.
 */
export async function claimMail<Row extends Claimed>(knex: Knex, table: WaitingTable, now: Date): Promise<Row | null> {
  const result: { rows: Row[] } = await knex.raw(
    `update ${table} set attempts = attempts + 1,
       next_try_at = cast(:now as timestamptz)
         + least((attempts + 1) * cast(:lease as int), cast(:longest as int)) * interval '1 millisecond'
     where id = (select id from ${table} where sent_at is null and next_try_at <= :now
                 order by next_try_at, id limit 1 for update skip locked)
     returning *`,
    { now, lease: LEASE, longest: LONGEST_WAIT },
  );
  return result.rows[0] ?? null;
}

/** Writes a mail in the caller's transaction: it goes out when that is committed, and only then. */
export async function queueMail(trx: Knex, { kind, key, to, subject, text }: QueuedMail, now: Date): Promise<void> {
  const content = { recipient: to, subject, body: text };
  await trx('mail_queue')
    .insert({ id: uuidv7(), kind, key, ...content, created_at: now, next_try_at: now })
    .onConflict(['kind', 'key'])
    .ignore();
}

interface QueueRow extends Claimed {
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
}

/** Sends the mails that wait, and forgets what they said. `onFailure` is told of each try that failed. */
export async function deliverQueue(deps: {
  readonly knex: Knex;
  readonly sendMail: NonNullable<Outbound['sendMail']>;
  readonly now: Date;
  readonly onFailure: (error: unknown) => void;
}): Promise<{ readonly mails: number; readonly failed: number }> {
  const { knex, now } = deps;
  let mails = 0;
  let failed = 0;
  while (failed < MAX_FAILURES) {
    const row = await claimMail<QueueRow>(knex, 'mail_queue', now);
    if (row === null) break;
    const { id, recipient, subject, body } = row;
    try {
      await deps.sendMail({ to: recipient, subject, text: body, messageId: `<${id}@hallowerk>` });
    } catch (error) {
      deps.onFailure(error);
      failed += 1;
      if (row.attempts >= MAX_ATTEMPTS) await forget(knex, id, { next_try_at: knex.raw(`'infinity'`) });
      continue;
    }
    await forget(knex, id, { sent_at: now });
    mails += 1;
  }
  return { mails, failed };
}

/** That there was a mail is kept, so that it is not written again; what it said and to whom is not. */
async function forget(knex: Knex, id: string, change: object): Promise<void> {
  await knex('mail_queue')
    .where({ id })
    .update({ recipient: '', subject: '', body: '', ...change });
}

/** What is left of mails of more than 60 days ago. */
export function oldMails(knex: Knex, now: Date): Knex.QueryBuilder {
  return knex('mail_queue').where('created_at', '<', plus(now, -MAIL_LIFE));
}

export async function removeOldMails(knex: Knex, now: Date): Promise<number> {
  return oldMails(knex, now).delete();
}
