import { removeOldResets } from '../accounts/password-resets.service.ts';
import { removeOldDelays } from '../accounts/sign-in-delay.ts';
import type { Knex } from 'knex';
import { removeOldConfirmations } from '../candidates/confirmations.service.ts';
import { sendContactReminders } from '../candidates/contact-reminders.ts';
import { removeOldAlerts } from '../candidates/search-alerts.ts';
import { withTransaction } from '../database/transaction.ts';
import { removeOldMails } from '../outbox/mail-queue.ts';
import { DAY, plus } from '../security/clock.ts';
import { forgetMutations, logPosition, pruneTombstones } from '../sync/maintenance.ts';
import { auditDifferences, auditSync } from './audit-sync.ts';
import type { Job } from './jobs.ts';

/** As long as tombstones: after that no edit can bring a note or a search back (`MUTATION_LIFE`). */
const DELETED_LIFE = 60 * DAY;
/** The count of codes sent to an account looks back one day. */
const CHALLENGE_LIFE = 7 * DAY;
/** Synchronised rows written in one transaction (sync §2.5). */
const CHUNK = 250;

/** Removes notes for good that were deleted more than 60 days ago; their conflicts go with them. */
export function removeDeletedNotes(knex: Knex, now: Date): Promise<number> {
  const before = plus(now, -DELETED_LIFE);
  return removeInChunks(knex, 'note', (trx) => trx('note').where('deleted_at', '<', before));
}

/** Likewise saved searches, with their marks and judgements. */
export function removeDeletedSearches(knex: Knex, now: Date): Promise<number> {
  const old = plus(now, -DELETED_LIFE);
  return removeInChunks(knex, 'saved_search', (trx) =>
    trx('saved_search').where({ is_live: false }).where('changed_at', '<', old),
  );
}

async function removeInChunks(knex: Knex, table: string, rows: (trx: Knex) => Knex.QueryBuilder): Promise<number> {
  for (let removed = 0; ;) {
    const count = await withTransaction(knex, (trx) =>
      trx(table).whereIn('id', rows(trx).select('id').limit(CHUNK)).delete(),
    );
    removed += count;
    if (count < CHUNK) return removed;
  }
}

/** Removes sign-ins that were begun more than a week ago. */
export async function removeOldChallenges(knex: Knex, now: Date): Promise<number> {
  return knex('sign_in_challenge').where('created_at', '<', plus(now, -CHALLENGE_LIFE)).delete();
}

/** What the server does every night, in this order. `onDiffers` gets counts only. */
export function dailyJobs(onDiffers: (counts: Readonly<Record<string, number>>) => void): readonly Job[] {
  return [
    { name: 'position-log', at: 5, run: (knex, now) => logPosition(knex, now) },
    {
      name: 'clean-up',
      at: 90,
      run: async (knex, now) => {
        const tombstones = await pruneTombstones(knex, now);
        const { results, parked } = await forgetMutations(knex, now);
        const notes = await removeDeletedNotes(knex, now);
        const searches = await removeDeletedSearches(knex, now);
        const challenges = await removeOldChallenges(knex, now);
        const alerts = await removeOldAlerts(knex, now);
        const mails = await removeOldMails(knex, now);
        const confirmations = await removeOldConfirmations(knex, now);
        const security = (await removeOldResets(knex, now)) + (await removeOldDelays(knex, now));
        return {
          tombstones: tombstones.removed,
          results,
          parked,
          notes,
          searches,
          challenges,
          confirmations,
          alerts,
          mails,
          security,
        };
      },
    },
    {
      name: 'audit',
      at: 180,
      run: async (knex) => {
        const report = await auditSync(knex);
        if (auditDifferences(report) > 0) onDiffers({ ...report });
        return { ...report };
      },
    },
    // Six o'clock UTC: seven or eight in the morning in Amsterdam.
    { name: 'reminders', at: 360, run: async (knex, now) => ({ sent: await sendContactReminders(knex, now) }) },
  ];
}
