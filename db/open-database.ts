import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Knex } from 'knex';
import { ChangeHub } from './change-hub.ts';
import { knexOver, openCipherFile, type CipherFormat } from './cipher-client.ts';
import { CACHE_MIGRATIONS } from './migrations/cache/cache-migrations.ts';
import { StaticMigrationSource, type LocalMigration } from './migrations/migration-source.ts';
import { OUTBOX_MIGRATIONS } from './migrations/outbox/outbox-migrations.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { isDatabaseFailure, isPassing, LocalDatabaseError, translateSqliteError } from './sqlite-errors.ts';

/**
 * One open file. Two ways to use it, on one and the same connection:
 * `knex` for migrations, ordinary reads and single writes; `write` with prepared statements of `connection` for what must
 * be atomic or fast. Never `knex.transaction`: it holds the only connection open across awaits, so that a `write` from
 * elsewhere would silently become part of it, and be rolled back with it. `write` is synchronous: nothing comes between.
 */
export interface LocalDatabase {
  readonly knex: Knex;
  readonly connection: SqliteConnection;
  /** `delete` where the file system cannot do write-ahead logging (network drives); say so in diagnostics. */
  readonly journalMode: string;
  /** What was committed, for structures in memory. */
  readonly changes: ChangeHub;
  /** Runs `work` in one transaction (BEGIN IMMEDIATE); nested calls become savepoints. Throws LocalDatabaseError. */
  write<T>(work: () => T): T;
  /** Runs reading `work`, with failures of the driver as LocalDatabaseError. */
  read<T>(work: () => T): T;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Made when it does not exist. */
  readonly directory: string;
  /** 32 bytes, another one for each file. */
  readonly key: Buffer;
  /** Called when a write finds the disk full, before its error is thrown. */
  readonly onDiskFull?: () => void;
  /** Waits between attempts while another program holds the file. Milliseconds. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

export const CACHE_NAME = 'cache.db';
export const OUTBOX_NAME = 'outbox.db';
/** Whatever is in the cache can be fetched again, so the fastest format; the outbox must also open elsewhere. */
export const CACHE_FORMAT: CipherFormat = 'aegis-256';
export const OUTBOX_FORMAT: CipherFormat = 'sqlcipher-4';

/** While the file is open nobody else should be using it; a tool that reads it is waited for. */
const BUSY_MS = 5000;
/** About ten seconds in all: a virus scanner or a backup lets go by then. */
const ATTEMPTS_AFTER_MS = [100, 200, 400, 800, 1600, 3000, 4000];

interface FileProfile {
  readonly name: string;
  readonly format: CipherFormat;
  readonly pragmas: readonly string[];
  readonly migrations: readonly LocalMigration[];
  /**
   * Migrations of a newer version are no obstacle: they only add what may be left out (columns with a default or without
   * a value), so that an older program reads the file and writes to it (sync §2.18).
   */
  readonly onlyGrows: boolean;
}

const CACHE: FileProfile = {
  name: CACHE_NAME,
  format: CACHE_FORMAT,
  // Its log is moved into the file in quiet moments and between slices (sync/cache-maintenance.ts), not inside a commit.
  pragmas: ['synchronous=NORMAL', 'cache_size=-65536', 'wal_autocheckpoint=8000'],
  migrations: CACHE_MIGRATIONS,
  onlyGrows: false,
};

const OUTBOX: FileProfile = {
  name: OUTBOX_NAME,
  format: OUTBOX_FORMAT,
  // FULL: a mutation that the user was told is saved survives a power cut.
  // A short log: emptying it on a full disk must fit into the reserve.
  pragmas: ['synchronous=FULL', 'wal_autocheckpoint=250'],
  migrations: OUTBOX_MIGRATIONS,
  onlyGrows: true,
};

/**
 * Opens `cache.db`: everything in it comes from the server and can be rebuilt.
 * @throws LocalDatabaseError WRONG_KEY (nothing is deleted), CORRUPT, NEWER_SCHEMA, DISK_FULL, IO
 */
export function openCache(options: OpenOptions): Promise<LocalDatabase> {
  return openFile(CACHE, options);
}

/**
 * Opens `outbox.db`: the user's own unsent changes, identity and preferences. `openOutboxStore` (open-outbox.ts) is what
 * the program uses: it brings the second copy and mends the file. A newer schema is no obstacle here.
 * @throws LocalDatabaseError as openCache, but never NEWER_SCHEMA
 */
export function openOutbox(options: OpenOptions): Promise<LocalDatabase> {
  return openFile(OUTBOX, options);
}

/** Deletes the cache files, which must not be open. The outbox is not touched. */
export async function discardCache(directory: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    await rm(join(directory, CACHE.name + suffix), { force: true });
  }
}

