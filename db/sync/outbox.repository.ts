import type * as z from 'zod';
import type { MutationResult } from '@hallowerk/contract/sync/pull.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import type { LocalDatabase } from '../open-database.ts';
import type { Reserve } from '../reserve.ts';
import { isDatabaseFailure, LocalDatabaseError } from '../sqlite-errors.ts';
import { addedUids, type JournalEntry } from './journal-frame.ts';
import type { OutboxJournal } from './outbox-journal.ts';
import { toMutation, type OutboxRow } from './outbox-row.ts';
import { OutboxStatements } from './outbox-statements.ts';

export type JSONValue = z.core.util.JSONType;

/** Who this installation is to the server. `epochOk`: the database timeline that all settled results belong to (§2.21). */
export interface DeviceIdentity {
  readonly deviceId: string | null;
  readonly userId: string | null;
  readonly epochOk: number | null;
}

/** A change that the server did not carry out and that the user has not put away. */
export interface RefusedLine {
  readonly uid: string;
  readonly kind: string;
  readonly ver: number;
  readonly args: unknown;
  readonly editedAt: string;
  readonly status: 'rejected' | 'parked';
  readonly code: MutationResult[2];
}

/** Sync §2.17: so much waits that nothing more is taken. */
export const MAX_OUTBOX_ITEMS = 1000;
export const MAX_OUTBOX_BYTES = 20 * 1024 * 1024;

export class OutboxFullError extends Error {
  override readonly name = 'OutboxFullError';

  constructor() {
    super(`The outbox holds ${MAX_OUTBOX_ITEMS} changes or ${MAX_OUTBOX_BYTES} bytes: nothing more is taken`);
  }
}

export interface OutboxRepository {
  identity(): DeviceIdentity | null;
  setIdentity(identity: DeviceIdentity): void;
  /**
   * Durable when it returns; adding the same uid again changes nothing.
   * @throws OutboxFullError, LocalDatabaseError: it was not saved, and will not come back either
   */
  add(mutation: Mutation): void;
  /** As `add`, for several: all of them or none. */
  addAll(mutations: readonly Mutation[]): void;
  /** Nothing more is taken (sync §2.17). */
  isFull(): boolean;
  /** What still has to be pushed: no answer of the server yet. Oldest first. */
  pending(limit?: number): Mutation[];
  /** Everything that is not settled, pushed or not, oldest first: the overlay, and the `pending` ids of a pull. */
  unsettled(limit?: number): Mutation[];
  /** How many changes wait for sending. */
  waitingCount(): number;
  /** When the oldest change that waits for sending was made, ISO 8601. */
  oldestWaitingAt(): string | null;
  /** Answers to a push. The changes stay, and stay visible ahead of time, until a pull acknowledges them (C8). */
  recordResults(results: readonly MutationResult[], now: Date): void;
  /**
   * Acknowledged changes leave the outbox. Accepted ones are remembered for 14 days, refused ones until the user puts
   * them away. Repeatable.
   */
  settle(acks: readonly MutationResult[], now: Date): void;
  /** Rejected and parked changes that were not put away, oldest first. */
  refused(): RefusedLine[];
  refusedCount(): number;
  /** Puts a refused change away. Unknown uids are no error. */
  dismiss(uid: string): void;
  /** Accepted changes of the last 14 days, oldest first: what a restored server may have forgotten (§2.21). */
  settledUids(): string[];
  /** Back to waiting, at their old places, and the new `epochOk` with it: all in one transaction. Unknown uids are none. */
  requeue(uids: readonly string[], epoch: number): void;
  preferences(): Record<string, JSONValue>;
  /** null takes it away, also on a full disk. */
  setPreference(key: string, value: JSONValue): void;
}

export interface OutboxSafety {
  /** null: no second copy (tests of other parts). */
  readonly journal: OutboxJournal | null;
  readonly reserve: Reserve | null;
  /** Nothing waits, and nothing is refused. */
  readonly onEmpty: () => void;
}

const NO_SAFETY: OutboxSafety = { journal: null, reserve: null, onEmpty: () => undefined };
/** A log may hold so much that is over before it is written anew. */
const MAX_STALE_BYTES = 1024 * 1024;

