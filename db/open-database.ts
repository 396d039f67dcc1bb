import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { ChangeHub } from './change-hub.ts';
import { knexOver, openCipherFile } from './cipher-client.ts';
import { CACHE_MIGRATIONS } from './migrations/cache/cache-migrations.ts';
import { StaticMigrationSource, type LocalMigration } from './migrations/migration-source.ts';
import { OUTBOX_MIGRATIONS } from './migrations/outbox/outbox-migrations.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { LocalDatabaseError, translateSqliteError } from './sqlite-errors.ts';

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
}

interface FileProfile {
  readonly name: string;
  readonly pageSize: number;
  readonly pragmas: readonly string[];
  readonly migrations: readonly LocalMigration[];
}

const CACHE: FileProfile = {
  name: 'cache.db',
  // Larger pages make filling about a sixth faster (search §4).
  pageSize: 16_384,
  pragmas: ['synchronous=NORMAL', 'cache_size=-65536'],
  migrations: CACHE_MIGRATIONS,
};

const OUTBOX: FileProfile = {
  name: 'outbox.db',
  pageSize: 4096,
  // FULL: a mutation that the user was told is saved survives a power cut.
  pragmas: ['synchronous=FULL'],
  migrations: OUTBOX_MIGRATIONS,
};

/**
 * Opens `cache.db`: everything in it comes from the server and can be rebuilt.
 * @throws LocalDatabaseError WRONG_KEY (nothing is deleted), CORRUPT, NEWER_SCHEMA, DISK_FULL, IO
 */
export function openCache(options: OpenOptions): Promise<LocalDatabase> {
  return openFile(CACHE, options);
}

/**
 * Opens `outbox.db`: the user's own unsent changes, identity and preferences. It cannot be rebuilt.
 * @throws LocalDatabaseError as openCache
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

/** Level 4 of sync §2.9: reads every page. Seconds for a large file; meant for the start after an unclean end. */
export function isSound(database: LocalDatabase): boolean {
  try {
    return database.read(() => database.connection.pragma('quick_check(1)', { simple: true })) === 'ok';
  } catch (error) {
    if (error instanceof LocalDatabaseError && error.code === 'CORRUPT') return false;
    throw error;
  }
}

async function openFile(profile: FileProfile, { directory, key }: OpenOptions): Promise<LocalDatabase> {
  let database: LocalDatabase | null = null;
  try {
    await mkdir(directory, { recursive: true });
    const connection = openCipherFile({ file: join(directory, profile.name), key, pageSize: profile.pageSize });
    database = wrap(connection, prepareConnection(connection, profile));
    await migrate(database.knex, profile.migrations);
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

function wrap(connection: SqliteConnection, journalMode: string): LocalDatabase {
  const knex = knexOver(connection);
  const runner = connection.transaction((inner: () => unknown) => inner());
  const translated = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw translateSqliteError(error);
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

async function migrate(knex: Knex, migrations: readonly LocalMigration[]): Promise<void> {
  const config: Knex.MigratorConfig = { migrationSource: new StaticMigrationSource(migrations) };
  if (await knex.schema.hasTable('knex_migrations')) {
    const known = new Set(migrations.map((migration) => migration.name));
    const applied = await knex<{ name: string }>('knex_migrations').select('name');
    if (applied.some(({ name }) => !known.has(name))) throw new LocalDatabaseError('NEWER_SCHEMA');
    if (applied.length === known.size) return;
    // One process owns the file, so a lock that is still set is left from a process that was killed while migrating.
    await knex.migrate.forceFreeMigrationsLock(config);
  }
  await knex.migrate.latest(config);
}
