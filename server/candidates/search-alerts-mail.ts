import type { Knex } from 'knex';
import { withSnapshot, withTransaction } from '../database/transaction.ts';
import { claimMail, MAX_ATTEMPTS, MAX_FAILURES, type Claimed } from '../outbox/mail-queue.ts';
import type { Mail, Outbound } from '../outbox/outbound.ts';
import type { MailedWatch } from './search-alerts-slots.ts';
import { watchedSearch, type Scales, type WatchedSearch, type Weighed } from './search-alerts-watched.ts';

interface Digest extends Claimed {
  readonly mark_id: string;
}

export interface Delivered {
  readonly mails: number;
  readonly withdrawn: number;
  readonly failed: number;
}

type SendMail = NonNullable<Outbound['sendMail']>;

/**
 * Sends the mails that wait. What a mail says is decided at the moment of sending: who was hidden, judged or seen since, and
 * who is not found any more, is not counted, and a mail about nobody is not sent. `onFailure` is told of each failed try.
 */
export async function deliverDigests(deps: {
  readonly knex: Knex;
  readonly scales: Scales;
  readonly sendMail: SendMail;
  readonly productName: string;
  readonly now: Date;
  readonly onFailure: (error: unknown) => void;
}): Promise<Delivered> {
  const { knex, scales, now } = deps;
  const counts = { mails: 0, withdrawn: 0, failed: 0 };
  while (counts.failed < MAX_FAILURES) {
    const digest = await claimMail<Digest>(knex, 'search_digest', now);
    if (digest === null) break;
    const { search, weighed } = await contentOf(knex, scales, digest, now);
    const hits = weighed.filter(({ outcome }) => outcome === 'HIT');
    if (search === null || hits.length === 0) {
      await settle(knex, digest, weighed, null);
      counts.withdrawn += 1;
      continue;
    }
    try {
      await deps.sendMail({ ...digestMail(search, hits.length, deps.productName), messageId: messageId(digest) });
    } catch (error) {
      deps.onFailure(error);
      counts.failed += 1;
      if (digest.attempts >= MAX_ATTEMPTS) await release(knex, digest);
      continue;
    }
    await settle(knex, digest, weighed, now);
    counts.mails += 1;
  }
  return counts;
}

async function contentOf(
  knex: Knex,
  scales: Scales,
  digest: Digest,
  now: Date,
): Promise<{ readonly search: WatchedSearch | null; readonly weighed: readonly Weighed[] }> {
  return withSnapshot(knex, async (trx) => {
    const search = await watchedSearch(trx, digest.mark_id);
    if (search === null) return { search, weighed: [] };
    const unseen = await trx('search_alert')
      .where({ digest_id: digest.id })
      .where('raised_at', '>', search.lastSeenAt ?? new Date(0))
      .pluck('candidate_id');
    return { search, weighed: await scales.weigh(trx, search, unseen, now) };
  });
}

/**
 * Notes that a mail was sent (or, with null, that there was nothing to send). Alerts of who was hidden wait for the next
 * mail; those of the others who were not in it are over.
 */
function settle(knex: Knex, digest: Digest, weighed: readonly Weighed[], sentAt: Date | null): Promise<void> {
  const idsOf = (outcome: Weighed['outcome']) =>
    weighed.filter((one) => one.outcome === outcome).map(({ candidateId }) => candidateId);
  return withTransaction(knex, async (trx) => {
    const alerts = (ids: readonly string[]) =>
      trx('search_alert').where({ digest_id: digest.id }).whereIn('candidate_id', ids);
    if (sentAt !== null) await alerts(idsOf('HIT')).update({ sent_at: sentAt });
    await alerts(idsOf('HIDDEN')).update({ digest_id: null });
    await trx('search_alert').where({ digest_id: digest.id, sent_at: null }).delete();
    if (sentAt === null) await trx('search_digest').where({ id: digest.id }).delete();
    else await trx('search_digest').where({ id: digest.id }).update({ sent_at: sentAt });
  });
}

/** The mail server did not take it for too long: the next mail will hold these alerts. */
function release(knex: Knex, digest: Digest): Promise<void> {
  return withTransaction(knex, async (trx) => {
    await trx('search_alert').where({ digest_id: digest.id }).update({ digest_id: null });
    await trx('search_digest').where({ id: digest.id }).delete();
  });
}

function messageId({ id }: Digest): string {
  return `<zoekopdracht.${id}@hallowerk>`;
}

const RHYTHM: Readonly<Record<MailedWatch, string>> = { EMAIL_DAILY: 'elke dag', EMAIL_WEEKLY: 'elke week' };

/**
 * Says how many, and nothing about who: a mail lies readable on other people's servers, and cannot be taken back when a
 * profile is hidden.
 */
export function digestMail(
  { email, name, watch, searchId }: Pick<WatchedSearch, 'email' | 'name' | 'watch' | 'searchId'>,
  count: number,
  productName: string,
): Mail {
  const people = count === 1 ? '1 nieuwe kandidaat' : `${count} nieuwe kandidaten`;
  const title = name.replace(/[\s\p{Cc}]+/gu, ' ');
  return {
    to: email,
    subject: `${people} voor "${title}"`,
    text:
      `Er ${count === 1 ? 'is' : 'zijn'} ${people} voor je zoekopdracht "${title}".\n\n` +
      `Open ${productName} en kies deze zoekopdracht: hallowerk://zoekopdrachten/${searchId}\n\n` +
      'Namen en gegevens van kandidaten sturen we niet per e-mail.\n\n' +
      `We kijken ${RHYTHM[watch]} of er nieuwe kandidaten zijn. Wil je deze e-mail niet meer? ` +
      `Zet het bericht per e-mail dan uit bij de zoekopdracht in ${productName}.`,
  };
}
