import type { Knex } from 'knex';
import { REMINDER_DAYS, reminderToSend } from '@hallowerk/contract/candidates/follow-up.ts';
import { amsterdamDay, isWorkingDay } from '@hallowerk/contract/candidates/working-days.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { wantsMail } from '../outbox/mail-preferences.ts';
import { queueMail } from '../outbox/mail-queue.ts';
import { DAY, plus } from '../security/clock.ts';
import { reminderMail } from './contact-mails.ts';

/** Requests in one transaction: an outcome that arrives meanwhile waits for it. */
const CHUNK = 100;
const [FIRST] = REMINDER_DAYS;
const LAST = REMINDER_DAYS[REMINDER_DAYS.length - 1] as number;

interface OpenRequest {
  readonly id: string;
  readonly requester_id: string;
  readonly requested_at: Date;
  readonly email: string;
}

/**
 * Reminds everybody of requests that wait for an outcome for 3 and for 7 working days (BX-08), on working days only. Each
 * reminder is noted with its mail in one transaction, so it goes out once, whoever runs this and however often. When the
 * server was away over the first reminder only the second one goes out. Gives how many mails were written.
 */
export async function sendContactReminders(knex: Knex, now: Date): Promise<number> {
  if (!isWorkingDay(amsterdamDay(now))) return 0;
  let sent = 0;
  for (let after: string | null = null; ;) {
    const chunk = await withTransaction(knex, (trx) => remindChunk(trx, after, now));
    sent += chunk.sent;
    if (chunk.last === null) return sent;
    after = chunk.last;
  }
}

async function remindChunk(trx: Trx, after: string | null, now: Date): Promise<{ sent: number; last: string | null }> {
  const requests = await openRequests(trx, after, now);
  let sent = 0;
  for (const request of requests) if (await remind(trx, request, now)) sent += 1;
  return { sent, last: requests.length < CHUNK ? null : (requests.at(-1)?.id ?? null) };
}

/** Locked, so that none gets its outcome between the question and the mail. */
async function openRequests(trx: Trx, after: string | null, now: Date): Promise<readonly OpenRequest[]> {
  return trx('contact_request as r')
    .join('app_user as u', 'u.id', 'r.requester_id')
    .where({ 'r.outcome': 'OPEN', 'u.state': 'ACTIVE' })
    .where('r.requested_at', '<', plus(now, -(FIRST - 1) * DAY))
    .whereNotExists((query) =>
      query
        .from('contact_reminder as n')
        .whereRaw('n.request_id = r.id')
        .where('n.working_days', LAST)
        .select(trx.raw('1')),
    )
    .modify((query) => {
      if (after !== null) query.where('r.id', '>', after);
    })
    .orderBy('r.id')
    .limit(CHUNK)
    .forNoKeyUpdate('r')
    .select('r.id', 'r.requester_id', 'r.requested_at', 'u.email');
}

async function remind(trx: Trx, { id, requester_id, requested_at, email }: OpenRequest, now: Date): Promise<boolean> {
  const days = reminderToSend({ outcome: 'OPEN', requestedAt: requested_at.toISOString() }, now);
  if (days === null) return false;
  const reached = REMINDER_DAYS.filter((one) => one <= days);
  const noted: { working_days: number }[] = await trx('contact_reminder')
    .insert(reached.map((one) => ({ request_id: id, working_days: one, noted_at: now })))
    .onConflict(['request_id', 'working_days'])
    .ignore()
    .returning('working_days');
  if (!noted.some((line) => line.working_days === days)) return false;
  if (!(await wantsMail(trx, requester_id, 'CONTACT_FOLLOW_UP'))) return false;
  const mail = reminderMail(email, requested_at, days);
  await queueMail(trx, { kind: 'CONTACT_FOLLOW_UP', key: `${id}:${days}`, ...mail }, now);
  return true;
}
