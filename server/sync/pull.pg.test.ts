import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaseText } from '@hallowerk/contract/devices/device-order.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { CANARY, candidateFixture, documentFixture, profileFixture } from '../testing/candidate-fixture.ts';
import { oracle, type SyncClient } from '../testing/sync-client.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { checkIntegrity } from './integrity.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;
const PERSON = `${COLLECTIONS.person.number}`;
const CLEAN = { wrongCounters: 0, wrongEntries: 0, leftovers: 0 };

/** Of every row that he holds; his colleagues are those of the other tests. */
const collectionsOf = (client: SyncClient): readonly (string | undefined)[] =>
  [...client.view().keys()].map((key) => key.split('|')[0]).filter((collection) => collection !== PERSON);

describe.each(databaseKinds())('pull on %s', (kind) => {
  let world: SyncWorld;
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
  });
  afterAll(() => world.close());

  const write = (...records: ReturnType<typeof candidateFixture>[]) =>
    withTransaction(world.knex, (trx) => upsertCandidates(trx, records));
  const remove = (id: string) => withTransaction(world.knex, (trx) => trx('candidate').where({ id }).delete());

  it('gives an employer visible candidates of his region, and no byte of what is internal (S7)', async () => {
    const id = uuidv7();
    const documents = [documentFixture(id, true), documentFixture(id, false)];
    const visible = candidateFixture({ id, documents });
    const hidden = candidateFixture({ visibleToEmployers: false, profile: profileFixture({ about: CANARY }) });
    const elsewhere = candidateFixture({ regionCode: 'AM22', profile: profileFixture({ about: CANARY }) });
    await write(visible, hidden, elsewhere);
    const employer = await world.user('EMPLOYER', OWN);
    await employer.sync();
    const keys = [...employer.view().keys()];
    expect(keys.filter((key) => key.startsWith('1|'))).toEqual([`1|${id}`]);
    expect(keys.filter((key) => key.startsWith('3|'))).toEqual([`3|${documents[0]?.id}`]);
    expect(employer.received).not.toContain(CANARY);
    expect(employer.received).not.toContain('2611AB');
    expect(employer.received).not.toContain('1990-05-17');
    expect(employer.received).not.toContain('SITTING');
    for (const other of [hidden.id, elsewhere.id]) expect(employer.received).not.toContain(other);
    for (const record of [visible, hidden, elsewhere]) await remove(record.id);
  });

  it.each(['ACCOUNT_MANAGER', 'CASE_MANAGER', 'MUNICIPAL_ADMINISTRATOR'] as const)(
    'gives %s the case files of the own region and the cards of the connected one, without health data',
    async (role) => {
      const mine = candidateFixture({ visibleToEmployers: false, documents: [] });
      const card = candidateFixture({ regionCode: 'AM22' });
      const hidden = candidateFixture({ regionCode: 'AM22', visibleToEmployers: false });
      await write(mine, card, hidden);
      const manager = await world.user(role, [...OWN, { code: 'AM22', relation: 'connected' }]);
      await manager.sync();
      const candidates = [...manager.view().keys()].filter((key) => /^[12]\|/.test(key));
      expect(candidates).toEqual([`1|${card.id}`, `2|${mine.id}`]);
      expect(manager.view().get(`2|${mine.id}`)).toMatchObject({ email: mine.email, internal: mine.internal });
      expect(manager.received).not.toContain('LIFTING');
      expect(manager.received).not.toContain('takenAt');
      for (const record of [mine, card, hidden]) await remove(record.id);
    },
  );

  it('takes a candidate and his documents away when he is hidden, and keeps the favourite', async () => {
    const id = uuidv7();
    const record = candidateFixture({ id, documents: [documentFixture(id, true)] });
    await write(record);
    const employer = await world.user('EMPLOYER', OWN);
    await employer.push([world.favourite(id, true)]);
    await employer.sync();
    expect(collectionsOf(employer)).toEqual(['1', '3', '5', '7']);
    await write({ ...record, visibleToEmployers: false });
    const page = await employer.page();
    expect(page.ops.filter((op) => op[4] === 0)).toHaveLength(2);
    expect(collectionsOf(employer)).toEqual(['5', '7']);
    await write(record);
    await employer.sync();
    expect(employer.view()).toEqual(await oracle(world.knex, employer.session.userId));
    await remove(id);
  });

  it('says nothing when nothing changed, and the cursor stays short', async () => {
    const employer = await world.user('EMPLOYER', OWN);
    await employer.sync();
    const cursor = employer.cursor;
    const page = await employer.page();
    expect(page).toMatchObject({ ops: [], rows: {}, done: true });
    expect(page.scopes.every((scope) => !scope.reset)).toBe(true);
    expect(cursor?.length).toBeLessThan(120);
  });

  it('does not write a row again that did not change', async () => {
    const record = candidateFixture();
    expect(await write(record)).toEqual({ created: 1, changed: 0, unchanged: 0 });
    const employer = await world.user('EMPLOYER', OWN);
    await employer.sync();
    expect(await write(record)).toEqual({ created: 0, changed: 0, unchanged: 1 });
    expect((await employer.page()).ops).toEqual([]);
    expect(await write({ ...record, postcode: '2612CD' })).toEqual({ created: 0, changed: 1, unchanged: 0 });
    const health = { ...record, postcode: '2612CD', physicalCapacity: [] };
    await employer.sync();
    expect(await write(health)).toEqual({ created: 0, changed: 1, unchanged: 0 });
    expect((await employer.page()).ops).toEqual([]);
    await remove(record.id);
  });

  it('gives the same result whatever the size of a page', async () => {
    const records = Array.from({ length: 12 }, (_, index) => {
      const id = uuidv7();
      return candidateFixture({ id, documents: [documentFixture(id, index % 2 === 0)] });
    });
    await write(...records);
    const employer = await world.user('EMPLOYER', OWN);
    await employer.sync();
    for (let size = 1; size <= 20; size++) {
      const other = await world.device(employer.session.userId, 'EMPLOYER');
      await other.sync(size);
      expect(other.view()).toEqual(employer.view());
    }
    for (const record of records) await remove(record.id);
  });

  it('cuts a page by bytes, with at least one row on it', async () => {
    const records = Array.from({ length: 6 }, () =>
      candidateFixture({ profile: profileFixture({ about: 'x'.repeat(2000) }) }),
    );
    await write(...records);
    const employer = await world.user('EMPLOYER', OWN);
    const limit = { rows: 2000, bytes: 1024 };
    const first = await employer.page({ limit });
    expect(first.done).toBe(false);
    expect(first.ops.length).toBeGreaterThan(0);
    expect(JSON.stringify(first.rows).length).toBeLessThan(8000);
    await employer.sync(2000, { limit });
    expect(employer.view()).toEqual(await oracle(world.knex, employer.session.userId));
    for (const record of records) await remove(record.id);
  });

  it('drops a region that was taken away and fills one that was given, also for the user himself', async () => {
    const other = candidateFixture({ regionCode: 'AM23' });
    await write(other);
    const employer = await world.user('EMPLOYER', OWN);
    await employer.sync();
    const { userId } = employer.session;
    await withTransaction(world.knex, (trx) =>
      trx('user_region').where({ user_id: userId }).update({ region_code: 'AM23' }),
    );
    await employer.sync();
    expect(employer.view().has(`1|${other.id}`)).toBe(true);
    expect(employer.view().get(`7|${userId}`)).toMatchObject({ regionCodes: ['AM23'] });
    expect(employer.view()).toEqual(await oracle(world.knex, userId));
    await remove(other.id);
  });

  it('waits with a scope that the client wants later', async () => {
    const record = candidateFixture();
    await write(record);
    const employer = await world.user('EMPLOYER', OWN);
    const page = await employer.page({ lazy: ['reg:AM21:cand'] });
    expect(page.done).toBe(true);
    expect(page.scopes.find((scope) => scope.key === 'reg:AM21:cand')).toMatchObject({ cnt: 1, reset: false });
    expect(employer.view().has(`1|${record.id}`)).toBe(false);
    await employer.sync();
    expect(employer.view().has(`1|${record.id}`)).toBe(true);
    await remove(record.id);
  });

  it('starts a scope again when tombstones that the client did not see were pruned', async () => {
    const record = candidateFixture();
    await write(record);
    const employer = await world.user('EMPLOYER', OWN);
    await employer.sync();
    await remove(record.id);
    await world.knex.raw('select sync_prune((select head from sync_clock))');
    employer.resets = [];
    await employer.sync();
    expect(employer.resets).toContain('pruned');
    expect(employer.view()).toEqual(await oracle(world.knex, employer.session.userId));
  });

  it('starts everything again in another epoch, and for a cursor that is damaged', async () => {
    const employer = await world.user('EMPLOYER', OWN);
    await employer.sync();
    employer.resets = [];
    await world.knex.raw('select sync_new_epoch()');
    await employer.sync();
    expect(new Set(employer.resets)).toEqual(new Set(['epoch']));
    employer.resets = [];
    employer.cursor = `${employer.cursor?.slice(0, -3)}AAA`;
    await employer.sync();
    expect(new Set(employer.resets)).toEqual(new Set(['schema']));
  });

  it('asks for patience when the cursor is ahead of the database', async () => {
    const employer = await world.user('EMPLOYER', OWN);
    await employer.sync();
    await world.knex('sync_clock').update({ head: world.knex.raw('head - 100') });
    await expect(employer.page()).rejects.toMatchObject({ status: 503, code: 'replica_behind' });
    await world.knex('sync_clock').update({ head: world.knex.raw('head + 100') });
  });

  it('refuses another protocol, an unknown projection and a device of somebody else', async () => {
    const employer = await world.user('EMPLOYER', OWN);
    const other = await world.user('EMPLOYER', OWN);
    await expect(employer.page({ v: 2 })).rejects.toMatchObject({ status: 426 });
    await expect(employer.page({ collections: { '1': [7, 9] } })).rejects.toMatchObject({ status: 426 });
    for (const device of [randomUUID(), other.session.deviceId]) {
      await expect(employer.page({ device })).rejects.toMatchObject({ status: 403, code: 'device_unknown' });
    }
    await expect(employer.page({ collections: { '99': [1, 1] } })).resolves.toMatchObject({ done: true });
  });

  it('signs a lease of seven days for this user on this device', async () => {
    const employer = await world.user('EMPLOYER', OWN);
    const { lease } = await employer.page();
    if (lease === null) throw new Error('No lease');
    const { userId, deviceId } = employer.session;
    expect(lease.until).toBe('2026-03-09T09:00:00.000Z');
    const key = createPublicKey({ key: Buffer.from(world.keys.leasePublicKey, 'base64'), format: 'der', type: 'spki' });
    const signature = Buffer.from(lease.sig, 'base64');
    expect(verify(null, Buffer.from(leaseText(userId, deviceId, lease)), key, signature)).toBe(true);
    expect(verify(null, Buffer.from(leaseText(userId, randomUUID(), lease)), key, signature)).toBe(false);
  });

  it('leaves counters and entries equal to the view', async () => {
    expect(await checkIntegrity(world.knex)).toEqual(CLEAN);
  });

  it('refuses to empty a synchronised table behind its back', async () => {
    await expect(world.knex.raw('truncate candidate cascade')).rejects.toThrow(/TRUNCATE/);
  });
});
