import type { Knex } from 'knex';
import { DAY } from '../security/clock.ts';

/** How long a device works without contact, and when it destroys what it holds (sync §2.20); milliseconds. */
export interface LeasePeriods {
  readonly lock: number;
  /** Never shorter than `lock`. */
  readonly wipe: number;
}

/** The longest periods there are: a municipality can only shorten them (security §8). Days. */
export const MAX_LEASE_DAYS = 7;
export const MAX_WIPE_DAYS = 30;

export function leasePeriods(leaseDays: number, wipeDays: number): LeasePeriods {
  return { lock: leaseDays * DAY, wipe: wipeDays * DAY };
}

export const DEFAULT_LEASE_PERIODS: LeasePeriods = leasePeriods(MAX_LEASE_DAYS, MAX_WIPE_DAYS);

/** Those of the server, or the shorter ones of a municipality (security §8.2). */
export function shortened(
  own: { readonly lease_days: number; readonly wipe_days: number },
  ofServer: LeasePeriods = DEFAULT_LEASE_PERIODS,
): LeasePeriods {
  const { lock: ownLock, wipe } = leasePeriods(own.lease_days, own.wipe_days);
  const lock = Math.min(ownLock, ofServer.lock);
  return { lock, wipe: Math.max(lock, Math.min(wipe, ofServer.wipe)) };
}

/** The periods for the devices of a user. */
export async function leasePeriodsOf(
  knex: Knex,
  userId: string,
  ofServer: LeasePeriods = DEFAULT_LEASE_PERIODS,
): Promise<LeasePeriods> {
  const row = await knex('app_user as u')
    .join('municipality as m', 'm.id', 'u.municipality_id')
    .where({ 'u.id': userId })
    .first('m.lease_days', 'm.wipe_days');
  return row === undefined ? ofServer : shortened(row, ofServer);
}
