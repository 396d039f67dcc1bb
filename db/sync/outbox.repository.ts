import type * as z from 'zod';
import type { MutationResult } from '@hallowerk/contract/sync/pull.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import type { LocalDatabase } from '../open-database.ts';
import { toMutation, type OutboxRow } from './outbox-row.ts';

export type JSONValue = z.core.util.JSONType;

/** Who this installation is to the server. `epochOk`: the database timeline that all settled results belong to (§2.21). */
export interface DeviceIdentity {
  readonly deviceId: string | null;
  readonly userId: string | null;
  readonly epochOk: number | null;
}

export interface OutboxRepository {
  identity(): DeviceIdentity | null;
  setIdentity(identity: DeviceIdentity): void;
  /** Durable when it returns; adding the same uid again changes nothing. @throws LocalDatabaseError: it was not saved */
  add(mutation: Mutation): void;
  /** What still has to be pushed: no answer of the server yet. Oldest first. */
  pending(limit?: number): Mutation[];
  /** Everything that is not settled, pushed or not, oldest first: the overlay, and the `pending` ids of a pull. */
  unsettled(limit?: number): Mutation[];
  /** How many changes wait for sending. */
  waitingCount(): number;
  /** Answers to a push. The changes stay, and stay visible ahead of time, until a pull acknowledges them (C8). */
  recordResults(results: readonly MutationResult[], now: Date): void;
  /** Acknowledged changes leave the outbox and are remembered for 14 days. Repeatable. */
  settle(acks: readonly MutationResult[], now: Date): void;
  preferences(): Record<string, JSONValue>;
  setPreference(key: string, value: JSONValue): void;
}

const KEEP_RESULTS_MILLISECONDS = 14 * 86_400_000;

export function createOutboxRepository(database: LocalDatabase): OutboxRepository {
  const { connection } = database;
  const statements = {
    identity: connection.prepare<DeviceIdentity>(
      'select device as deviceId, user as userId, epoch_ok as epochOk from ident where one = 1',
    ),
    setIdentity: connection.prepare('insert or replace into ident (one, device, user, epoch_ok) values (1, ?, ?, ?)'),
    add: connection.prepare(
      `insert into outbox (uid, kind, ver, args, deps, edit_ts, offset_ms) values (?, ?, ?, ?, ?, ?, ?)
       on conflict (uid) do nothing`,
    ),
    pending: connection.prepare<OutboxRow>('select * from outbox where status is null order by n limit ?'),
    unsettled: connection.prepare<OutboxRow>('select * from outbox order by n limit ?'),
    waiting: connection.prepare<number>('select count(*) from outbox where status is null').pluck(),
    answer: connection.prepare('update outbox set status = ?, code = ?, answered_at = ? where uid = ?'),
    remember: connection.prepare(
      `insert or replace into result (uid, n, kind, ver, args, deps, edit_ts, offset_ms, status, code, at)
       select uid, n, kind, ver, args, deps, edit_ts, offset_ms, ?, ?, ? from outbox where uid = ?`,
    ),
    remove: connection.prepare('delete from outbox where uid = ?'),
    forget: connection.prepare('delete from result where at < ?'),
    preferences: connection.prepare<{ key: string; value: string }>('select key, value from preference order by key'),
    setPreference: connection.prepare('insert or replace into preference (key, value) values (?, ?)'),
  };

  return {
    identity: () => database.read(() => statements.identity.get() ?? null),
    setIdentity: ({ deviceId, userId, epochOk }) =>
      database.write(() => {
        statements.setIdentity.run(deviceId, userId, epochOk);
      }),
    add: ({ uid, kind, ver, args, deps, edit_ts: editedAt, offset_ms: offset }) =>
      database.write(() => {
        statements.add.run(uid, kind, ver, JSON.stringify(args ?? null), JSON.stringify(deps), editedAt, offset);
      }),
    pending: (limit = -1) => database.read(() => statements.pending.all(limit)).map(toMutation),
    unsettled: (limit = -1) => database.read(() => statements.unsettled.all(limit)).map(toMutation),
    waitingCount: () => database.read(() => statements.waiting.get() ?? 0),
    recordResults: (results, now) =>
      database.write(() => {
        for (const [uid, status, code] of results) statements.answer.run(status, code, now.toISOString(), uid);
      }),
    settle: (acks, now) =>
      database.write(() => {
        for (const [uid, status, code] of acks) {
          statements.remember.run(status, code, now.toISOString(), uid);
          statements.remove.run(uid);
        }
        statements.forget.run(new Date(now.getTime() - KEEP_RESULTS_MILLISECONDS).toISOString());
      }),
    preferences: () =>
      Object.fromEntries(
        database
          .read(() => statements.preferences.all())
          .map(({ key, value }) => [key, JSON.parse(value) as JSONValue]),
      ),
    setPreference: (key, value) =>
      database.write(() => {
        statements.setPreference.run(key, JSON.stringify(value));
      }),
  };
}
