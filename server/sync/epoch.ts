import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import { API_PREFIX } from '@hallowerk/contract/http.ts';
import { withTransaction } from '../database/transaction.ts';
import { ProblemError } from '../http/problems.ts';
import { SECOND, type Clock } from '../security/clock.ts';

/** Identity and timeline of the database cluster: another after a dump was loaded elsewhere, a recovery or a fail-over. */
const FINGERPRINT = `(select system_identifier || ':' || timeline_id from pg_control_system(), pg_control_checkpoint())`;

/** A refused device asks again and again; the database is asked at most this often. */
const RECHECK = 2 * SECOND;

export interface RestoreGate {
  /**
   * Compares the database with the one that was last in use, and remembers it the first time. False when it is another:
   * it was restored or failed over, and positions may have gone back (sync §2.21).
   */
  check(): Promise<boolean>;
  /** @throws {ProblemError} 503 `restoring` until `restored` was run, by whichever process. */
  require(): Promise<void>;
}

export const restoring = (): ProblemError =>
  new ProblemError(
    503,
    'restoring',
    'De server is teruggezet vanuit een reservekopie en wordt gecontroleerd. Probeer het later opnieuw.',
    { retryAfterSeconds: 60 },
  );

/** `onChange` is told once when the gate closes and once when it opens again. */
export function createRestoreGate(deps: {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly onChange: (open: boolean) => void;
}): RestoreGate {
  let open = true;
  let checkedAt = 0;
  const check = async (): Promise<boolean> => {
    const before = open;
    open = await isKnownDatabase(deps.knex);
    checkedAt = deps.clock.now().getTime();
    if (open !== before) deps.onChange(open);
    return open;
  };
  return {
    check,
    require: async () => {
      if (open) return;
      if (deps.clock.now().getTime() - checkedAt < RECHECK || !(await check())) throw restoring();
    },
  };
}

async function isKnownDatabase(knex: Knex): Promise<boolean> {
  const read = async (): Promise<{ stored: string | null; current: string } | undefined> => {
    const result: { rows: { stored: string | null; current: string }[] } = await knex.raw(
      `select fingerprint as stored, ${FINGERPRINT} as current from sync_clock where realm = 1`,
    );
    return result.rows[0];
  };
  const found = await read();
  if (found?.stored !== null) return found?.stored === found?.current;
  await knex.raw(`update sync_clock set fingerprint = ${FINGERPRINT} where realm = 1 and fingerprint is null`);
  const stored = await read();
  return stored?.stored === stored?.current;
}

/** Closes everything under `/sync/` while the database is not the known one, before session and body are looked at. */
export function registerRestoreGate(app: FastifyInstance, gate: RestoreGate): void {
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.url?.startsWith(`${API_PREFIX}/sync/`)) await gate.require();
  });
}

/** Positions of an epoch are below 2^42, and all of them together below 2^53 (sync §2.1). */
export const MAX_EPOCH = 2047;

/**
 * Another life of the database begins: every device compares all it holds and sends again what got lost (sync §2.21).
 * `atLeast`: the counter is in the backup too, so a backup that is restored a second time would begin the same life again.
 * Gives the number of the epoch.
 */
export async function beginEpoch(knex: Knex, atLeast = 0): Promise<number> {
  if (atLeast > MAX_EPOCH) throw new RangeError(`There are ${MAX_EPOCH} epochs`);
  return withTransaction(knex, async (trx) => {
    let epoch = 0;
    do {
      const result: { rows: { epoch: number }[] } = await trx.raw('select sync_new_epoch() as epoch');
      epoch = Number(result.rows[0]?.epoch);
    } while (epoch < atLeast);
    return epoch;
  });
}
