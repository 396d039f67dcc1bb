import type { Knex } from 'knex';
import type { Terms } from '@hallowerk/contract/accounts/invitation.ts';
import type { Trx } from '../database/transaction.ts';

/** The terms that a new user reads and agrees to (HW-INV-04): the newest that were published by now. */
export async function currentTerms(knex: Knex, now: Date): Promise<Terms> {
  const row: Terms | undefined = await knex('terms_version')
    .where('published_on', '<=', now)
    .orderBy('version', 'desc')
    .first('version', 'sections');
  // A clock before the first publication is no reason to leave people without terms.
  const found = row ?? (await knex('terms_version').orderBy('version').first('version', 'sections'));
  if (found === undefined) throw new Error('There are no terms');
  return { version: found.version, sections: found.sections };
}

/** Notes what a user agreed to and when. Agreeing twice changes nothing. */
export async function recordAcceptance(trx: Trx, userId: string, version: number, now: Date): Promise<void> {
  await trx('terms_acceptance')
    .insert({ user_id: userId, version, accepted_at: now })
    .onConflict(['user_id', 'version'])
    .ignore();
}
