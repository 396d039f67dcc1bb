import { openCacheStore, opensCache, shredDamagedCache, type CacheStore } from '#db/open-cache.ts';
import { openOutboxStore, type OutboxStore } from '#db/open-outbox.ts';
import type { LocalDatabase } from '#db/open-database.ts';
import type { OutboxRepository } from '#db/sync/outbox.repository.ts';
import { deriveKey } from './accounts/device-keys.ts';
import type { Clock } from './clock.ts';
import type { Logger } from './logging/logger.ts';

export interface UserFilesOptions {
  readonly directory: string;
  readonly deviceKey: Buffer;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The files of one user: the outbox with its second copy, and the cache. */
export interface UserFiles {
  readonly outbox: OutboxRepository;
  readonly cacheFile: LocalDatabase;
  /** Changes that were found again after damage, for the screen: "n wijzigingen hersteld". */
  readonly recovered: number;
  /** The last run did not end by closing: compare the cache's contents with the server after the next complete pull. */
  readonly unclean: boolean;
  /** After every complete pull: makes room on the disk, or takes the reserve again. */
  pulledCompletely(): void;
  /** `in doubt`: what is in the cache could not be read; the next opening checks it, and rebuilds it when it is damaged. */
  close(state?: 'in doubt'): Promise<void>;
}

/**
 * Opens both and mends what is damaged. The cache is only rebuilt; the outbox comes back from its log.
 * @throws LocalDatabaseError; WRONG_KEY leaves every file as it is
 */
export async function openUserFiles(options: UserFilesOptions): Promise<UserFiles> {
  const { directory, deviceKey, logger } = options;
  const cacheKey = deriveKey(deviceKey, 'cache');
  const outbox = await openOutboxStore({
    directory,
    key: deriveKey(deviceKey, 'outbox'),
    journalKey: deriveKey(deviceKey, 'journal'),
    keyProved: () => opensCache({ directory, key: cacheKey }),
  });
  if (outbox.recovered > 0 || outbox.setAside.length > 0) {
    logger.error({ recovered: outbox.recovered, setAside: outbox.setAside }, 'the outbox was mended');
  }
  try {
    const cache = await openCacheStore({
      directory,
      key: cacheKey,
      now: new Date(options.clock.now()),
      keyProved: outbox.keyProved,
      onRebuild: (error) => logger.error({ err: error }, 'the cache cannot be used and is built again'),
      // The reserve is for acknowledgements, which come in through the cache.
      onDiskFull: () => void outbox.reserve.release(),
    });
    return assemble(options, outbox, cache);
  } catch (error) {
    await outbox.close();
    throw error;
  }
}

function assemble({ directory, logger }: UserFilesOptions, outbox: OutboxStore, cache: CacheStore): UserFiles {
  let shredding: Promise<void> | null = null;
  return {
    outbox: outbox.repository,
    cacheFile: cache.database,
    recovered: outbox.recovered,
    unclean: cache.unclean,
    pulledCompletely() {
      outbox.reserve.restore();
      shredding ??= shredDamagedCache(directory).catch((error: unknown) =>
        logger.warn({ err: error }, 'a damaged cache could not be deleted'),
      );
    },
    async close(state) {
      await shredding;
      await cache.close(state);
      await outbox.close();
    },
  };
}
