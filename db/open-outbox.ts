import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileSize, listAside, setAside, shred, type FileSystem } from './file-system.ts';
import { isSound, openOutbox, OUTBOX_NAME, type LocalDatabase, type OpenOptions } from './open-database.ts';
import { createReserve, type Reserve } from './reserve.ts';
import { isDatabaseFailure, LocalDatabaseError, translateSqliteError } from './sqlite-errors.ts';
import { foldJournal, type JournalState } from './sync/fold-journal.ts';
import { JOURNAL_NAME, OutboxJournal, readJournal } from './sync/outbox-journal.ts';
import { createOutboxRepository, outboxEntries, type OutboxRepository } from './sync/outbox.repository.ts';
import type { JournalContent } from './sync/journal-frame.ts';
import { OutboxStatements } from './sync/outbox-statements.ts';
import { salvageOutbox, type Salvage } from './sync/salvage-outbox.ts';
import { toMutation } from './sync/outbox-row.ts';

export interface OutboxStoreOptions extends Pick<OpenOptions, 'directory' | 'key' | 'wait'> {
  /** 32 bytes, another one than `key`. */
  readonly journalKey: Buffer;
  /**
   * Asked only when neither `outbox.db` nor `outbox.log` can be read: do these keys belong to this folder? Without a yes
   * nothing is moved and WRONG_KEY is thrown.
   */
  readonly keyProved?: () => Promise<boolean>;
  readonly fileSystem?: FileSystem;
  /** Size of the reserve; tests on small disks take less. */
  readonly reserveBytes?: number;
}

export interface OutboxStore {
  readonly repository: OutboxRepository;
  readonly database: LocalDatabase;
  /** Changes that the outbox had lost and that its log, or what was readable of the damaged file, gave back. */
  readonly recovered: number;
  /** Something was opened that an earlier run had written with these keys: they are right. */
  readonly keyProved: boolean;
  /** Names of files that were damaged and are kept until everything recovered has been sent. */
  readonly setAside: readonly string[];
  readonly reserve: Reserve;
  /** Ends the deletion of what had been set aside, and closes. */
  close(): Promise<void>;
}

/**
 * Opens the two copies of what the user changed, `outbox.db` and `outbox.log`, and makes them equal (sync §2.12, §2.14).
 * A damaged, missing or foreign copy is set aside and made anew from the other one. When only the log remains, waiting
 * and refused changes and the identity are there; lost are preferences and the memory of accepted changes, which only
 * a restored server would ask for.
 * @throws LocalDatabaseError WRONG_KEY (nothing was touched), DISK_FULL, IO
 */
export async function openOutboxStore(options: OutboxStoreOptions): Promise<OutboxStore> {
  const { directory } = options;
  try {
    await mkdir(directory, { recursive: true });
    const reserve = createReserve(directory, options.reserveBytes);
    reserve.restore();
    return await withRoom(reserve, () => openBoth(options, reserve));
  } catch (error) {
    throw translateSqliteError(error);
  }
}

async function openBoth(options: OutboxStoreOptions, reserve: Reserve): Promise<OutboxStore> {
  const log = readJournal({ directory: options.directory, key: options.journalKey });
  const state = foldJournal(log.entries);
  const aside: string[] = [];
  const { database, salvage, keyProved } = await openOrReplace(options, log, aside);
  try {
    const sql = database.read(() => new OutboxStatements(database.connection));
    const recovered = database.write(() => restore(sql, state, salvage));
    const journal = await openJournal(options, { log, state, sql, database, reserve, aside });
    return assemble(options, { database, journal, reserve, recovered, keyProved, aside });
  } catch (error) {
    await database.close();
    throw error;
  }
}

interface Parts {
  readonly database: LocalDatabase;
  readonly journal: OutboxJournal;
  readonly reserve: Reserve;
  readonly recovered: number;
  readonly keyProved: boolean;
  readonly aside: readonly string[];
}

function assemble({ directory }: OutboxStoreOptions, parts: Parts): OutboxStore {
  const { database, journal, reserve } = parts;
  let shredding: Promise<void> = Promise.resolve();
  const onEmpty = (): void => {
    const files = listAside(directory, [OUTBOX_NAME, JOURNAL_NAME]);
    // A file that cannot be deleted now is tried again the next time that everything has been sent.
    if (files.length > 0) shredding = Promise.allSettled(files.map(shred)).then(() => undefined);
  };
  return {
    repository: createOutboxRepository(database, { journal, reserve, onEmpty }),
    database,
    recovered: parts.recovered,
    keyProved: parts.keyProved,
    setAside: parts.aside.map((file) => basename(file)),
    reserve,
    async close() {
      await shredding;
      journal.close();
      await database.close();
    },
  };
}

interface Opened {
  readonly database: LocalDatabase;
  readonly salvage: Salvage | null;
  readonly keyProved: boolean;
}

