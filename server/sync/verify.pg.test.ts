import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERIFY_VECTOR, type VerifyRequest, type VerifyResponse } from '@hallowerk/contract/sync/verify.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { candidateFixture, documentFixture, profileFixture } from '../testing/candidate-fixture.ts';
import type { SyncClient } from '../testing/sync-client.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { sliceOf, sumOf } from './slices.ts';
import { createVerifyService, type VerifyService } from './verify.service.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;

describe('slices', () => {
  it('makes of the row of the contract what the contract says', () => {
    expect(sliceOf(VERIFY_VECTOR.row.id)).toBe(VERIFY_VECTOR.slice);
    expect(String(sumOf(VERIFY_VECTOR.row))).toBe(VERIFY_VECTOR.sum);
    const { id, b, a } = VERIFY_VECTOR.row;
    expect(String(sumOf({ b: [b[0], { c: b[1].c, d: b[1].d }], a, id, left: undefined }))).toBe(VERIFY_VECTOR.sum);
  });
});

describe.each(databaseKinds())('comparing contents on %s', (kind) => {
  let world: SyncWorld;
  let service: VerifyService;
  let employer: SyncClient;
  const ids = Array.from({ length: 40 }, () => uuidv7());
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
    service = createVerifyService(world);
    const records = ids.map((id, index) =>
      candidateFixture({ id, visibleToEmployers: index % 4 !== 0, documents: [documentFixture(id, index % 2 === 0)] }),
    );
    await withTransaction(world.knex, (trx) => upsertCandidates(trx, records));
    employer = await world.user('EMPLOYER', OWN);
  });
  afterAll(() => world.close());

  const ask = (change: Partial<VerifyRequest> = {}): Promise<VerifyResponse> =>
    service.verify(employer.session, {
      ...{ v: 1, rid: randomUUID(), device: employer.session.deviceId },
      ...{ collections: { '1': 1, '3': 1 }, from: 0, to: 32 },
      ...change,
    });
  const all = async (): Promise<Record<string, string[]>> => {
    const sums: Record<string, string[]> = { '1': [], '3': [] };
    for (let from = 0; from < 256; from += 32) {
      const answer = await ask({ from, to: from + 32 });
      for (const [collection, part] of Object.entries(answer.sums)) sums[collection]?.push(...part);
    }
    return sums;
  };
  /** The same from what a device holds. */
  const held = (client: SyncClient): Record<string, string[]> => {
    const sums: Record<string, bigint[]> = { '1': Array(256).fill(0n), '3': Array(256).fill(0n) };
    for (const [key, row] of client.view()) {
      const [collection = '', id = ''] = key.split('|');
      const slices = sums[collection];
      if (slices) slices[sliceOf(id)] = (slices[sliceOf(id)] ?? 0n) ^ sumOf(row);
    }
    return Object.fromEntries(Object.entries(sums).map(([collection, part]) => [collection, part.map(String)]));
  };

  it('gives the sums that a complete device makes of its own rows', async () => {
    await employer.sync();
    const sums = await all();
    expect(sums).toEqual(held(employer));
    expect(new Set(sums['1']).size).toBeGreaterThan(15);
    const answer = await ask();
    expect(answer).toMatchObject({ v: 1, epoch: 1 });
    expect(answer.head).toBeLessThanOrEqual((await employer.page()).head);
  });

  it('differs in exactly the slice of a row whose content is another, whatever its revision says', async () => {
    await employer.sync();
    const before = await all();
    const id = ids[1] ?? '';
    await world.knex.raw('alter table candidate disable trigger sync_mark');
    await world
      .knex('candidate')
      .where({ id })
      .update({ profile: profileFixture({ oneLiner: 'stil gewijzigd' }) });
    await world.knex.raw('alter table candidate enable trigger sync_mark');
    expect((await employer.page()).ops).toEqual([]);
    const after = await all();
    const differing = after['1']?.flatMap((sum, slice) => (sum === before['1']?.[slice] ? [] : [slice]));
    expect(differing).toEqual([sliceOf(id)]);
    expect(after['3']).toEqual(before['3']);
    await world.knex('candidate').where({ id }).update({ profile: profileFixture() });
  });

  it('sums only what the user may see (S7)', async () => {
    const manager = await world.user('ACCOUNT_MANAGER', OWN);
    await manager.sync();
    await employer.sync();
    const { sums } = await ask({ collections: { '2': 1 } });
    expect(new Set(sums['2'])).toEqual(new Set(['0']));
    const other = await service.verify(manager.session, {
      ...{ v: 1, rid: randomUUID(), device: manager.session.deviceId },
      ...{ collections: { '2': 1 }, from: 0, to: 32 },
    });
    expect(new Set(other.sums['2']).size).toBeGreaterThan(1);
  });

  it('leaves out a collection it does not know, and refuses what it cannot compare', async () => {
    expect((await ask({ collections: { '99': 1 } })).sums).toEqual({});
    await expect(ask({ collections: { '1': 9 } })).rejects.toMatchObject({ status: 426, code: 'projection' });
    await expect(ask({ v: 9 })).rejects.toMatchObject({ status: 426, code: 'protocol' });
    await expect(ask({ from: 10, to: 10 })).rejects.toMatchObject({ status: 400 });
    await expect(ask({ from: 0, to: 200 })).rejects.toMatchObject({ status: 400 });
    await expect(ask({ device: randomUUID() })).rejects.toMatchObject({ status: 403 });
  });

  it('compares once at a time for a device', async () => {
    const [first, second] = await Promise.allSettled([ask(), ask()]);
    expect(first?.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { status: 503, code: 'verify_busy' } });
    await expect(ask()).resolves.toMatchObject({ v: 1 });
  });
});
