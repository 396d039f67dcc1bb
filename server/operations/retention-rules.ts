import type { Knex } from 'knex';
import type { PolicyScope, RetentionScope } from '@hallowerk/contract/privacy/retention.ts';
import { oldResets } from '../accounts/password-resets.service.ts';
import { oldDelays } from '../accounts/sign-in-delay.ts';
import { oldConfirmations } from '../candidates/confirmations.service.ts';
import { oldAlerts, removeOldAlerts } from '../candidates/search-alerts.ts';
import { removeInChunks } from '../database/remove-in-chunks.ts';
import { oldMails, removeOldMails } from '../outbox/mail-queue.ts';
import { DAY, plus } from '../security/clock.ts';

/** As long as tombstones: after that no edit can bring a note or a search back (`MUTATION_LIFE`). */
const DELETED_DAYS = 60;
/** The count of codes sent to an account looks back one day. */
const SIGN_IN_DAYS = 7;

/** What goes by itself after a time that the product decides. */
interface FixedRule {
  readonly scope: Exclude<RetentionScope, PolicyScope>;
  readonly days: number;
  /** Dutch, for the administrator. */
  readonly why: string;
  /** Rows whose time is over. */
  readonly over: (knex: Knex, now: Date) => Knex.QueryBuilder;
  /** Removes them and what belongs to them. Gives how many. */
  readonly remove: (knex: Knex, now: Date) => Promise<number>;
}

const LATE_EDITS = 'Zolang kan een wijziging van een ander apparaat nog binnenkomen';

/** Notes that were deleted so long ago; their conflicts go with them. */
function deletedNotes(knex: Knex, now: Date): Knex.QueryBuilder {
  return knex('note').where('deleted_at', '<', plus(now, -DELETED_DAYS * DAY));
}

/** Likewise saved searches, with their marks and judgements. */
function deletedSearches(knex: Knex, now: Date): Knex.QueryBuilder {
  return knex('saved_search')
    .where({ is_live: false })
    .where('changed_at', '<', plus(now, -DELETED_DAYS * DAY));
}

function oldSignIns(knex: Knex, now: Date): Knex.QueryBuilder {
  return knex('sign_in_challenge').where('created_at', '<', plus(now, -SIGN_IN_DAYS * DAY));
}

/** Everything with a fixed term, in the order in which it goes. */
export const FIXED_RULES: readonly FixedRule[] = [
  {
    scope: 'DELETED_NOTES',
    days: DELETED_DAYS,
    why: LATE_EDITS,
    over: deletedNotes,
    remove: (knex, now) => removeInChunks(knex, 'note', (trx) => deletedNotes(trx, now)),
  },
  {
    scope: 'DELETED_SEARCHES',
    days: DELETED_DAYS,
    why: LATE_EDITS,
    over: deletedSearches,
    remove: (knex, now) => removeInChunks(knex, 'saved_search', (trx) => deletedSearches(trx, now)),
  },
  {
    scope: 'SIGN_INS',
    days: SIGN_IN_DAYS,
    why: 'Beveiliging: niet te veel codes achter elkaar',
    ...{ over: oldSignIns, remove: async (knex, now) => oldSignIns(knex, now).delete() },
  },
  { scope: 'ALERTS', days: 60, why: 'Niemand krijgt een melding twee keer', over: oldAlerts, remove: removeOldAlerts },
  { scope: 'MAILS', days: 60, why: 'Niemand krijgt een e-mail twee keer', over: oldMails, remove: removeOldMails },
  {
    scope: 'CONFIRMATIONS',
    days: 365,
    why: 'Terugzien wie er is gevraagd',
    ...{ over: oldConfirmations, remove: async (knex, now) => oldConfirmations(knex, now).delete() },
  },
  {
    scope: 'PASSWORD_RESETS',
    days: 1,
    why: 'De link werkt dan niet meer',
    ...{ over: oldResets, remove: async (knex, now) => oldResets(knex, now).delete() },
  },
  {
    scope: 'SIGN_IN_DELAYS',
    days: 1,
    why: 'De wachttijd is dan voorbij',
    ...{ over: oldDelays, remove: async (knex, now) => oldDelays(knex, now).delete() },
  },
];

/** Removes what is over by the fixed rules. Gives how many of each went. */
export async function runFixedRules(knex: Knex, now: Date): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { scope, remove } of FIXED_RULES) counts[scope] = await remove(knex, now);
  return counts;
}
