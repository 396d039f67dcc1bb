import type { Knex } from 'knex';
import { ProblemError } from '../http/problems.ts';
import { DAY, MINUTE, plus, SECOND } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';

/** Wrong passwords in a row that cost nothing. */
const FREE = 3;
const LONGEST = 15 * MINUTE;
/** After a day without a wrong one the count starts again. */
const MEMORY = DAY;

/** How long after the n-th wrong password in a row nothing is heard: 1, 2, 4 … seconds from the fourth, 15 minutes at most. */
export function delayAfter(failures: number): number {
  return failures <= FREE ? 0 : Math.min(LONGEST, SECOND * 2 ** Math.min(20, failures - FREE - 1));
}

/** What is counted apart: an address, whether it has an account or not; or a device that proved to be this account's. */
export function delayKey(keys: ServerKeys, of: { readonly email: string; readonly deviceId: string | null }): Buffer {
  return of.deviceId === null
    ? keys.hashCode('sign-in-address', of.email.trim().toLowerCase())
    : keys.hashCode('sign-in-device', of.deviceId);
}

/**
 * Counts a try as wrong before it is looked at, so that a thousand at once are not a thousand guesses; `forgive` takes the
 * count away when the password was right (security A06).
 *
 * @throws {ProblemError} 429 while the delay lasts, for known and unknown addresses alike
 */
export async function claimTry(knex: Knex, key: Buffer, now: Date): Promise<void> {
  const result: { rows: { failures: number }[] } = await knex.raw(
    `insert into sign_in_delay as d (key, failures, failed_at, delayed_until) values (:key, 1, :now, :now)
     on conflict (key) do update set
       failures = case when d.failed_at < :forgotten then 1 else d.failures + 1 end,
       failed_at = :now,
       delayed_until = case when d.failed_at < :forgotten or d.failures + 1 <= :free then cast(:now as timestamptz)
         else cast(:now as timestamptz)
           + least(:longest, cast(:second as bigint) * (1 << least(20, d.failures - :free))) * interval '1 millisecond' end
     where d.delayed_until <= :now
     returning failures`,
    { key, now, forgotten: plus(now, -MEMORY), free: FREE, longest: LONGEST, second: SECOND },
  );
  if (result.rows.length > 0) return;
  const row = await knex('sign_in_delay').where({ key }).first('delayed_until');
  const left = row === undefined ? 0 : row.delayed_until.getTime() - now.getTime();
  throw new ProblemError(429, 'too_many_attempts', 'Te veel pogingen. Wacht even en probeer het dan opnieuw.', {
    retryAfterSeconds: Math.max(1, Math.ceil(left / SECOND)),
  });
}

export async function forgive(knex: Knex, key: Buffer): Promise<void> {
  await knex('sign_in_delay').where({ key }).delete();
}

/** What can be forgotten. */
export function oldDelays(knex: Knex, now: Date): Knex.QueryBuilder {
  return knex('sign_in_delay').where('failed_at', '<', plus(now, -MEMORY));
}
