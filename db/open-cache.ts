import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openCipherFile } from './cipher-client.ts';
import { fileSize, isMissing, listAside, setAside, shred, syncFolder } from './file-system.ts';
import {
  CACHE_NAME,
  CACHE_FORMAT,
  discardCache,
  isSound,
  openCache,
  type LocalDatabase,
  type OpenOptions,
} from './open-database.ts';
import { isDatabaseFailure, LocalDatabaseError, translateSqliteError } from './sqlite-errors.ts';
import { MetaStore } from './sync/meta-store.ts';

/** Exists while the cache is open. Found at opening, it says that the last run did not close it. */
const MARKER = 'cache.open';
const WEEK_MS = 7 * 86_400_000;

export interface CacheStoreOptions extends OpenOptions {
  readonly now: Date;
  /** The device key is known to be right, because something else was opened with it. Without that nothing is removed. */
  readonly keyProved: boolean;
  /** Told before an empty cache takes the place of the one at hand. `cause` is the driver's error. */
  readonly onRebuild: (error: LocalDatabaseError) => void;
}

export interface CacheStore {
  readonly database: LocalDatabase;
  /** Empty, in place of one that was damaged or of another version. */
  readonly rebuilt: boolean;
  /** The last run did not end by closing: its contents are due for comparing with the server (sync §2.9, level 2). */
  readonly unclean: boolean;
  /** Without it the next opening checks the file; so it does after `close('in doubt')`. */
  close(state?: 'in doubt'): Promise<void>;
}

/**
 * Opens the cache and makes sure that it is sound: `quick_check` after a run that did not close it, `integrity_check` once
 * a week (sync §2.9, level 4). A damaged one is set aside and replaced by an empty one, but only when the key is proved;
 * so is one of a newer version. Locked by another program: tries for ten seconds, then IO.
 * @throws LocalDatabaseError WRONG_KEY (nothing was touched), DISK_FULL, IO
 */
export async function openCacheStore(options: CacheStoreOptions): Promise<CacheStore> {
  const marker = join(options.directory, MARKER);
  const unclean = await exists(marker);
  let rebuilt = false;
  let database: LocalDatabase;
  try {
    database = await openWithRoom(options, unclean);
  } catch (error) {
    if (!(error instanceof LocalDatabaseError) || !canRebuild(error, options.keyProved)) throw error;
    options.onRebuild(error);
    await replace(options.directory, error);
    database = await openWithRoom(options, false);
    rebuilt = true;
  }
  try {
    await mark(options.directory, marker);
  } catch (error) {
    // Without the mark a crash goes unnoticed until the weekly check, which is no reason to refuse to work.
    if (!isFullDisk(error)) {
      await database.close();
      throw translateSqliteError(error);
    }
  }
  return {
    database,
    rebuilt,
    unclean,
    async close(state) {
      await database.close();
      if (state !== 'in doubt') await rm(marker, { force: true });
    },
  };
}

/**
 * Moves a cache that turned out to be damaged while it was used, and is closed now, out of the way, as `openCacheStore`
 * does with one that it finds damaged: the next opening makes an empty one.
 */
export async function setAsideCache(directory: string): Promise<void> {
  // One at most: a failing disk must not be filled with copies.
  await shredDamagedCache(directory);
  await setAside(join(directory, CACHE_NAME));
}

/** Overwrites and deletes what was set aside: after the first complete pull, when nobody misses it. */
export async function shredDamagedCache(directory: string): Promise<void> {
  for (const file of listAside(directory, [CACHE_NAME])) await shred(file);
}

/** Whether this key opens the cache at hand; false when there is none, or when its beginning is damaged. */
export async function opensCache({ directory, key }: Pick<OpenOptions, 'directory' | 'key'>): Promise<boolean> {
  const file = join(directory, CACHE_NAME);
  if ((await fileSize(file)) === 0) return false;
  try {
    openCipherFile({ file, key, format: CACHE_FORMAT }).close();
    return true;
  } catch (error) {
    if (translateSqliteError(error) instanceof LocalDatabaseError) return false;
    throw error;
  }
}

/** Even a cache that is only read writes a little when it is opened. */
async function openWithRoom(options: CacheStoreOptions, unclean: boolean): Promise<LocalDatabase> {
  try {
    return await openSound(options, unclean);
  } catch (error) {
    if (!isFullDisk(error) || options.onDiskFull === undefined) throw error;
    options.onDiskFull();
    return openSound(options, unclean);
  }
}

async function openSound(options: CacheStoreOptions, unclean: boolean): Promise<LocalDatabase> {
  const database = await openCache(options);
  try {
    const meta = database.read(() => new MetaStore(database.connection));
    const checkedAt = database.read(() => meta.get('checked-at'));
    const isDue = checkedAt !== null && options.now.getTime() - Date.parse(checkedAt) >= WEEK_MS;
    if (isDue) assertSound(database, 'full');
    else if (unclean) assertSound(database, 'quick');
    if (isDue || checkedAt === null) database.write(() => meta.set('checked-at', options.now.toISOString()));
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function assertSound(database: LocalDatabase, depth: 'quick' | 'full'): void {
  if (isSound(database, depth)) return;
  const found = Object.assign(new Error(`${depth} check`), { code: 'SQLITE_CORRUPT' });
  throw new LocalDatabaseError('CORRUPT', { cause: found });
}

function canRebuild({ code }: LocalDatabaseError, keyProved: boolean): boolean {
  // The other two are only found out with the right key: with a wrong one the first page already says WRONG_KEY.
  return code === 'CORRUPT' || code === 'NEWER_SCHEMA' || (code === 'WRONG_KEY' && keyProved);
}

async function replace(directory: string, { code }: LocalDatabaseError): Promise<void> {
  if (code === 'NEWER_SCHEMA') await discardCache(directory);
  else await setAsideCache(directory);
}

async function mark(directory: string, marker: string): Promise<void> {
  const handle = await open(marker, 'w', 0o600);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  syncFolder(directory);
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw translateSqliteError(error);
  }
}

function isFullDisk(error: unknown): boolean {
  return isDatabaseFailure(translateSqliteError(error), 'DISK_FULL');
}
