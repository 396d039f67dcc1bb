import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../database/knex.ts';
import { withTransaction } from '../database/transaction.ts';
import { runAudit, runAuditVerify } from '../operations/run-audit.ts';
import { HOUR, plus } from '../security/clock.ts';
import { createKeys } from '../security/keys.ts';
import { createTestDatabase, databaseKinds, type TestDatabase } from '../testing/test-database.ts';
import { recordAudit } from './audit.repository.ts';
import { sealAudit, signHeads, verifyChains, type HeadProof } from './audit-chain.ts';

const NOW = new Date('2026-03-02T09:00:00.000Z');
const keys = createKeys('a-secret-that-only-this-test-uses-0123456789');
const [NORTH, SOUTH] = ['northern-town', 'southern-town'] as const;

describe.each(databaseKinds())('the chains of the audit trail on %s', (kind) => {
  let test: TestDatabase;
  let database: Database;
  let knex: Knex;
  let directory: string;
  let proof: HeadProof;
  beforeEach(async () => {
    test = await createTestDatabase(kind);
    database = await openDatabase(test.config);
    knex = database.knex;
    directory = mkdtempSync(join(tmpdir(), 'hallowerk-audit-'));
    proof = { keys, file: join(directory, 'heads.jsonl') };
  });
  afterEach(async () => {
    await database.close();
    await test.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  const record = (tenant: string, object: string) =>
    withTransaction(knex, (trx) =>
      recordAudit(trx, { actor: 'someone', action: 'VIEW', object, result: 'ok', detail: { field: 'x' }, tenant }),
    );
  const fill = async (tenant: string, count: number): Promise<void> => {
    for (let n = 1; n <= count; n += 1) await record(tenant, `candidate:${n}`);
  };
  /** As somebody would who owns the database. */
  async function behindTheBack(work: (knex: Knex) => Promise<unknown>): Promise<void> {
    const tables = ['audit_event', 'audit_chain', 'audit_head'];
    for (const table of tables) await knex.raw(`alter table ${table} disable trigger user`);
    await work(knex);
    for (const table of tables) await knex.raw(`alter table ${table} enable trigger user`);
  }
  const verdicts = async () =>
    Object.fromEntries(
      (await verifyChains(knex, proof)).map(({ tenant, fault, firstBroken }) => [
        tenant,
        fault && [fault, firstBroken],
      ]),
    );
  const seqOf = async (tenant: string, n: number): Promise<string> =>
    (await knex('audit_chain').where({ tenant, n }).first('seq')).seq;

  it('cannot be changed, emptied or truncated through the application', async () => {
    await fill(NORTH, 1);
    await signHeads(knex, proof, NOW);
    for (const table of ['audit_event', 'audit_chain', 'audit_head']) {
      await expect(knex(table).update({ tenant: SOUTH }), table).rejects.toThrow(/append-only/);
      await expect(knex(table).delete(), table).rejects.toThrow(/append-only/);
      await expect(knex.raw(`truncate ${table}`), table).rejects.toThrow(/append-only/);
    }
  });

  it('vanishes with the act when that is undone', async () => {
    const undone = withTransaction(knex, async (trx) => {
      await recordAudit(trx, { actor: 'someone', action: 'CHANGE', object: null, result: 'ok' });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await knex('audit_event')).toEqual([]);
  });

  it('finds the right line of the right municipality for every edit, removal, move and swap', async () => {
    const size = 12;
    await fill(NORTH, size);
    await fill(SOUTH, size);
    await sealAudit(knex);
    expect(await verdicts()).toEqual({ [NORTH]: null, [SOUTH]: null });
    const tampering = fc.record({
      tenant: fc.constantFrom(NORTH, SOUTH),
      n: fc.integer({ min: 1, max: size }),
      how: fc.constantFrom('actor', 'object', 'result', 'detail', 'origin', 'at', 'tenant', 'remove', 'remove both'),
    });
    await fc.assert(
      fc.asyncProperty(tampering, async ({ tenant, n, how }) => {
        await expect(
          knex.transaction(async (trx) => {
            for (const table of ['audit_event', 'audit_chain'])
              await trx.raw(`alter table ${table} disable trigger user`);
            const line = trx('audit_event').where({ seq: await seqIn(trx, tenant, n) });
            if (how.startsWith('remove')) await line.delete();
            else if (how === 'detail') await line.update({ detail: JSON.stringify({ field: 'y' }) });
            else if (how === 'at') await line.update({ at: NOW });
            else await line.update({ [how]: how === 'tenant' ? 'elsewhere' : 'changed' });
            if (how === 'remove both') await trx('audit_chain').where({ tenant, n }).delete();
            const result: { rows: { tenant: string; n: string | null }[] } = await trx.raw(
              'select t as tenant, audit_first_broken(t) as n from unnest(?::text[]) t',
              [[NORTH, SOUTH]],
            );
            const found = Object.fromEntries(result.rows.map((row) => [row.tenant, row.n && Number(row.n)]));
            const other = tenant === NORTH ? SOUTH : NORTH;
            // Without its last line a chain is whole: that is what the signed heads are for.
            expect(found).toEqual({ [tenant]: how === 'remove both' && n === size ? null : n, [other]: null });
            throw new Error('undo');
          }),
        ).rejects.toThrow('undo');
      }),
      { numRuns: 40 },
    );
  });
  const seqIn = async (trx: Knex, tenant: string, n: number): Promise<string> =>
    (await trx('audit_chain').where({ tenant, n }).first('seq')).seq;

  it('notices an end that was cut off after it was signed, also when the heads in the database went with it', async () => {
    await fill(NORTH, 5);
    await fill(SOUTH, 2);
    expect(await signHeads(knex, proof, NOW)).toMatchObject([
      { tenant: NORTH, n: 5 },
      { tenant: SOUTH, n: 2 },
    ]);
    await behindTheBack(async () => {
      const seqs = [await seqOf(NORTH, 4), await seqOf(NORTH, 5)];
      await knex('audit_chain').where({ tenant: NORTH }).where('n', '>', 3).delete();
      await knex('audit_event').whereIn('seq', seqs).delete();
      await knex('audit_head').delete();
    });
    expect(await verdicts()).toEqual({ [NORTH]: ['tail', 4], [SOUTH]: null });
    // New lines in the place of the old ones do not hide it.
    await fill(NORTH, 3);
    await sealAudit(knex);
    expect(await verdicts()).toEqual({ [NORTH]: ['head', 5], [SOUTH]: null });
  });

  it('notices a chain that was calculated anew, and a head that the server did not sign', async () => {
    await fill(NORTH, 4);
    await signHeads(knex, proof, NOW);
    await behindTheBack(async () => {
      await knex('audit_event').where({ object: 'candidate:2' }).update({ actor: 'nobody' });
      await knex('audit_chain').delete();
    });
    await sealAudit(knex);
    expect(await verdicts()).toEqual({ [NORTH]: ['head', 4] });
    const stranger = createKeys('another-secret-that-only-this-test-uses-012345');
    await behindTheBack((free) => free('audit_head').delete());
    writeFileSync(proof.file ?? '', '');
    await signHeads(knex, { ...proof, keys: stranger }, NOW);
    expect(await verdicts()).toEqual({ [NORTH]: ['signature', 4] });
  });

  it('signs a chain at once, then every hour when it grew, in the table and in the file', async () => {
    await fill(NORTH, 1);
    expect(await signHeads(knex, proof, NOW)).toHaveLength(1);
    await fill(NORTH, 2);
    expect(await signHeads(knex, proof, plus(NOW, HOUR - 1))).toEqual([]);
    expect(await signHeads(knex, proof, plus(NOW, HOUR))).toMatchObject([{ n: 3 }]);
    expect(await signHeads(knex, proof, plus(NOW, 3 * HOUR))).toEqual([]);
    expect(await knex('audit_head').orderBy('n').pluck('n')).toEqual(['1', '3']);
    expect(
      readFileSync(proof.file ?? '', 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(2);
    appendFileSync(proof.file ?? '', '{"tenant":\n');
    await expect(verifyChains(knex, proof)).rejects.toThrow(/Line 3/);
  });

  it(
    'seals everything of writers at the same time, once, and each municipality by itself',
    { timeout: 60_000 },
    async () => {
      const writers = 6;
      const each = kind === 'pglite' ? 25 : 150;
      let writing = true;
      const sealing = (async () => {
        while (writing) {
          await sealAudit(knex);
          // The embedded database answers in microtasks: without this nobody else would get a turn.
          await setImmediate();
        }
      })();
      await Promise.all(
        Array.from({ length: writers }, async (_, writer) => {
          for (let n = 0; n < each; n += 1) await record(writer % 2 === 0 ? NORTH : SOUTH, `candidate:${writer}-${n}`);
        }),
      );
      writing = false;
      await sealing;
      await sealAudit(knex);
      const half = (writers * each) / 2;
      expect(await verifyChains(knex, proof)).toMatchObject([
        { tenant: NORTH, lines: half, ok: true },
        { tenant: SOUTH, lines: half, ok: true },
      ]);
      expect(await sealAudit(knex)).toBe(0);
    },
  );

  it.runIf(kind === 'postgresql')('passes over what is not finished, and takes it in later', async () => {
    const open = await knex.transaction();
    await recordAudit(open, { actor: 'slow', action: 'VIEW', object: null, result: 'ok', tenant: NORTH });
    await record(NORTH, 'candidate:1');
    await sealAudit(knex);
    const before = await verifyChains(knex, proof);
    await open.commit();
    await sealAudit(knex);
    expect(before.every(({ ok }) => ok)).toBe(true);
    expect(await verifyChains(knex, proof)).toMatchObject([{ tenant: NORTH, lines: 2, ok: true }]);
  });

  it('is verified by municipality and named in the report; exit code 1 names the place', async () => {
    await knex('region').insert({ code: 'AM21', name: 'R' });
    const id = '018f0000-0000-7000-8000-000000000001';
    await knex('municipality').insert({ id, name: 'Utrecht', cbs_code: 'GM0344', region_code: 'AM21' });
    await fill(id, 3);
    await fill(SOUTH, 1);
    const reports: unknown[] = [];
    const verify = (code: string | null) =>
      runAuditVerify(knex, (report) => reports.push(report), { proof, code, now: NOW });
    expect(await verify('GM0344')).toBe(0);
    expect(reports.splice(0)).toMatchObject([
      { tenant: id, name: 'Utrecht', lines: 3, ok: true, firstBroken: null },
      { ok: true, chains: 1 },
    ]);
    await behindTheBack((free) => free('audit_event').where({ tenant: id, object: 'candidate:2' }).delete());
    expect(await verify(null)).toBe(1);
    expect(reports.splice(0)).toMatchObject([
      { tenant: id, ok: false, firstBroken: 2, fault: 'line' },
      { tenant: SOUTH, ok: true },
      { ok: false, chains: 2 },
    ]);
    expect(await knex('audit_check').where({ tenant: id }).first()).toMatchObject({ first_broken: '2', fault: 'line' });
    expect(await verify('GM9999')).toBe(1);
    expect(reports.splice(0)).toEqual([{ error: 'unknown tenant', tenant: 'GM9999' }]);
    expect(await runAudit(knex, (report) => reports.push(report), proof)).toBe(1);
    expect(reports).toMatchObject([{ ok: false, audit: { broken: [{ tenant: id, firstBroken: 2, fault: 'line' }] } }]);
  });
});