/** `openOutboxStore` (open-outbox.ts) gives it with its journal and reserve. */
export function createOutboxRepository(database: LocalDatabase, safety: OutboxSafety = NO_SAFETY): OutboxRepository {
  const sql = database.read(() => new OutboxStatements(database.connection));
  const { journal, reserve } = safety;

  /**
   * For writes that make the outbox smaller or tell what became of it. On a full disk they get the reserve, one by one,
   * and with the write-ahead log emptied in between, so that a little room is enough for many.
   */
  function drain<T>(items: readonly T[], work: (item: T) => void): void {
    // Not all at once when the reserve is being used: a large transaction that fails leaves its log behind.
    if (reserve?.spent !== true) {
      try {
        return database.write(() => items.forEach((item) => work(item)));
      } catch (error) {
        if (!isDatabaseFailure(error, 'DISK_FULL') || reserve?.release() !== true) throw error;
      }
    }
    for (const item of items) {
      database.read(() => database.connection.pragma('wal_checkpoint(TRUNCATE)'));
      database.write(() => work(item));
    }
  }

  /** First the log, then the outbox; when the second fails, the first is taken back. */
  function writeBoth(entries: readonly JournalEntry[], work: () => void): void {
    const mark = journal?.append(entries, { durable: true }) ?? 0;
    try {
      database.write(work);
    } catch (error) {
      journal?.takeBack(mark, addedUids(entries));
      throw error;
    }
  }

  function addAll(mutations: readonly Mutation[]): void {
    const added = mutations.filter(({ uid }) => !database.read(() => sql.known(uid)));
    const [only] = added;
    if (only === undefined) return;
    if (!hasRoomFor(added.length)) throw new OutboxFullError();
    if (reserve?.spent === true && !reserve.restore()) throw new LocalDatabaseError('DISK_FULL');
    const next = database.read(() => sql.next());
    const lines = added.map((mutation, at) => ({ n: next + at, mutation }));
    const entry: JournalEntry = lines.length === 1 ? { t: 'add', n: next, mutation: only } : { t: 'add-all', lines };
    try {
      writeBoth([entry], () => lines.forEach(({ n, mutation }) => sql.insert(n, mutation)));
    } catch (error) {
      // What waits must still get out; this change was refused and does not use the room.
      if (isDatabaseFailure(error, 'DISK_FULL')) reserve?.release();
      throw error;
    }
  }

  function hasRoomFor(more: number): boolean {
    const { items, bytes } = database.read(() => sql.load());
    return items + more <= MAX_OUTBOX_ITEMS && bytes < MAX_OUTBOX_BYTES;
  }

  function requeue(uids: readonly string[], epoch: number): void {
    const waiting = new Map(database.read(() => sql.unsettled(-1)).map((row) => [row.uid, row]));
    const rows = uids.flatMap((uid) => waiting.get(uid) ?? database.read(() => sql.result(uid)) ?? []);
    const lines = rows.map((row) => ({ n: row.n, mutation: toMutation(row) }));
    const identity = { deviceId: null, userId: null, ...database.read(() => sql.identity()), epochOk: epoch };
    const adds = lines.map(({ n, mutation }): JournalEntry => ({ t: 'add', n, mutation }));
    writeBoth([...adds, { t: 'identity', ...identity }], () => {
      for (const { n, mutation } of lines) sql.requeue(n, mutation);
      sql.setIdentity(identity);
    });
  }

  /** The log follows the outbox. Losing such a frame costs a repetition that the server answers from memory (S6). */
  function note(entry: JournalEntry): void {
    onJournal((log) => {
      log.append([entry], { durable: false });
      if (log.grown > MAX_STALE_BYTES) log.rewrite(database.read(() => outboxEntries(sql)));
    });
  }

  /** Something left the outbox. */
  function noteLeft(entry: JournalEntry): void {
    if (database.read(() => sql.load().items) > 0) return note(entry);
    reserve?.settled();
    if (database.read(sql.refusedCount) > 0) return note(entry);
    onJournal((log) => log.clear(identityEntry(database.read(sql.identity))));
    safety.onEmpty();
  }

  function onJournal(work: (log: OutboxJournal) => void): void {
    try {
      if (journal !== null) work(journal);
    } catch (error) {
      // The outbox itself has it. If the disk is out of order, the next change that is to be saved says so.
      if (!(error instanceof LocalDatabaseError)) throw error;
    }
  }

  return {
    identity: () => database.read(sql.identity),
    setIdentity: (identity) => {
      drain([identity], sql.setIdentity);
      note({ t: 'identity', ...identity });
    },
    add: (mutation) => addAll([mutation]),
    addAll,
    isFull: () => !hasRoomFor(1),
    pending: (limit = -1) => database.read(() => sql.pending(limit)).map(toMutation),
    unsettled: (limit = -1) => database.read(() => sql.unsettled(limit)).map(toMutation),
    waitingCount: () => database.read(sql.waiting),
    oldestWaitingAt: () => database.read(sql.oldest),
    recordResults: (results, now) => drain(results, (result) => sql.answer(result, now.toISOString())),
    settle(acks, now) {
      const at = now.toISOString();
      drain(acks, (ack) => sql.settle(ack, at));
      drain([now], (until) => sql.forget(until));
      if (acks.length > 0) noteLeft({ t: 'settled', results: acks, at });
    },
    refused: () => database.read(sql.refused).map(toRefused),
    refusedCount: () => database.read(sql.refusedCount),
    dismiss(uid) {
      drain([uid], (one) => sql.dismiss(one));
      noteLeft({ t: 'dismissed', uid });
    },
    settledUids: () => database.read(sql.settledUids),
    requeue,
    preferences: () =>
      Object.fromEntries(database.read(sql.preferences).map(({ key, value }) => [key, JSON.parse(value) as JSONValue])),
    setPreference(key, value) {
      if (value === null) drain([key], sql.removePreference);
      else database.write(() => sql.setPreference(key, JSON.stringify(value)));
    },
  };
}

/** The frames that stand for what the outbox holds now. */
export function outboxEntries(sql: OutboxStatements): JournalEntry[] {
  const refused = sql.refused();
  const adds = [...sql.unsettled(-1), ...refused].sort((one, other) => one.n - other.n).map(toAdd);
  const settled = refused.map(({ uid, status, code, at }): JournalEntry => ({
    t: 'settled',
    results: [[uid, status, code]],
    at,
  }));
  return [...identityEntry(sql.identity()), ...adds, ...settled];
}

function toAdd(row: OutboxRow): JournalEntry {
  return { t: 'add', n: row.n, mutation: toMutation(row) };
}

function identityEntry(identity: DeviceIdentity | null): JournalEntry[] {
  return identity === null ? [] : [{ t: 'identity', ...identity }];
}

function toRefused(row: OutboxRow & { readonly code: MutationResult[2] }): RefusedLine {
  const { uid, kind, ver, args, deps: _deps, edit_ts: editedAt, status, code } = row;
  return {
    uid,
    kind,
    ver,
    args: JSON.parse(args) as unknown,
    editedAt,
    status: status === 'parked' ? 'parked' : 'rejected',
    code,
  };
}
