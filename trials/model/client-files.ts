import { createHash } from 'node:crypto';
import { closeSync, cpSync, existsSync, mkdtempSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFavouritesRepository } from '#db/candidates/favourites.repository.ts';
import { createNotesRepository } from '#db/candidates/notes.repository.ts';
import { openCacheStore, opensCache, type CacheStore } from '#db/open-cache.ts';
import { openOutboxStore, type OutboxStore } from '#db/open-outbox.ts';
import { createSettingsRepository } from '#db/settings/settings.repository.ts';
import { LocalDatabaseError } from '#db/sqlite-errors.ts';
import { createCacheRepository } from '#db/sync/cache.repository.ts';
import { deriveKey } from '#core/accounts/device-keys.ts';

const DEVICE_KEY = createHash('sha256').update('trials').digest();
/** Full disks are not for here; the real reserve would be copied with every image. */
const RESERVE_BYTES = 4096;

/** Where the files of clients stand: in memory where the system has such a folder, because nobody pulls a plug here. */
export function makeTrialFolder(): string {
  const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  return mkdtempSync(join(base, 'hallowerk-trial-'));
}

/** Empty migrated files, made once: copying them saves each new client the migrations. */
export async function makeTemplate(directory: string, now: Date): Promise<void> {
  const files = await openClientFiles(directory, now);
  await files.close();
}

/**
 * The user's files as the program opens them (core/user-workspace.ts), with what stands on them. Damage that only reading
 * finds leaves the cache in doubt, so that opening it again checks and rebuilds it.
 */
export async function openClientFiles(directory: string, now: Date): Promise<ClientFiles> {
  try {
    return await tryToOpen(directory, now);
  } catch (error) {
    if (!(error instanceof LocalDatabaseError) || error.code !== 'CORRUPT') throw error;
    return tryToOpen(directory, now);
  }
}

async function tryToOpen(directory: string, now: Date) {
  const cacheKey = deriveKey(DEVICE_KEY, 'cache');
  const outboxStore = await openOutboxStore({
    directory,
    key: deriveKey(DEVICE_KEY, 'outbox'),
    journalKey: deriveKey(DEVICE_KEY, 'journal'),
    keyProved: () => opensCache({ directory, key: cacheKey }),
    reserveBytes: RESERVE_BYTES,
  });
  const cacheStore = await openCacheStore({
    directory,
    key: cacheKey,
    now,
    // The key is right in every trial.
    keyProved: true,
    onRebuild: () => undefined,
  });
  try {
    return assemble(outboxStore, cacheStore);
  } catch (error) {
    await cacheStore.database.close();
    await outboxStore.close();
    throw error;
  }
}

function assemble(outboxStore: OutboxStore, cacheStore: CacheStore) {
  const cacheFile = cacheStore.database;
  const outbox = outboxStore.repository;
  const cache = createCacheRepository(cacheFile);
  const notes = createNotesRepository(cacheFile);
  cache.setOverlay(outbox.unsettled());
  return {
    outboxFile: outboxStore.database,
    outbox,
    cacheFile,
    cache,
    notes,
    favourites: createFavouritesRepository(cacheFile),
    settings: createSettingsRepository(cacheFile),
    rebuilt: cacheStore.rebuilt,
    unclean: cacheStore.unclean,
    close: async (): Promise<void> => {
      await cacheStore.close();
      await outboxStore.close();
    },
  };
}

export type ClientFiles = ReturnType<typeof assemble>;

/** Leaves the folder as a process leaves it that ends at this moment: as it is now, not as closing would tidy it. */
export async function abandon(directory: string, files: ClientFiles): Promise<void> {
  const left = `${directory}.left`;
  replaceFolder(directory, left);
  await files.close();
  rmSync(directory, { recursive: true, force: true });
  renameSync(left, directory);
}

/** Overwrites part of the closed cache file. */
export function damageCache(directory: string, seed: number): void {
  const file = join(directory, 'cache.db');
  const { size } = statSync(file);
  const handle = openSync(file, 'r+');
  const at = (seed * 7919) % Math.max(1, size - 600);
  writeSync(handle, Buffer.alloc(600, 0xab), 0, 600, at);
  closeSync(handle);
}

/** Puts a copy of a folder in the place of another; what stood there is gone. */
export function replaceFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
}
