import Database from 'better-sqlite3-multiple-ciphers';
import knex, { type Knex } from 'knex';
import BetterSqlite3Client from 'knex/lib/dialects/better-sqlite3/index.js';
import type { SqliteConnection } from './sqlite-connection.ts';

/**
 * The only file that knows the driver. It opens one connection with a raw key, and hands that same connection to Knex, so
 * that both ways of using the database share one file handle and one page cache.
 */
export interface CipherFile {
  readonly file: string;
  /** 32 bytes, used as they are: the caller derives one key per file. */
  readonly key: Buffer;
  readonly format: CipherFormat;
}

/** Pages of 4096 bytes, each encrypted and authenticated; fixed for the life of a file (decision 0010). */
export type CipherFormat = keyof typeof FORMATS;
const FORMATS = {
  /** AES-256-CBC and HMAC-SHA-512, which other programs open as well. */
  'sqlcipher-4': [`cipher='sqlcipher'`, 'legacy=4'],
  /** AEGIS-256: three times as fast with the AES instructions of the processor. */
  'aegis-256': [`cipher='aegis'`, `algorithm='aegis-256'`],
} as const;

/** Opens or creates the file. Throws the driver's error (`SQLITE_NOTADB` for a wrong key); nothing is ever deleted here. */
export function openCipherFile({ file, key, format }: CipherFile): SqliteConnection {
  if (key.length !== 32) throw new RangeError('A database key has 32 bytes');
  const connection = new Database(file) as SqliteConnection;
  try {
    // Whoever opens waits and tries again without blocking the process (open-database.ts).
    connection.pragma('busy_timeout=100');
    for (const pragma of FORMATS[format]) connection.pragma(pragma);
    connection.pragma(`key="x'${key.toString('hex')}'"`);
    // The key is only used at the first read: without this line a wrong key would fail somewhere far away.
    connection.prepare('select count(*) from sqlite_master').get();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Knex over a connection that already exists and that Knex neither opens nor closes. */
export function knexOver(connection: SqliteConnection): Knex {
  class CipherClient extends BetterSqlite3Client {
    _driver(): unknown {
      return Database;
    }

    override async acquireRawConnection(): Promise<SqliteConnection> {
      return connection;
    }

    override async destroyRawConnection(): Promise<void> {
      // The connection belongs to openCipherFile's caller.
    }
  }
  return knex({
    client: CipherClient,
    connection: { filename: 'given' },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
}
