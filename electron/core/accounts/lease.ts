import type { Lease } from '@hallowerk/contract/devices/device-order.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { isGenuineLease, type SignedFor } from './signed-texts.ts';

const DAY_MS = 86_400_000;
/** Terms until the first lease comes in, counted from the sign-in (sync §2.20). */
const FIRST_TERM_MS = 7 * DAY_MS;
const HARD_LIMIT_MS = 30 * DAY_MS;
/** How often the lease is looked at while the program runs: a sleep or a changed clock shows within this time. */
const LOOK_MS = 60_000;
/** A vault is slow: what moves on by less than this is written at the end only. */
const SAVE_STEP_MS = 5 * 60_000;

/** `ended`: lock. `hard-limit`: destroy. */
export type LeaseStanding = 'valid' | 'ended' | 'hard-limit';

/** What survives a restart, in the vault. Instants are ISO 8601. */
export interface KeptLease {
  readonly signedInAt: string;
  readonly lease: Lease | null;
  /**
   * The latest moment known to have been: what the server last told, moved on by the wall clock and by the time the program
   * ran. Turning the clock back does not help, whether there is contact or not.
   */
  readonly newestTime: string | null;
}

export type LeaseTerms = Pick<Lease, 'until' | 'wipeAfter'>;

/** The terms in force: those of the newest lease, or of the sign-in while there is none. */
export function leaseTerms({ signedInAt, lease }: KeptLease): LeaseTerms {
  if (lease !== null) return { until: lease.until, wipeAfter: lease.wipeAfter };
  const start = Date.parse(signedInAt);
  return {
    until: new Date(start + FIRST_TERM_MS).toISOString(),
    wipeAfter: new Date(start + HARD_LIMIT_MS).toISOString(),
  };
}

/** Milliseconds since 1970: the wall clock, or the latest moment known to have been when that is later. */
export function leaseNow(wallClock: number, newestTime: string | null): number {
  return newestTime === null ? wallClock : Math.max(wallClock, Date.parse(newestTime));
}

export function leaseStanding(kept: KeptLease, wallClock: number): LeaseStanding {
  const { until, wipeAfter } = leaseTerms(kept);
  const now = leaseNow(wallClock, kept.newestTime);
  if (now > Date.parse(wipeAfter)) return 'hard-limit';
  return now > Date.parse(until) ? 'ended' : 'valid';
}

export interface LeaseKeeper {
  kept(): KeptLease;
  /** An answer of the server. A lease without a valid signature is ignored, with its time kept all the same. */
  learn(serverTime: string, lease: Lease | null): void;
  /** Looks at the lease every minute until `close`; calls `onOver` once when it is over. */
  watch(): void;
  close(): void;
}

export interface LeaseKeeperOptions {
  readonly kept: KeptLease;
  readonly signedFor: SignedFor;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly save: (kept: KeptLease) => void;
  readonly onOver: (standing: Exclude<LeaseStanding, 'valid'>) => void;
}

/** Keeps the newest lease and the newest time of the server, and says when the time without contact is over. */
export function createLeaseKeeper(options: LeaseKeeperOptions): LeaseKeeper {
  const { signedFor, clock, logger } = options;
  const closed = new AbortController();
  let kept = options.kept;
  let saved = kept;

  function newer(lease: Lease | null): Lease | null {
    if (lease === null || (kept.lease !== null && Date.parse(lease.issued) <= Date.parse(kept.lease.issued)))
      return kept.lease;
    if (isGenuineLease(lease, signedFor)) return lease;
    logger.warn('a lease without a valid signature was ignored');
    return kept.lease;
  }

  /** Only what the server tells sets the time back: a wall clock that once ran ahead must not lock for ever. */
  function keep(next: KeptLease): void {
    kept = next;
    if (!isWorthSaving(saved, kept)) return;
    saved = kept;
    options.save(kept);
  }

  async function look(): Promise<void> {
    for (let ran = 0; !closed.signal.aborted; ran = LOOK_MS) {
      const now = leaseNow(clock.now(), kept.newestTime === null ? null : moved(kept.newestTime, ran));
      keep({ ...kept, newestTime: new Date(now).toISOString() });
      const standing = leaseStanding(kept, clock.now());
      if (standing !== 'valid') return options.onOver(standing);
      await clock.wait(LOOK_MS, closed.signal);
    }
  }

  return {
    kept: () => kept,
    learn: (serverTime, lease) => keep({ ...kept, lease: newer(lease), newestTime: serverTime }),
    watch() {
      look().catch((error: unknown) => {
        if (!closed.signal.aborted) logger.error({ err: error }, 'the lease is no longer watched');
      });
    },
    close: () => closed.abort(),
  };
}

function moved(from: string, milliseconds: number): string {
  return new Date(Date.parse(from) + milliseconds).toISOString();
}

function isWorthSaving(saved: KeptLease, now: KeptLease): boolean {
  if (saved.lease === null && now.lease !== null) return true;
  // Shorter terms count at once: an administrator may have cut them.
  if (saved.lease !== null && now.lease !== null && Date.parse(now.lease.until) < Date.parse(saved.lease.until))
    return true;
  return now.newestTime !== null && Math.abs(elapsed(saved.newestTime, now.newestTime)) >= SAVE_STEP_MS;
}

function elapsed(from: string | null, to: string): number {
  return from === null ? Number.POSITIVE_INFINITY : Date.parse(to) - Date.parse(from);
}
