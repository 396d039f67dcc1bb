import { describe, expect, it } from 'vitest';
import { openTestDatabase, type WiredCache } from '#db/testing/open-test-database.ts';
import { withTransaction } from '../server/database/transaction.ts';
import { erasePerson } from '../server/privacy/erase-person.ts';
import { MARK, markedPerson } from '../server/testing/marked-person.ts';
import { SyncWorld } from '../server/testing/sync-world.ts';
import { databaseKinds } from '../server/testing/test-database.ts';
import { PredictingDevice } from './model/predicting-device.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;

/** Tables of the decrypted cache in which one of the texts stands, as text or as bytes. */
function tablesOfCache({ connection }: WiredCache['database'], texts: readonly string[]): string[] {
  const tables = connection
    .prepare<[string]>(`select name from sqlite_master where type = 'table' and sql not like '%virtual%'`)
    .raw()
    .all()
    .map(([name]) => name);
  return tables.filter((table) => {
    const rows = connection.prepare<unknown[]>(`select * from "${table}"`).raw().all();
    const values = rows.flat().map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)));
    return values.some((value) => texts.some((text) => value.toLowerCase().includes(text)));
  });
}

describe.each(databaseKinds())('a device of somebody who looked at an erased candidate, server on %s', (kind) => {
  it('keeps nothing that leads to him in its cache after the next sync', { timeout: 120_000 }, async () => {
    const world = await SyncWorld.open(kind);
    const test = await openTestDatabase();
    const client = await world.user('ACCOUNT_MANAGER', OWN);
    const person = await markedPerson(world, { userId: client.session.userId, now: world.clock.now() });
    // Its vacancy is of this test only, and no whole one.
    await withTransaction(world.knex, (trx) => trx('vacancy').delete());
    const device = new PredictingDevice({ world, client, candidates: [person.id], skew: 0, test });
    try {
      await device.fill();
      expect(tablesOfCache(test.database, [MARK])).toContain('row');
      const erasure = { candidateId: person.id, cause: 'REQUEST', by: 'system', now: world.clock.now() } as const;
      await withTransaction(world.knex, (trx) => erasePerson(trx, world.keys, erasure));
      // The next pull; `sync` would also hold what it shows against its own predictions.
      await device.fill();
      // As the engine does in the quiet after a round: words of who left go from the text index.
      for (const slice of test.cache.maintain()) void slice;
      expect(tablesOfCache(test.database, [MARK, person.id])).toEqual([]);
    } finally {
      await device.close();
      await world.close();
    }
  });
});
