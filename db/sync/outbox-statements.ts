import type { MutationResult } from '@hallowerk/contract/sync/pull.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import type { OutboxRow, ResultRow } from './outbox-row.ts';
import type { DeviceIdentity } from './outbox.repository.ts';

const KEEP_RESULTS_MILLISECONDS = 14 * 86_400_000;
const COLUMNS = 'n, uid, kind, ver, args, deps, edit_ts, offset_ms';

/** The outbox's SQL. Callers bring transactions and translate errors. */
export class OutboxStatements {
  readonly #s;

  constructor(connection: SqliteConnection) {
    const prepare = connection.prepare.bind(connection);
    this.#s = {
      identity: prepare<DeviceIdentity>('select device as deviceId, user as userId, epoch_ok as epochOk from ident'),
      setIdentity: prepare('insert or replace into ident (one, device, user, epoch_ok) values (1, ?, ?, ?)'),
      known: prepare<number>('select 1 from outbox where uid = ? union all select 1 from result where uid = ?').pluck(),
      next: prepare<number>(`select seq + 1 from sqlite_sequence where name = 'outbox'`).pluck(),
      taken: prepare<number>('select 1 from outbox where n = ?').pluck(),
      insert: prepare(`insert or ignore into outbox (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)`),
      pending: prepare<OutboxRow>('select * from outbox where status is null order by n limit ?'),
      unsettled: prepare<OutboxRow>('select * from outbox order by n limit ?'),
      waiting: prepare<number>('select count(*) from outbox where status is null').pluck(),
      oldest: prepare<string>('select edit_ts from outbox where status is null order by n limit 1').pluck(),
      load: prepare<{ items: number; bytes: number }>(
        'select count(*) as items, coalesce(sum(octet_length(args) + octet_length(deps)), 0) as bytes from outbox',
      ),
      answer: prepare('update outbox set status = ?, code = ?, answered_at = ? where uid = ?'),
      reset: prepare('update outbox set status = null, code = null, answered_at = null where uid = ?'),
      remember: prepare(
        `insert or replace into result (${COLUMNS}, status, code, at)
         select ${COLUMNS}, ?, ?, ? from outbox where uid = ?`,
      ),
      keep: prepare(
        `insert or ignore into result (${COLUMNS}, status, code, at, shown) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      remove: prepare('delete from outbox where uid = ?'),
      result: prepare<ResultRow>('select * from result where uid = ?'),
      removeResult: prepare('delete from result where uid = ?'),
      forget: prepare(`delete from result where at < ? and (status in ('ok', 'noop') or shown = 1)`),
      refused: prepare<ResultRow>(
        `select * from result where status in ('rejected', 'parked') and shown = 0 order by n, uid`,
      ),
      refusedCount: prepare<number>(
        `select count(*) from result where status in ('rejected', 'parked') and shown = 0`,
      ).pluck(),
      settledUids: prepare<string>(`select uid from result where status in ('ok', 'noop') order by n, uid`).pluck(),
      dismiss: prepare('update result set shown = 1 where uid = ?'),
      preferences: prepare<{ key: string; value: string }>('select key, value from preference order by key'),
      setPreference: prepare('insert or replace into preference (key, value) values (?, ?)'),
      removePreference: prepare('delete from preference where key = ?'),
    };
  }

  identity = (): DeviceIdentity | null => this.#s.identity.get() ?? null;
  setIdentity = ({ deviceId, userId, epochOk }: DeviceIdentity): void => {
    this.#s.setIdentity.run(deviceId, userId, epochOk);
  };

  /** Waiting, or answered and remembered. */
  known = (uid: string): boolean => this.#s.known.get(uid, uid) !== undefined;
  next = (): number => this.#s.next.get() ?? 1;

  /** Puts a change at its place in the queue, or at the end when that is taken. Does nothing when it is there. */
  insert(n: number, mutation: Mutation): void {
    const place = this.#s.taken.get(n) === undefined ? n : this.next();
    const { uid, kind, ver, args, deps, edit_ts: editedAt, offset_ms: offset } = mutation;
    this.#s.insert.run(place, uid, kind, ver, JSON.stringify(args ?? null), JSON.stringify(deps), editedAt, offset);
  }

  pending = (limit: number): OutboxRow[] => this.#s.pending.all(limit);
  unsettled = (limit: number): OutboxRow[] => this.#s.unsettled.all(limit);
  waiting = (): number => this.#s.waiting.get() ?? 0;
  oldest = (): string | null => this.#s.oldest.get() ?? null;
  load = (): { items: number; bytes: number } => this.#s.load.get() ?? { items: 0, bytes: 0 };

  answer([uid, status, code]: MutationResult, at: string): void {
    this.#s.answer.run(status, code, at, uid);
  }

  settle([uid, status, code]: MutationResult, at: string): void {
    this.#s.remember.run(status, code, at, uid);
    this.#s.remove.run(uid);
  }

  /** Accepted and put-away results go after 14 days; refused ones stay until the user has put them away. */
  forget(now: Date): void {
    this.#s.forget.run(new Date(now.getTime() - KEEP_RESULTS_MILLISECONDS).toISOString());
  }

  keep(row: ResultRow): void {
    const { n, uid, kind, ver, args, deps, edit_ts: editedAt, offset_ms: offset, status, code, at, shown } = row;
    this.#s.keep.run(n, uid, kind, ver, args, deps, editedAt, offset, status, code, at, shown);
  }

  result = (uid: string): ResultRow | null => this.#s.result.get(uid) ?? null;
  refused = (): ResultRow[] => this.#s.refused.all();
  refusedCount = (): number => this.#s.refusedCount.get() ?? 0;
  settledUids = (): string[] => this.#s.settledUids.all();

  dismiss(uid: string): void {
    this.#s.dismiss.run(uid);
  }

  /** Back into the queue without an answer. */
  requeue(n: number, mutation: Mutation): void {
    this.#s.reset.run(mutation.uid);
    this.#s.removeResult.run(mutation.uid);
    if (!this.known(mutation.uid)) this.insert(n, mutation);
  }

  preferences = (): { key: string; value: string }[] => this.#s.preferences.all();
  setPreference(key: string, value: string): void {
    this.#s.setPreference.run(key, value);
  }
  removePreference = (key: string): void => void this.#s.removePreference.run(key);
}
