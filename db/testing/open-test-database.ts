import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCandidatesRepository } from '../candidates/candidates.repository.ts';
import { createFavouritesRepository } from '../candidates/favourites.repository.ts';
import { openCache, openOutbox, type LocalDatabase } from '../open-database.ts';
import { createReferenceRepository } from '../reference/reference.repository.ts';
import { createCandidateSearch } from '../search/candidate-search.ts';
import { createCacheRepository } from '../sync/cache.repository.ts';

export function testKey(name: string): Buffer {
  return createHash('sha256').update(name).digest();
}

export interface TestDirectory {
  readonly path: string;
  openCache(): Promise<LocalDatabase>;
  openOutbox(): Promise<LocalDatabase>;
  /** Closes what was opened and deletes the folder. */
  remove(): Promise<void>;
}

/** A folder of its own with real encrypted files. */
export async function makeTestDirectory(): Promise<TestDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'hallowerk-db-'));
  const open: LocalDatabase[] = [];
  const remember = (database: LocalDatabase): LocalDatabase => {
    open.push(database);
    return database;
  };
  return {
    path,
    openCache: async () => remember(await openCache({ directory: path, key: testKey('cache') })),
    openOutbox: async () => remember(await openOutbox({ directory: path, key: testKey('outbox') })),
    remove: async () => {
      for (const database of open) await database.close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** An open cache with everything that stands on it. */
export function wireCache(database: LocalDatabase) {
  const cache = createCacheRepository(database);
  const reference = createReferenceRepository(database);
  const candidates = createCandidatesRepository(database);
  const favourites = createFavouritesRepository(database);
  const search = createCandidateSearch(database, { reference, candidates, favourites });
  return { database, cache, reference, candidates, favourites, search };
}

export type WiredCache = ReturnType<typeof wireCache>;

/** A fresh cache in a folder of its own. */
export async function openTestDatabase(): Promise<WiredCache & { readonly directory: TestDirectory }> {
  const directory = await makeTestDirectory();
  return { ...wireCache(await directory.openCache()), directory };
}
