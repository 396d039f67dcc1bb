import type { CacheRepository } from '#db/sync/cache.repository.ts';
import { staleCollections } from '#db/sync/collection-versions.ts';
import type { OutboxRepository } from '#db/sync/outbox.repository.ts';
import { isDatabaseFailure, LocalDatabaseError } from '#db/sqlite-errors.ts';
import type { DeviceReport } from '@hallowerk/contract/devices/device-status.ts';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { Clock } from '../clock.ts';
import type { Failpoint } from '../failpoint.ts';
import type { Logger } from '../logging/logger.ts';
import { ServerProblem } from '../server-client/server-errors.ts';
import { createDigestGuard } from './digest-guard.ts';
import { EpochChangedError, settleEpoch } from './epoch-replay.ts';
import { createPageSize } from './page-size.ts';
import { pullPages, settle } from './pull-pages.ts';
import { pushOutbox } from './push-outbox.ts';
import type { SyncCause } from './sync-history.ts';
import type { SyncServer } from './sync-server.ts';
import { isVerifyDue, refillCollections, verifyCache } from './verify-cache.ts';
import { createWatchdog } from './watchdog.ts';

/** A restore takes longer than this: after a contact so recent the epoch needs no question before a push. Milliseconds. */
const FRESH_MS = 10_000;
/** How long pulls rest after the disk was full, unless the user asks. Milliseconds. */
const DISK_REST_MS = 60_000;
/** How long comparing contents rests after the server refused it. Milliseconds. */
const COMPARE_REST_MS = 60 * 60_000;
/** The same after the server changed all the time, so that it came to no end. Milliseconds. */
const POSTPONED_REST_MS = 10 * 60_000;
/** Epochs that may change during one round. */
const MAX_EPOCHS = 3;

export interface SyncRoundOptions {
  readonly cache: CacheRepository;
  readonly outbox: OutboxRepository;
  readonly server: SyncServer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
  /** Of this program. */
  readonly build: string;
  /** The last run did not end by closing: the contents are in doubt (sync §2.9). */
  readonly unclean: boolean;
}

/** What one round did, counted while it runs: a round that fails did it all the same. */
export interface RoundTally {
  /** Changes that the server answered. */
  sent: number;
  /** Rows that were stored. */
  received: number;
}

export interface RoundCall {
  readonly cause: SyncCause;
  readonly tally: RoundTally;
  /** After every stored slice. */
  readonly onSlice: (page: PullResponse) => void;
  /** Everything is complete and the digests agree; comparing contents, when it is due, comes after this. */
  readonly onComplete: () => void;
}

export interface SyncRound {
  /**
   * Push, pull until complete, compare digests. Rejects with what the server client and the database throw, and with
   * `StalledError`, `DigestError`, `ProtocolError`.
   */
  run(call: RoundCall, signal: AbortSignal): Promise<void>;
  /** Rows asked for in a page, for the log. */
  pageRows(): number;
}

interface Pass extends RoundCall {
  readonly onProgress: () => void;
  readonly signal: AbortSignal;
}

