import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';

export type Trx = Knex.Transaction;

/**
 * One write transaction at READ COMMITTED: at a stricter level the commit clock fails as soon as anyone else committed
 * (sync §2.5). Inside, use `trx` only: the embedded database has one connection and would wait for itself.
 */
export async function withTransaction<T>(knex: Knex, work: (trx: Trx) => Promise<T>): Promise<T> {
  // The embedded database answers in microtasks only: a loop of transactions would keep signals and requests waiting.
  await setImmediate();
  return knex.transaction(work, { isolationLevel: 'read committed' });
}

/** One consistent picture of the database, without any right to write (sync §2.7). */
export function withSnapshot<T>(knex: Knex, work: (trx: Trx) => Promise<T>): Promise<T> {
  return knex.transaction(work, { isolationLevel: 'repeatable read', readOnly: true });
}
