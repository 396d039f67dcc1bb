import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../database/knex.ts';
import { withTransaction } from '../database/transaction.ts';
import { createTestDatabase, databaseKinds, type TestDatabase } from '../testing/test-database.ts';
import { firstBrokenSeal, recordAudit, sealAudit } from './audit.repository.ts';
import { runAudit } from '../operations/run-audit.ts';

describe.each(databaseKinds())('audit trail on %s', (kind) => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await createTestDatabase(kind);
    database = await openDatabase(test.config);
  });
  afterAll(async () => {
    await database.close();
    await test.drop();
  });
  const record = (object: string) =>
    withTransaction(database.knex, (trx) =>
      recordAudit(trx, { actor: 'someone', action: 'VIEW', object, result: 'ok', detail: { field: 'x' } }),
    );

  it('cannot be changed or emptied through the application', async () => {
    await record('candidate:1');
    await expect(database.knex('audit_event').update({ actor: 'nobody' })).rejects.toThrow(/append-only/);
    await expect(database.knex('audit_event').delete()).rejects.toThrow(/append-only/);
  });

  it('vanishes with the act when that is undone', async () => {
    const before = await database.knex('audit_event').count({ n: '*' }).first();
    const undone = withTransaction(database.knex, async (trx) => {
      await recordAudit(trx, { actor: 'someone', action: 'CHANGE', object: null, result: 'ok' });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await database.knex('audit_event').count({ n: '*' }).first()).toEqual(before);
  });

  it('tells at which line somebody changed it behind the back of the application', async () => {
    for (const n of [2, 3, 4]) await record(`candidate:${n}`);
    await sealAudit(database.knex);
    expect(await firstBrokenSeal(database.knex)).toBeNull();
    const reports: unknown[] = [];
    expect(await runAudit(database.knex, (report) => reports.push(report))).toBe(0);
    await database.knex.raw('alter table audit_event disable trigger audit_event_ro');
    await database.knex('audit_event').where({ object: 'candidate:3' }).update({ actor: 'nobody' });
    expect(await firstBrokenSeal(database.knex)).toBe(3);
    expect(await runAudit(database.knex, (report) => reports.push(report))).toBe(1);
    expect(reports).toMatchObject([{ ok: true }, { ok: false, audit: { brokenSeal: 3 } }]);
  });
});