async function openOrReplace(options: OutboxStoreOptions, log: JournalContent, aside: string[]): Promise<Opened> {
  const file = join(options.directory, OUTBOX_NAME);
  if ((await fileSize(file)) === 0) {
    // A first start, or a file that was lost. With frames that this key does not open it may well be a wrong key.
    if (log.entries.length === 0 && log.foreign > 0) await assertKey(options);
    if ((await fileSize(`${file}-wal`)) > 0) aside.push(await setAside(file));
    return { database: await openOutbox(options), salvage: null, keyProved: log.entries.length > 0 };
  }
  try {
    const database = await openOutbox(options);
    if (isWhole(database)) return { database, salvage: null, keyProved: true };
    await database.close();
  } catch (error) {
    if (!(error instanceof LocalDatabaseError) || (error.code !== 'CORRUPT' && error.code !== 'WRONG_KEY')) throw error;
    const doubtful = error.code === 'WRONG_KEY' || log.foreign > 0;
    if (doubtful && log.entries.length === 0) await assertKey(options, error);
  }
  const damaged = await setAside(file);
  aside.push(damaged);
  return { database: await openOutbox(options), salvage: salvageOutbox(damaged, options.key), keyProved: true };
}

async function assertKey({ keyProved }: OutboxStoreOptions, cause?: LocalDatabaseError): Promise<void> {
  if ((await keyProved?.()) !== true) throw new LocalDatabaseError('WRONG_KEY', { cause });
}

function isWhole(database: LocalDatabase): boolean {
  if (!isSound(database, 'full')) return false;
  const tables = new Set(
    database.read(() =>
      database.connection.prepare<string>(`select name from sqlite_master where type = 'table'`).pluck().all(),
    ),
  );
  return ['ident', 'outbox', 'result', 'preference'].every((table) => tables.has(table));
}

/** Puts into the outbox what only the log or the damaged file still knows; gives the number of waiting and refused ones. */
function restore(sql: OutboxStatements, log: JournalState, salvage: Salvage | null): number {
  let recovered = 0;
  // A change that goes back to waiting in a new epoch is in both or in neither, unless the database lost its end.
  const lostRequeue = (log.identity?.epochOk ?? 0) > (sql.identity()?.epochOk ?? 0);
  for (const row of salvage?.results ?? []) sql.keep(row);
  for (const { key, value } of salvage?.preferences ?? []) sql.setPreference(key, value);
  for (const { n, mutation, status, code, at } of log.refused.values()) {
    if (sql.known(mutation.uid)) continue;
    const { uid, kind, ver, args, deps, edit_ts, offset_ms } = mutation;
    const stored = {
      uid,
      kind,
      ver,
      args: JSON.stringify(args ?? null),
      deps: JSON.stringify(deps),
      edit_ts,
      offset_ms,
    };
    sql.keep({ ...stored, n, status, code, at, shown: 0 });
    recovered += 1;
  }
  const salvaged = (salvage?.waiting ?? [])
    .filter(({ uid }) => !log.gone.has(uid) && !log.refused.has(uid))
    .map((row) => ({ n: row.n, mutation: toMutation(row) }));
  for (const { n, mutation } of [...log.waiting.values(), ...salvaged].sort((one, other) => one.n - other.n)) {
    if (lostRequeue && sql.result(mutation.uid) !== null) sql.requeue(n, mutation);
    else if (sql.known(mutation.uid)) continue;
    else sql.insert(n, mutation);
    recovered += 1;
  }
  const identity = salvage?.identity ?? log.identity;
  if (sql.identity() === null && identity !== null) sql.setIdentity(identity);
  else if (lostRequeue && log.identity !== null) sql.setIdentity(log.identity);
  return recovered;
}

interface JournalParts {
  readonly log: JournalContent;
  readonly state: JournalState;
  readonly sql: OutboxStatements;
  readonly database: LocalDatabase;
  readonly reserve: Reserve;
  readonly aside: string[];
}

/** The log with exactly what the outbox holds: as it is when it says that, written anew otherwise. */
async function openJournal(options: OutboxStoreOptions, parts: JournalParts): Promise<OutboxJournal> {
  const { directory, journalKey: key, fileSystem } = options;
  const { log, state, sql, database } = parts;
  const file = join(directory, JOURNAL_NAME);
  const isLarger = (await fileSize(file)) > log.end;
  const isUnreadable = log.damaged || log.foreign > 0 || (log.entries.length === 0 && isLarger);
  // A torn end is what a power cut leaves of a change that nobody was told is saved; anything else is worth keeping.
  const kept = isUnreadable ? await setAside(file) : null;
  if (kept !== null) parts.aside.push(kept);
  const journal = new OutboxJournal({ directory, key, fileSystem }, kept === null ? log.end : 0);
  try {
    const entries = database.read(() => outboxEntries(sql));
    if (kept === null && says(state, log, entries.length, sql)) journal.takeBack(log.end, []);
    else await withRoom(parts.reserve, () => journal.rewrite(entries)).catch(ignoreFullDisk);
    return journal;
  } catch (error) {
    journal.close();
    throw error;
  }
}

/** Whether the log holds everything that the outbox does, and not much that is over. */
function says(state: JournalState, log: JournalContent, live: number, sql: OutboxStatements): boolean {
  if (log.entries[0]?.t !== 'head' || (state.identity === null) !== (sql.identity() === null)) return false;
  if (log.entries.length > 2 * live + 100) return false;
  return (
    sql.unsettled(-1).every(({ uid }) => state.waiting.has(uid)) &&
    sql.refused().every(({ uid }) => state.refused.has(uid))
  );
}

/** Without a second copy what is there can still be read and sent; new changes are refused until there is room. */
function ignoreFullDisk(error: unknown): void {
  if (!isDatabaseFailure(error, 'DISK_FULL')) throw error;
}

/** Tries again with the reserve when the disk is full. */
async function withRoom<T>(reserve: Reserve, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isDatabaseFailure(error, 'DISK_FULL') || !reserve.release()) throw error;
    return work();
  }
}
