import type { CacheRepository } from '#db/sync/cache.repository.ts';
import type { OutboxRepository } from '#db/sync/outbox.repository.ts';
import type { SyncState } from '@hallowerk/contract/app/app.desktop.ts';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { SyncRun } from '@hallowerk/contract/sync/sync-overview.ts';
import type { Clock } from '../clock.ts';
import type { Failpoint } from '../failpoint.ts';
import type { Logger } from '../logging/logger.ts';
import { backOffDelay, pollDelay } from './back-off.ts';
import { createBell, type Rest } from './bell.ts';
import type { ServerTime } from './server-time.ts';
import { describeFailure, type SyncFailure } from './sync-failure.ts';
import type { SyncCause, SyncHistory } from './sync-history.ts';
import { createSyncProgress } from './sync-progress.ts';
import { createSyncRound, type RoundTally } from './sync-round.ts';
import type { SyncServer } from './sync-server.ts';

export interface SyncEngineOptions {
  readonly cache: CacheRepository;
  readonly outbox: OutboxRepository;
  readonly server: SyncServer;
  readonly time: ServerTime;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
  /** Conflicts that wait for a choice of the user. */
  readonly conflictCount: () => number;
  readonly onState: (state: SyncState) => void;
  /** The cache is damaged: whoever owns the files discards it, opens an empty one and makes a new engine. */
  readonly onCacheDamaged: () => void;
  /** After every complete pull. */
  readonly onComplete: () => void;
  /** See `SyncRoundOptions`. */
  readonly build: string;
  readonly unclean: boolean;
  /** Where the rounds are noted. */
  readonly history: Pick<SyncHistory, 'add'>;
}

export interface SyncEngine {
  state(): SyncState;
  /** Starts, resumes after `cancel`, or makes a running engine update now. Returns at once. */
  start(cause?: 'start' | 'user'): void;
  /** Stops after the slice in hand; what was stored stays, and `start` goes on from there. */
  cancel(): Promise<void>;
  /** The user changed something: send it soon. Does nothing while paused. */
  wake(): void;
  /** The server says that something changed: pull now. Many at once become one round. Does nothing while paused. */
  poked(): void;
  /** Something that is counted in the state changed on this device. */
  recount(): void;
  /** As `cancel`, for good. */
  close(): Promise<void>;
}

interface Run {
  readonly controller: AbortController;
  readonly finished: Promise<void>;
}

/**
 * Keeps one user's cache up to date: push what he changed, pull until complete, compare digests, wait, and again
 * (sync §2.13). Failures never end the loop, except where only a person can help.
 */