/** One pass of the loop of sync §2.13, with what has to be remembered from one to the next. */
export function createSyncRound(options: SyncRoundOptions): SyncRound {
  const { cache, outbox, clock, logger } = options;
  let inDoubt = options.unclean && noteDoubt(options);
  const pageSize = createPageSize();
  let mismatches = 0;
  const digests = createDigestGuard({ cache, clock, logger, onMismatch: (count) => (mismatches += count) });
  let compareAt = Number.NEGATIVE_INFINITY;
  let contactAt = Number.NEGATIVE_INFINITY;
  let diskFull: { readonly error: LocalDatabaseError; readonly retryAt: number } | null = null;

  async function push({ tally, onProgress, signal }: Pass): Promise<void> {
    if (outbox.pending(1).length === 0) return;
    if (Math.abs(clock.now() - contactAt) > FRESH_MS) await settleEpoch({ ...options, onProgress }, signal);
    await pushOutbox(
      {
        ...options,
        onSent(count) {
          tally.sent += count;
          onProgress();
        },
      },
      signal,
    );
  }

  async function pull({ tally, onSlice, onProgress, signal }: Pass): Promise<PullResponse> {
    const reported = mismatches;
    const page = await pullPages(
      {
        ...options,
        pageSize,
        report: () => reportOf(outbox, clock.now(), reported),
        onSlice(stored, rows) {
          onProgress();
          tally.received += rows;
          onSlice(stored);
        },
      },
      signal,
    );
    contactAt = clock.now();
    mismatches -= reported;
    return page;
  }

  /** A page acknowledges 200 changes at most: with more of them, pull on while that helps. */
  async function pullUntilSettled(current: Pass): Promise<PullResponse> {
    for (let left = Number.POSITIVE_INFINITY; ;) {
      const page = await pull(current);
      const answered = outbox.unsettled().length - outbox.waitingCount();
      if (answered === 0 || answered >= left) return page;
      left = answered;
    }
  }

  async function pass(current: Pass): Promise<void> {
    const isFirstFill = !cache.complete();
    let last: PullResponse;
    do {
      await push(current);
      // A full disk stops what comes in, not what goes out (sync §2.25).
      if (diskFull !== null && current.cause !== 'user' && clock.now() < diskFull.retryAt) throw diskFull.error;
      await refillStale(current);
      last = await pullUntilSettled(current);
    } while (digests.mustRefill(last));
    diskFull = null;
    // What was brought as a whole just now needs no comparing.
    if (isFirstFill && !inDoubt) cache.setVerified({ at: new Date(clock.now()).toISOString(), build: options.build });
    current.onComplete();
    await compareContents(current);
  }

  /** Collections whose projection changed with the program come again, and only those (sync §2.18). */
  async function refillStale({ onProgress, signal }: Pass): Promise<void> {
    const stale = staleCollections(cache);
    if (stale.length === 0) return;
    logger.info({ collections: stale }, 'collections of another projection are filled again');
    await refillCollections({ ...options, pageRows: () => pageSize.rows(), onStep: onProgress }, stale, signal);
  }

  async function compareContents(current: Pass): Promise<void> {
    const { onProgress, signal } = current;
    const context = {
      ...options,
      pageRows: () => pageSize.rows(),
      pullToEnd: () => pull(current),
      onStep: onProgress,
    };
    if (clock.now() < compareAt || !(inDoubt || isVerifyDue(context))) return;
    try {
      const outcome = await verifyCache(context, signal);
      if (outcome === 'refilled') mismatches += 1;
      if (outcome === 'postponed') compareAt = clock.now() + POSTPONED_REST_MS;
      else inDoubt = false;
    } catch (error) {
      // Everything is here and the digests agree: a server that does not compare now is no reason to show an error.
      if (!(error instanceof ServerProblem)) throw error;
      logger.warn({ err: error }, 'the contents were not compared');
      compareAt = clock.now() + COMPARE_REST_MS;
    }
  }

  async function passInEveryEpoch(current: Pass): Promise<void> {
    for (let epochs = 1; ; epochs += 1) {
      try {
        return await pass(current);
      } catch (error) {
        if (!(error instanceof EpochChangedError) || epochs >= MAX_EPOCHS) throw error;
        await settleEpoch({ ...options, onProgress: current.onProgress }, current.signal);
        contactAt = clock.now();
      }
    }
  }

  return {
    pageRows: () => pageSize.rows(),
    async run(call, signal) {
      const watchdog = createWatchdog(clock, signal);
      try {
        settle(options);
        await passInEveryEpoch({ ...call, onProgress: watchdog.progress, signal: watchdog.signal });
      } catch (error) {
        contactAt = Number.NEGATIVE_INFINITY;
        if (isDatabaseFailure(error, 'DISK_FULL') && error !== diskFull?.error) {
          diskFull = { error, retryAt: clock.now() + DISK_REST_MS };
        }
        throw error;
      } finally {
        watchdog.end();
      }
    },
  };
}

/** Kept in the file, for a run that ends before the contents were compared. Always true. */
function noteDoubt({ cache, logger }: SyncRoundOptions): true {
  try {
    cache.setVerified(null);
  } catch (error) {
    // A full disk must not keep the program from opening; this run knows of the doubt all the same.
    if (!(error instanceof LocalDatabaseError)) throw error;
    logger.warn({ err: error }, 'the doubt about the contents could not be noted');
  }
  return true;
}

function reportOf(outbox: OutboxRepository, now: number, mismatches: number): DeviceReport {
  const oldest = outbox.oldestWaitingAt();
  return {
    waiting: outbox.waitingCount(),
    oldestWaitingSeconds: oldest === null ? null : Math.max(0, Math.floor((now - Date.parse(oldest)) / 1000)),
    mismatches,
  };
}
