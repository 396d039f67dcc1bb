import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import knex, { type Knex } from 'knex';
import { lockDirectory } from './embedded-lock.ts';

/** Where the data lives. `directory: null` keeps an embedded database in memory; `snapshot` starts it from a dump. */
export type DatabaseConfig =
  | { readonly kind: 'postgres'; readonly url: string; readonly poolSize?: number }
  | { readonly kind: 'embedded'; readonly directory: string | null; readonly snapshot?: Blob };

export interface Database {
  readonly kind: DatabaseConfig['kind'];
  readonly knex: Knex;
  close(): Promise<void>;
}

/** Session settings of sync §2.5: nobody waits long for the clock, nobody holds a transaction open. */
const SESSION_SETTINGS = `
  set timezone = 'UTC';
  set lock_timeout = '5s';
  set statement_timeout = '60s';
  set idle_in_transaction_session_timeout = '60s'`;

interface PgConnection {
  query(sql: string, done: (error: Error | null) => void): void;
}

function pool(size: { min: number; max: number }): Knex.PoolConfig {
  return {
    ...size,
    afterCreate: (connection: PgConnection, done: (error: Error | null, connection: PgConnection) => void) =>
      connection.query(SESSION_SETTINGS, (error) => done(error, connection)),
  };
}

/**
 * Opens PostgreSQL by address, or the embedded PGlite in a directory that no other process uses.
 *
 * PGlite has ONE connection: a query outside `trx` while a transaction is open waits for itself. It runs without fsync:
 * a store for demonstration and development; production is PostgreSQL.
 *
 * @throws {DatabaseInUseError} when another process holds the directory.
 */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  if (config.kind === 'postgres') {
    const db = knex({
      client: 'pg',
      connection: { connectionString: config.url, application_name: 'hallowerk-server' },
      pool: pool({ min: 0, max: config.poolSize ?? 10 }),
      acquireConnectionTimeout: 10_000,
    });
    return { kind: 'postgres', knex: db, close: () => db.destroy() };
  }
  return openEmbedded(config.directory, config.snapshot);
}

async function openEmbedded(directory: string | null, snapshot: Blob | undefined): Promise<Database> {
  const release = directory === null ? () => undefined : lockDirectory(directory);
  try {
    const dataDir = directory === null ? 'memory://' : join(directory, 'pgdata');
    if (directory !== null) mkdirSync(directory, { recursive: true, mode: 0o700 });
    const pglite = await PGlite.create({ dataDir, ...(snapshot ? { loadDataDir: snapshot } : {}) });
    const db = knex({
      client: 'pg',
      // A function, because Knex copies a plain object deeply and would copy the database with it.
      connection: () => createPgConfig(pglite) as unknown as Knex.PgConnectionConfig,
      pool: pool({ min: 1, max: 1 }),
      acquireConnectionTimeout: 60_000,
    });
    const close = async (): Promise<void> => {
      await db.destroy();
      await pglite.close();
      release();
    };
    return { kind: 'embedded', knex: db, close };
  } catch (error) {
    release();
    throw error;
  }
}