/**
 * Level 4 of sync §2.9: reads every page. `quick` leaves out whether indexes and tables say the same. Seconds for a large
 * file, and nothing else runs meanwhile: for the moment of opening.
 */
export function isSound(database: LocalDatabase, depth: 'quick' | 'full' = 'quick'): boolean {
  const check = depth === 'quick' ? 'quick_check(1)' : 'integrity_check(1)';
  try {
    return database.read(() => database.connection.pragma(check, { simple: true })) === 'ok';
  } catch (error) {
    if (isDatabaseFailure(error, 'CORRUPT')) return false;
    throw error;
  }
}

async function openFile(profile: FileProfile, options: OpenOptions): Promise<LocalDatabase> {
  const wait = options.wait ?? ((milliseconds) => delay(milliseconds));
  for (const milliseconds of ATTEMPTS_AFTER_MS) {
    try {
      return await openOnce(profile, options);
    } catch (error) {
      if (!isPassing(error)) throw error;
      await wait(milliseconds);
    }
  }
  return openOnce(profile, options);
}

async function openOnce(profile: FileProfile, options: OpenOptions): Promise<LocalDatabase> {
  const { directory, key, onDiskFull = () => undefined } = options;
  let database: LocalDatabase | null = null;
  try {
    await mkdir(directory, { recursive: true });
    const connection = openCipherFile({ file: join(directory, profile.name), key, format: profile.format });
    database = wrap(connection, prepareConnection(connection, profile), onDiskFull);
    await migrate(database.knex, profile);
    connection.pragma(`busy_timeout=${BUSY_MS}`);
    return database;
  } catch (error) {
    await database?.close();
    throw translateSqliteError(error);
  }
}

function prepareConnection(connection: SqliteConnection, profile: FileProfile): string {
  try {
    // Sorts must never reach the disk in clear.
    connection.pragma('temp_store=MEMORY');
    connection.pragma('secure_delete=ON');
    connection.pragma('foreign_keys=ON');
    for (const pragma of profile.pragmas) connection.pragma(pragma);
    const mode = connection.pragma('journal_mode=WAL', { simple: true });
    if (mode === 'wal') return 'wal';
    return String(connection.pragma('journal_mode=DELETE', { simple: true }));
  } catch (error) {
    connection.close();
    throw error;
  }
}

function wrap(connection: SqliteConnection, journalMode: string, onDiskFull: () => void): LocalDatabase {
  const knex = knexOver(connection);
  const runner = connection.transaction((inner: () => unknown) => inner());
  const translated = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      const failure = translateSqliteError(error);
      if (isDatabaseFailure(failure, 'DISK_FULL')) onDiskFull();
      throw failure;
    }
  };
  return {
    knex,
    connection,
    journalMode,
    changes: new ChangeHub(),
    write: <T>(work: () => T) => translated(() => runner.immediate(work) as T),
    read: translated,
    close: async () => {
      await knex.destroy();
      if (connection.open) connection.close();
    },
  };
}

async function migrate(knex: Knex, { migrations, onlyGrows }: FileProfile): Promise<void> {
  const config: Knex.MigratorConfig = {
    migrationSource: new StaticMigrationSource(migrations),
    disableMigrationsListValidation: onlyGrows,
  };
  if (await knex.schema.hasTable('knex_migrations')) {
    const known = new Set(migrations.map((migration) => migration.name));
    const applied = await knex<{ name: string }>('knex_migrations').select('name');
    const newer = applied.filter(({ name }) => !known.has(name)).length;
    if (newer > 0 && !onlyGrows) throw new LocalDatabaseError('NEWER_SCHEMA');
    if (applied.length - newer === known.size) return;
    // One process owns the file, so a lock that is still set is left from a process that was killed while migrating.
    await knex.migrate.forceFreeMigrationsLock(config);
  }
  await knex.migrate.latest(config);
}
