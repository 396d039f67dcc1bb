import { createCandidatesRepository } from '#db/candidates/candidates.repository.ts';
import { createFavouritesRepository } from '#db/candidates/favourites.repository.ts';
import { discardCache, openCache, openOutbox, type LocalDatabase } from '#db/open-database.ts';
import { createReferenceRepository } from '#db/reference/reference.repository.ts';
import { createCandidateSearch } from '#db/search/candidate-search.ts';
import { LocalDatabaseError } from '#db/sqlite-errors.ts';
import { createCacheRepository, type CacheRepository } from '#db/sync/cache.repository.ts';
import { createOutboxRepository, type OutboxRepository } from '#db/sync/outbox.repository.ts';
import { MeSchema, type Me } from '@hallowerk/contract/accounts/account.ts';
import type { AppEvent } from '@hallowerk/contract/app/app.desktop.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { deriveKey } from './accounts/device-keys.ts';
import { createCandidatesService, type CandidatesService } from './candidates/candidates.service.ts';
import type { Clock } from './clock.ts';
import type { Logger } from './logging/logger.ts';
import type { Platform } from './platform.ts';
import type { ServerClient } from './server-client/server-client.ts';
import { pushOutbox } from './sync/push-outbox.ts';
import { createServerTime } from './sync/server-time.ts';
import { createSyncEngine, type SyncEngine } from './sync/sync-engine.ts';
import { createSyncServer } from './sync/sync-server.ts';

export interface UserWorkspaceOptions {
  readonly directory: string;
  readonly deviceKey: Buffer;
  readonly deviceId: string;
  readonly me: () => Me;
  /** With the session's token. */
  readonly client: ServerClient;
  readonly platform: Platform;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly publish: (event: AppEvent) => void;
  readonly onMe: (me: Me) => void;
  readonly onCacheDamaged: () => void;
}

/** Everything that belongs to one signed-in user: his two files and the services on them. */
export interface UserWorkspace {
  readonly candidates: CandidatesService;
  readonly sync: SyncEngine;
  readonly outbox: OutboxRepository;
  /** Sends what still waits, as far as `signal` lets it; for signing out. Rejects when that fails. */
  flush(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the user's files and starts nothing. A damaged cache is replaced by an empty one; the outbox is never touched.
 * Throws `LocalDatabaseError`; WRONG_KEY leaves every file as it is.
 */
export async function openUserWorkspace(options: UserWorkspaceOptions): Promise<UserWorkspace> {
  const { directory, deviceKey, client, clock, logger } = options;
  const outboxFile = await openOutbox({ directory, key: deriveKey(deviceKey, 'outbox') });
  try {
    const outbox = createOutboxRepository(outboxFile);
    const cacheFile = await openOrRebuildCache(options, outbox);
    const cache = createCacheRepository(cacheFile);
    rememberIdentity(outbox, options);
    // What was acknowledged before a crash must not show as waiting, and what waits must show (sync §2.14).
    cache.setOverlay(outbox.unsettled());
    publishChanges(cache, options);

    const time = createServerTime();
    const server = createSyncServer({
      client,
      deviceId: options.deviceId,
      build: options.platform.appVersion,
      clock,
      time,
    });
    const onState = (sync: ReturnType<SyncEngine['state']>): void => options.publish({ type: 'sync', sync });
    const sync = createSyncEngine({
      cache,
      outbox,
      server,
      clock,
      logger,
      onState,
      onCacheDamaged: options.onCacheDamaged,
    });
    return {
      sync,
      outbox,
      candidates: composeCandidates(options, { cacheFile, cache, outbox, sync, offsetMs: time.offsetMs }),
      flush: (signal) => pushOutbox({ outbox, server, clock }, signal),
      async close() {
        await sync.close();
        await cacheFile.close();
        await outboxFile.close();
      },
    };
  } catch (error) {
    await outboxFile.close();
    throw error;
  }
}

async function openOrRebuildCache(options: UserWorkspaceOptions, outbox: OutboxRepository): Promise<LocalDatabase> {
  const { directory, logger } = options;
  const open = { directory, key: deriveKey(options.deviceKey, 'cache') };
  try {
    return await openCache(open);
  } catch (error) {
    // An outbox that an earlier run filled has just opened: the key is right, so "wrong key" means a damaged first page.
    const keyProved = outbox.identity() !== null;
    if (!(error instanceof LocalDatabaseError) || !canRebuild(error, keyProved)) throw error;
    logger.error({ err: error }, 'the cache is damaged and is built again');
    await discardCache(directory);
    return openCache(open);
  }
}

function canRebuild({ code }: LocalDatabaseError, keyProved: boolean): boolean {
  return code === 'CORRUPT' || code === 'NEWER_SCHEMA' || (code === 'WRONG_KEY' && keyProved);
}

function rememberIdentity(outbox: OutboxRepository, { deviceId, me }: UserWorkspaceOptions): void {
  const known = outbox.identity();
  if (known?.deviceId === deviceId && known.userId === me().id) return;
  outbox.setIdentity({ deviceId, userId: me().id, epochOk: known?.epochOk ?? null });
}

function publishChanges(cache: CacheRepository, { publish, onMe, me }: UserWorkspaceOptions): void {
  cache.onChanged(({ collections }) => {
    publish({ type: 'rows-changed', collections: [...collections] });
    if (!collections.includes(COLLECTIONS.me.number)) return;
    const row = MeSchema.safeParse(cache.readRow(COLLECTIONS.me.number, me().id));
    if (row.success) onMe(row.data);
  });
}

interface CandidateParts {
  readonly cacheFile: LocalDatabase;
  readonly cache: CacheRepository;
  readonly outbox: OutboxRepository;
  readonly sync: SyncEngine;
  readonly offsetMs: () => number;
}

function composeCandidates(options: UserWorkspaceOptions, parts: CandidateParts): CandidatesService {
  const candidates = createCandidatesRepository(parts.cacheFile);
  const favourites = createFavouritesRepository(parts.cacheFile);
  const reference = createReferenceRepository(parts.cacheFile);
  return createCandidatesService({
    search: createCandidateSearch(parts.cacheFile, { candidates, favourites, reference }),
    candidates,
    favourites,
    reference,
    client: options.client,
    platform: options.platform,
    clock: options.clock,
    me: options.me,
    isOffline: () => parts.sync.state().phase === 'offline',
    mutate(mutation) {
      parts.outbox.add({ ...mutation, offset_ms: parts.offsetMs() });
      parts.cache.setOverlay(parts.outbox.unsettled());
      parts.sync.wake();
    },
  });
}
