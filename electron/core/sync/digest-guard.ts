import type { CacheRepository } from '#db/sync/cache.repository.ts';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { DigestError } from './sync-failure.ts';

const HOUR_MS = 60 * 60_000;

export interface DigestGuard {
  /**
   * Compares counts and digests after a complete pull. True when the cache has to be pulled again from the beginning.
   * Throws `DigestError` when a scope still differs after it was refilled less than an hour ago.
   */
  mustRefill(page: PullResponse): boolean;
}

export interface DigestGuardOptions {
  readonly cache: CacheRepository;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How many scopes differ, for the report of the device. */
  readonly onMismatch: (count: number) => void;
}

/**
 * Level 1 of sync §2.9: when a scope's count or digest differs from the server's, everything is pulled again and what
 * does not come back is swept, at most once an hour for each scope, so that a lasting difference never becomes a storm
 * (L8). Reports the kind of scope, never an id.
 */
export function createDigestGuard({ cache, clock, logger, onMismatch }: DigestGuardOptions): DigestGuard {
  const refilledAt = new Map<string, number>();
  const isDue = (key: string): boolean => clock.now() - (refilledAt.get(key) ?? Number.NEGATIVE_INFINITY) >= HOUR_MS;

  return {
    mustRefill(page) {
      const differing = cache.mismatches(page);
      if (differing.length === 0) return false;
      onMismatch(differing.length);
      const due = differing.filter(isDue);
      logger.error({ scopeKinds: differing.map((key) => key.split(':')[0]), refill: due.length > 0 }, 'sync.mismatch');
      if (due.length === 0) throw new DigestError(`${differing.length} scopes differ after a refill`);
      for (const key of due) refilledAt.set(key, clock.now());
      cache.restart();
      return true;
    },
  };
}