export function createSyncEngine(options: SyncEngineOptions): SyncEngine {
  const { cache, clock, logger, history } = options;
  const progress = createSyncProgress(
    { ...lastState(options), phase: 'idle', received: 0, expected: null },
    options.onState,
  );
  const round = createSyncRound(options);
  const bell = createBell(clock);
  let run: Run | null = null;
  let closed = false;

  async function update(cause: SyncCause, signal: AbortSignal): Promise<SyncFailure | null> {
    const startedAt = clock.now();
    const tally: RoundTally = { sent: 0, received: 0 };
    const onSlice = (page: PullResponse): void =>
      progress.update({ offlineSince: null, message: null, ...fillProgress(cache, page, tally.received) });
    const onComplete = (): void => {
      options.onComplete();
      progress.update({ ...lastState(options), phase: 'idle' });
    };
    if (!cache.complete()) progress.update({ phase: 'first-fill', message: null });
    const failure = await round.run({ cause, tally, onSlice, onComplete }, signal).then(
      () => null,
      (error: unknown) => fail(error, signal),
    );
    if (signal.aborted) return null;
    if (failure === null) progress.update({ ...lastState(options), phase: 'idle' });
    const milliseconds = Math.max(0, Math.round(clock.now() - startedAt));
    history.add({ at: new Date(startedAt).toISOString(), milliseconds, ...tally, outcome: outcomeOf(failure), cause });
    if (tally.received > 0) {
      logger.info({ changes: tally.received, ms: milliseconds, pageRows: round.pageRows() }, 'sync round');
    }
    return failure;
  }

  async function loop(first: SyncCause, signal: AbortSignal): Promise<void> {
    let cause = first;
    let failures = 0;
    while (!signal.aborted) {
      const failure = await update(cause, signal);
      if (signal.aborted || failure?.then === 'stop') return;
      if (failure?.then === 'rebuild') return options.onCacheDamaged();
      failures = failure === null ? 0 : failures + 1;
      const rest = new AbortController();
      const tended = failure === null ? maintain(AbortSignal.any([signal, rest.signal])) : null;
      cause = await bell.rest(restAfter(failure, failures, clock.random), signal).finally(() => rest.abort());
      if ((await tended)?.then === 'rebuild') return options.onCacheDamaged();
      // Whoever asks himself starts the back-off from the beginning.
      if (cause === 'user') failures = 0;
    }
  }

  /** Uses the quiet between two rounds; the next one waits for the slice in hand only. */
  async function maintain(signal: AbortSignal): Promise<SyncFailure | null> {
    try {
      for (const _slice of cache.maintain()) {
        await clock.breathe();
        if (signal.aborted) break;
      }
      return null;
    } catch (error) {
      return fail(error, signal);
    }
  }

  function fail(error: unknown, signal: AbortSignal): SyncFailure | null {
    if (signal.aborted) return null;
    const failure = describeFailure(error, options.build);
    logger.warn({ err: error, phase: failure.phase, then: failure.then }, 'sync round failed');
    const offlineSince =
      failure.phase === 'offline' ? (progress.state().offlineSince ?? new Date(clock.now()).toISOString()) : null;
    progress.update({ ...counts(options), phase: failure.phase, message: failure.message, offlineSince });
    return failure;
  }

  async function stop(): Promise<void> {
    const current = run;
    current?.controller.abort();
    await current?.finished;
  }

  function ring(cause: 'user' | 'change' | 'poke'): void {
    // A stopped engine is started, not woken: whoever stopped it wants it quiet.
    if (run !== null && !run.controller.signal.aborted) bell.ring(cause);
  }

  return {
    state: progress.state,
    start(cause = 'user') {
      if (closed) return;
      if (run !== null && !run.controller.signal.aborted) return bell.ring('user');
      const before = run?.finished;
      const controller = new AbortController();
      if (progress.state().phase === 'paused') progress.update({ phase: cache.complete() ? 'updating' : 'first-fill' });
      const finished = Promise.resolve(before).then(() => loop(cause, controller.signal));
      const current = { controller, finished: finished.finally(() => (run = run === current ? null : run)) };
      run = current;
    },
    async cancel() {
      if (run === null) return;
      await stop();
      if (run === null && !closed) progress.update({ ...counts(options), phase: 'paused' });
    },
    wake() {
      progress.update(counts(options));
      ring('change');
    },
    poked: () => ring('poke'),
    recount: () => progress.update(counts(options)),
    async close() {
      closed = true;
      await stop();
    },
  };
}

/** Every cause ends an ordinary wait; what the server asked for is cut short by the user alone. */
function restAfter(failure: SyncFailure | null, failures: number, random: () => number): Rest {
  if (failure === null) return { milliseconds: pollDelay(random), heeds: ['user', 'change', 'poke'] };
  if (failure.waitMs !== null) return { milliseconds: failure.waitMs, heeds: ['user'] };
  return { milliseconds: backOffDelay(failures, random), heeds: ['user', 'change', 'poke'] };
}

function outcomeOf(failure: SyncFailure | null): SyncRun['outcome'] {
  if (failure === null) return 'ok';
  return failure.phase === 'idle' ? 'error' : failure.phase;
}

type Counts = Pick<SyncState, 'waiting' | 'attention' | 'readOnly' | 'clockOffMs'>;

function counts({ outbox, time, conflictCount }: SyncEngineOptions): Counts {
  return {
    waiting: outbox.waitingCount(),
    attention: outbox.refusedCount() + conflictCount(),
    readOnly: outbox.isFull(),
    clockOffMs: time.clockOffMs(),
  };
}

/** What is known without asking, and after a round that went well. */
function lastState(options: SyncEngineOptions): Omit<SyncState, 'phase' | 'received' | 'expected'> {
  return {
    ...counts(options),
    complete: options.cache.complete(),
    lastCompletedAt: options.cache.lastCompletedAt(),
    offlineSince: null,
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
