import type { CacheRepository } from '#db/sync/cache.repository.ts';
import type { OutboxRepository } from '#db/sync/outbox.repository.ts';
import type { SyncState } from '@hallowerk/contract/app/app.desktop.ts';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { backOffDelay, pollDelay } from './back-off.ts';
import { createDigestGuard } from './digest-guard.ts';
import { createPageSize } from './page-size.ts';
import { pullPages, settle } from './pull-pages.ts';
import { pushOutbox } from './push-outbox.ts';
import { describeFailure, type SyncFailure } from './sync-failure.ts';
import { createSyncProgress } from './sync-progress.ts';
import type { SyncServer } from './sync-server.ts';
import { createWatchdog } from './watchdog.ts';

export interface SyncEngineOptions {
  readonly cache: CacheRepository;
  readonly outbox: OutboxRepository;
  readonly server: SyncServer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onState: (state: SyncState) => void;
  /** The cache is damaged: whoever owns the files discards it, opens an empty one and makes a new engine. */
  readonly onCacheDamaged: () => void;
}

export interface SyncEngine {
  state(): SyncState;
  /** Starts, resumes after `cancel`, or makes a running engine update now. Returns at once. */
  start(): void;
  /** Stops after the slice in hand; what was stored stays, and `start` goes on from there. */
  cancel(): Promise<void>;
  /** The user changed something: send it soon. Does nothing while paused. */
  wake(): void;
  /** As `cancel`, for good. */
  close(): Promise<void>;
}

/**
 * Keeps one user's cache up to date: push what he changed, pull until complete, compare digests, wait, and again
 * (sync §2.13). Failures never end the loop, except where only a person can help.
 */
export function createSyncEngine(options: SyncEngineOptions): SyncEngine {
  const { cache, outbox, clock, logger } = options;
  const progress = createSyncProgress(initialState(options), options.onState);
  const pageSize = createPageSize();
  const digests = createDigestGuard({ cache, clock, logger });
  const bell = createBell();
  let run: { readonly controller: AbortController; readonly finished: Promise<void> } | null = null;
  let closed = false;

  async function round(signal: AbortSignal): Promise<void> {
    const watchdog = createWatchdog(clock, signal);
    const startedAt = clock.now();
    let changes = 0;
    const onSlice = (page: PullResponse, rows: number): void => {
      watchdog.progress();
      changes += rows;
      progress.update({ offlineSince: null, message: null, ...fillProgress(cache, page, changes) });
    };
    try {
      settle(options);
      if (!cache.complete()) progress.update({ phase: 'first-fill', message: null });
      const context = { ...options, pageSize, onSlice };
      let last: PullResponse;
      do {
        await pushOutbox(context, watchdog.signal);
        last = await pullPages(context, watchdog.signal);
      } while (digests.mustRefill(last));
    } finally {
      watchdog.end();
    }
    progress.update(settledState(options));
    if (changes > 0) logger.info({ changes, ms: clock.now() - startedAt, pageRows: pageSize.rows() }, 'sync round');
  }

  async function loop(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const failure = await round(signal).then(
        () => null,
        (error: unknown) => fail(error, signal),
      );
      if (signal.aborted || failure?.then === 'stop') return;
      if (failure?.then === 'rebuild') return options.onCacheDamaged();
      failures = failure === null ? 0 : failures + 1;
      const delay =
        failure === null ? pollDelay(clock.random) : (failure.waitMs ?? backOffDelay(failures, clock.random));
      if (await bell.rungWithin(delay, clock, signal)) failures = 0;
    }
  }

  function fail(error: unknown, signal: AbortSignal): SyncFailure | null {
    if (signal.aborted) return null;
    const failure = describeFailure(error);
    logger.warn({ err: error, phase: failure.phase, then: failure.then }, 'sync round failed');
    const offlineSince =
      failure.phase === 'offline' ? (progress.state().offlineSince ?? new Date(clock.now()).toISOString()) : null;
    progress.update({ phase: failure.phase, message: failure.message, offlineSince, waiting: outbox.waitingCount() });
    return failure;
  }

  async function stop(): Promise<void> {
    const current = run;
    current?.controller.abort();
    await current?.finished;
  }

  return {
    state: progress.state,
    start() {
      if (closed) return;
      if (run !== null && !run.controller.signal.aborted) return bell.ring();
      const before = run?.finished;
      const controller = new AbortController();
      if (progress.state().phase === 'paused') progress.update({ phase: cache.complete() ? 'updating' : 'first-fill' });
      const finished = Promise.resolve(before).then(() => loop(controller.signal));
      const current = { controller, finished: finished.finally(() => (run = run === current ? null : run)) };
      run = current;
    },
    async cancel() {
      if (run === null) return;
      await stop();
      if (run === null && !closed) progress.update({ phase: 'paused', waiting: outbox.waitingCount() });
    },
    wake() {
      progress.update({ waiting: outbox.waitingCount() });
      bell.ring();
    },
    async close() {
      closed = true;
      await stop();
    },
  };
}

function initialState({ cache, outbox }: SyncEngineOptions): SyncState {
  return {
    phase: 'idle',
    received: 0,
    expected: null,
    complete: cache.complete(),
    lastCompletedAt: cache.lastCompletedAt(),
    offlineSince: null,
    waiting: outbox.waitingCount(),
    message: null,
  };
}

/** A first fill counts towards the server's totals, also what earlier runs stored; later rounds count what is new. */
function fillProgress(cache: CacheRepository, page: PullResponse, changes: number): Partial<SyncState> {
  if (cache.complete()) return { phase: 'updating', received: changes, expected: null };
  const expected = page.scopes.reduce((sum, scope) => sum + scope.cnt, 0);
  const received = cache.scopes().reduce((sum, scope) => sum + scope.cnt, 0);
  return { phase: 'first-fill', received: Math.min(received, expected), expected };
}

function settledState({ cache, outbox }: SyncEngineOptions): Partial<SyncState> {
  return {
    phase: 'idle',
    complete: cache.complete(),
    lastCompletedAt: cache.lastCompletedAt(),
    offlineSince: null,
    waiting: outbox.waitingCount(),
    message: null,
  };
}

interface Bell {
  ring(): void;
  /** True when rung before `milliseconds` passed, or since the last wait; false after them, or when aborted. */
  rungWithin(milliseconds: number, clock: Clock, signal: AbortSignal): Promise<boolean>;
}

function createBell(): Bell {
  let rung = false;
  let wake: () => void = () => {};
  return {
    ring() {
      rung = true;
      wake();
    },
    async rungWithin(milliseconds, clock, signal) {
      if (!rung && !signal.aborted) {
        const woken = new AbortController();
        wake = () => woken.abort();
        // Being woken or stopped is how this wait usually ends.
        await clock.wait(milliseconds, AbortSignal.any([signal, woken.signal])).catch(() => undefined);
      }
      const result = rung;
      rung = false;
      return result;
    },
  };
}
