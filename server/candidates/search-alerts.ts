import type { Knex } from 'knex';
import type { Outbound } from '../outbox/outbound.ts';
import { DAY, plus, type Clock } from '../security/clock.ts';
import { deliverDigests } from './search-alerts-mail.ts';
import { collectNews } from './search-alerts-news.ts';
import { dueMarks, raiseAlerts } from './search-alerts-raise.ts';
import { Scales } from './search-alerts-watched.ts';

export interface AlertCounts {
  /** Candidates of whom there was news. */
  readonly news: number;
  readonly alerts: number;
  readonly mails: number;
  /** Mails about whom nothing was left to say at the moment of sending. */
  readonly withdrawn: number;
  readonly failed: number;
}

export interface SearchAlerts {
  /**
   * Does what is due now: takes over what changed, raises the alerts of watched searches at their moment of sending, and
   * sends the mails that wait. To be called every minute, on every node; each step stands by itself, so that a node that
   * dies, and two that do it together, change nothing about the outcome. Counts only.
   */
  run(): Promise<AlertCounts>;
}

/** `onFailure` is told of every mail that could not be sent; it will be tried again. */
export function createSearchAlerts(deps: {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly outbound: Outbound;
  readonly productName: string;
  readonly onFailure: (error: unknown) => void;
}): SearchAlerts {
  const { knex, clock, outbound, productName, onFailure } = deps;
  return {
    run: async () => {
      const now = clock.now();
      const news = await collectNews(knex);
      const { sendMail } = outbound;
      if (sendMail === undefined) return { news, alerts: 0, mails: 0, withdrawn: 0, failed: 0 };
      const marks = await dueMarks(knex, now);
      if (marks.length === 0 && !(await hasWaiting(knex, now))) {
        return { news, alerts: 0, mails: 0, withdrawn: 0, failed: 0 };
      }
      const scales = await Scales.open(knex);
      let alerts = 0;
      for (const mark of marks) alerts += await raiseAlerts(knex, scales, mark, now);
      const delivered = await deliverDigests({ knex, scales, sendMail, productName, now, onFailure });
      return { news, alerts, ...delivered };
    },
  };
}

async function hasWaiting(knex: Knex, now: Date): Promise<boolean> {
  const row = await knex('search_digest').whereNull('sent_at').where('next_try_at', '<=', now).first('id');
  return row !== undefined;
}

/** As long as a deleted search: after that a profile that is hidden and shown again is news. */
const ALERT_LIFE = 60 * DAY;

/** Alerts of more than 60 days ago. */
export function oldAlerts(knex: Knex, now: Date): Knex.QueryBuilder {
  return knex('search_alert').where('raised_at', '<', plus(now, -ALERT_LIFE));
}

/** Removes them, and the mails that held them. */
export async function removeOldAlerts(knex: Knex, now: Date): Promise<number> {
  const removed = await oldAlerts(knex, now).delete();
  await knex('search_digest').where('created_at', '<', plus(now, -ALERT_LIFE)).delete();
  return removed;
}
