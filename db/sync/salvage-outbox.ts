import { openCipherFile } from '../cipher-client.ts';
import { OUTBOX_FORMAT } from '../open-database.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import { LocalDatabaseError, translateSqliteError } from '../sqlite-errors.ts';
import type { OutboxRow, ResultRow } from './outbox-row.ts';
import type { DeviceIdentity } from './outbox.repository.ts';

/** What could still be read of a damaged `outbox.db`. Every page is authenticated, so what is read is what was written. */
export interface Salvage {
  readonly identity: DeviceIdentity | null;
  readonly waiting: readonly OutboxRow[];
  readonly results: readonly ResultRow[];
  readonly preferences: readonly { readonly key: string; readonly value: string }[];
}

const NOTHING: Salvage = { identity: null, waiting: [], results: [], preferences: [] };

/** Reads row by row until a damaged page ends each table. Never throws over damage. */
export function salvageOutbox(file: string, key: Buffer): Salvage {
  let connection: SqliteConnection;
  try {
    connection = openCipherFile({ file, key, format: OUTBOX_FORMAT });
  } catch (error) {
    return orElse(error, NOTHING);
  }
  try {
    const read = <T>(sql: string): T[] => rowsOf<T>(connection, sql);
    const [identity = null] = read<DeviceIdentity>(
      'select device as deviceId, user as userId, epoch_ok as epochOk from ident',
    );
    return {
      identity,
      waiting: read('select * from outbox order by n'),
      results: read('select * from result order by rowid'),
      preferences: read('select key, value from preference order by rowid'),
    };
  } finally {
    connection.close();
  }
}

function rowsOf<T>(connection: SqliteConnection, sql: string): T[] {
  const rows: T[] = [];
  try {
    for (const row of connection.prepare<T>(sql).iterate()) rows.push(row);
  } catch (error) {
    return orElse(error, rows);
  }
  return rows;
}

/** `value` when the file is the problem; a mistake of ours is thrown on. */
function orElse<T>(error: unknown, value: T): T {
  const failure = translateSqliteError(error);
  const missingTable = error instanceof Error && /no such (table|column)|malformed/.test(error.message);
  if (failure instanceof LocalDatabaseError || missingTable) return value;
  throw error;
}
