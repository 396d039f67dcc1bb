import type { NotesRepository } from '#db/candidates/notes.repository.ts';
import type { CacheRepository } from '#db/sync/cache.repository.ts';
import type { AppEvent } from '@hallowerk/contract/app/app.desktop.ts';
import type { Lease } from '@hallowerk/contract/devices/device-order.ts';
import type { Clock } from './clock.ts';
import type { Failpoint } from './failpoint.ts';
import type { Logger } from './logging/logger.ts';
import type { OpenPokeStream } from './server-client/poke-stream.ts';
import type { ServerClient } from './server-client/server-client.ts';
import { createPokeListener } from './sync/poke-listener.ts';
import { pushOutbox } from './sync/push-outbox.ts';
import { createServerTime } from './sync/server-time.ts';
import { createSyncEngine, type SyncEngine } from './sync/sync-engine.ts';
import type { SyncHistory } from './sync/sync-history.ts';
import { createSyncServer } from './sync/sync-server.ts';
import type { UserFiles } from './user-files.ts';

export interface UserSyncOptions {
  /** With the session's token. */
  readonly client: ServerClient;
  /** Pokes with the session's token. */
  readonly openPokes: OpenPokeStream;
  readonly deviceId: string;
  readonly build: string;
  readonly files: Pick<UserFiles, 'outbox' | 'unclean' | 'pulledCompletely'>;
  readonly cache: CacheRepository;
  readonly notes: Pick<NotesRepository, 'conflicts'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
  readonly history: SyncHistory;
  readonly publish: (event: AppEvent) => void;
  readonly onAnswer: (serverTime: string, lease: Lease | null) => void;
  readonly onCacheDamaged: () => void;
}

/** Sync of one user: the engine, and the pokes that ring its bell. */
export interface UserSync {
  readonly engine: SyncEngine;
  /** Our clock minus the server's, milliseconds. */
  offsetMs(): number;
  /** Pokes arrive. */
  live(): boolean;
  start(cause: 'start' | 'user'): void;
  /** Stops the engine until it is started again. */
  cancel(): Promise<void>;
  /** Sends what still waits, as far as `signal` lets it. Rejects when that fails. */
  flush(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export function composeUserSync(options: UserSyncOptions): UserSync {
  const { files, cache, notes, clock, logger, failpoint, history, publish } = options;
  const { outbox } = files;
  const time = createServerTime();
  let failed = false;
  const server = createSyncServer({ ...options, time });
  const engine = createSyncEngine({
    cache,
    outbox,
    server,
    time,
    clock,
    logger,
    failpoint,
    history,
    conflictCount: () => notes.conflicts().length,
    onState(sync) {
      publish({ type: 'sync', sync });
      // A server that refuses a round refuses pokes as well, and for good: ask again when it takes rounds again.
      if (failed && sync.phase === 'idle') pokes.start();
      failed = ['error', 'update-required'].includes(sync.phase);
    },
    onCacheDamaged: options.onCacheDamaged,
    onComplete: () => files.pulledCompletely(),
    build: options.build,
    unclean: files.unclean,
  });
  const pokes = createPokeListener({
    open: options.openPokes,
    clock,
    logger,
    onPoke: () => engine.poked(),
    // The panel shows it, and asks after every event of sync.
    onLive: () => publish({ type: 'sync', sync: engine.state() }),
  });
  return {
    engine,
    offsetMs: () => time.offsetMs(),
    live: () => pokes.live(),
    start(cause) {
      engine.start(cause);
      pokes.start();
    },
    async cancel() {
      await engine.cancel();
      await pokes.close();
    },
    flush: (signal) => pushOutbox({ outbox, server, clock }, signal),
    async close() {
      // In this order: a round that ends may start the pokes.
      await engine.close();
      await pokes.close();
    },
  };
}
