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
