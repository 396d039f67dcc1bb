import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CandidateRecord } from '../candidates/candidate-record.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { DAY, MINUTE } from '../security/clock.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import type { SyncClient } from '../testing/sync-client.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { runMutation } from './mutations.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;

describe.each(databaseKinds())('push on %s', (kind) => {
  let world: SyncWorld;
  const visible = candidateFixture();
  const hidden = candidateFixture({ visibleToEmployers: false });
  const write = (...records: CandidateRecord[]) => withTransaction(world.knex, (trx) => upsertCandidates(trx, records));
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
    await write(visible, hidden);
  });
  afterAll(() => world.close());

  const favourites = async (client: SyncClient): Promise<unknown[]> => {
    await client.sync();
    return [...client.view()]
      .filter(([key]) => key.startsWith('5|'))
      .map(([, row]) => (row as { candidateId: string }).candidateId);
  };

  it('executes a mutation once, however often it is sent (S6)', async () => {
    const client = await world.user('EMPLOYER', OWN);
    const mutation = world.favourite(visible.id, true);
    const first = await client.push([mutation]);
    expect(first.results).toEqual([[mutation.uid, 'ok', null]]);
    await client.push([world.favourite(visible.id, false)]);
    expect((await client.push([mutation])).results).toEqual(first.results);
    expect((await client.push([mutation, mutation])).results).toEqual([...first.results, ...first.results]);
    expect(await favourites(client)).toEqual([]);
  });

  it('shows effect and acknowledgement in the same answer (S5)', async () => {
    const client = await world.user('EMPLOYER', OWN);
    const mutation = world.favourite(visible.id, true);
    await client.push([mutation]);
    const page = await client.page({ pending: [mutation.uid, randomUUID()] });
    expect(page.acks).toEqual([[mutation.uid, 'ok', null]]);
    expect(page.ops.some((op) => op[1] === 5)).toBe(true);
  });

  it('answers the same for a candidate that is hidden and one that does not exist (S7)', async () => {
    const client = await world.user('EMPLOYER', OWN);
    const outcome = async (candidate: string, on: boolean) =>
      (await client.push([world.favourite(candidate, on)])).results[0]?.slice(1);
    expect(await outcome(hidden.id, true)).toEqual(['rejected', 'not_available']);
    expect(await outcome(randomUUID(), true)).toEqual(['rejected', 'not_available']);
    expect(await outcome(hidden.id, false)).toEqual(await outcome(randomUUID(), false));
    const manager = await world.user('ACCOUNT_MANAGER', OWN);
    expect((await manager.push([world.favourite(hidden.id, true)])).results[0]?.[1]).toBe('ok');
  });

  it('never tells one user the result of another (S7)', async () => {
    const [one, other] = [await world.user('EMPLOYER', OWN), await world.user('EMPLOYER', OWN)];
    const mutation = world.favourite(visible.id, true);
    await one.push([mutation]);
    expect((await other.push([mutation])).results).toEqual([[mutation.uid, 'rejected', 'not_available']]);
    expect((await other.page({ pending: [mutation.uid] })).acks).toEqual([]);
    expect(await favourites(other)).toEqual([]);
  });

  it('lets the last writer win, in whatever order the devices arrive', async () => {
    const laptop = await world.user('EMPLOYER', OWN);
    const desktop = await world.device(laptop.session.userId, 'EMPLOYER');
    await desktop.push([world.favourite(visible.id, true, 1 * MINUTE)]);
    expect((await laptop.push([world.favourite(visible.id, false, 2 * MINUTE)])).results[0]?.[1]).toBe('noop');
    expect(await favourites(laptop)).toEqual([visible.id]);
  });

  it('remembers a removal, also one that comes before the addition it follows', async () => {
    const laptop = await world.user('EMPLOYER', OWN);
    const desktop = await world.device(laptop.session.userId, 'EMPLOYER');
    await laptop.push([world.favourite(visible.id, false, 1 * MINUTE)]);
    expect((await desktop.push([world.favourite(visible.id, true, 2 * MINUTE)])).results[0]?.[1]).toBe('noop');
    expect(await favourites(desktop)).toEqual([]);
  });

  it('gives no advantage to a clock that runs ahead', async () => {
    const client = await world.user('EMPLOYER', OWN);
    await client.push([world.favourite(visible.id, true, -10 * DAY)]);
    world.clock.advance(MINUTE);
    expect((await client.push([world.favourite(visible.id, false)])).results[0]?.[1]).toBe('ok');
    expect(await favourites(client)).toEqual([]);
  });

  it('refuses by code what is unknown, wrong, too old, or follows something that failed', async () => {
    const client = await world.user('EMPLOYER', OWN);
    const failed = world.favourite(hidden.id, true);
    const result = await client.push([
      world.favourite(visible.id, true, 0, { kind: 'candidate.delete' }),
      world.favourite(visible.id, true, 0, { kind: 'toString' }),
      world.favourite(visible.id, true, 0, { ver: 9 }),
      world.favourite(visible.id, true, 0, { args: { candidate: 'x' } }),
      world.favourite(visible.id, true, 0, { kind: 'note.create', args: { text: { length: { valueOf: 1 } } } }),
      world.favourite(visible.id, true, 61 * DAY),
      failed,
      world.favourite(visible.id, true, 0, { deps: [failed.uid] }),
      world.favourite(visible.id, true, 0, { deps: [randomUUID()] }),
    ]);
    const codes = result.results.map((item) => item[2]);
    expect(codes).toEqual([
      'unsupported',
      'unsupported',
      'unsupported',
      'invalid',
      'invalid',
      'too_old',
      'not_available',
      'depends',
      'depends',
    ]);
    expect(await favourites(client)).toEqual([]);
  });

  it('runs what follows something that succeeded', async () => {
    const client = await world.user('EMPLOYER', OWN);
    const first = world.favourite(visible.id, true, MINUTE);
    const second = world.favourite(visible.id, false, 0, { deps: [first.uid] });
    expect((await client.push([first, second])).results.map((item) => item[1])).toEqual(['ok', 'ok']);
  });

  it('parks what fails unexpectedly, undoes its half, keeps its text encrypted, and goes on', async () => {
    const failing = new Set<string>();
    const run: typeof runMutation = async (context, mutation) => {
      const status = await runMutation(context, mutation);
      if (!failing.has(JSON.stringify(mutation.args))) return status;
      throw new TypeError('a fault in a handler');
    };
    const client = await world.user('EMPLOYER', OWN, run);
    const other = candidateFixture();
    await write(other);
    const first = world.favourite(visible.id, true);
    const broken = world.favourite(other.id, true, 0, { deps: [first.uid] });
    failing.add(JSON.stringify(broken.args));
    const last = world.favourite(visible.id, true);
    const { results } = await client.push([first, broken, last]);
    expect(results.map((item) => item[1])).toEqual(['ok', 'parked', 'noop']);
    expect(await favourites(client)).toEqual([visible.id]);
    expect(world.parked).toEqual(['favourite.set']);
    const parked = await world.knex('sync_parked').where({ uid: broken.uid }).first();
    expect(parked.payload.includes(other.id)).toBe(false);
    expect(JSON.parse(world.keys.open('parked-mutation', broken.uid, parked.payload).toString())).toEqual(broken);
    expect((await client.push([broken])).results[0]?.[1]).toBe('parked');
  });

  it('records nothing when the database asks to try again', async () => {
    let failures = 1;
    const run: typeof runMutation = async (context, mutation) => {
      if (failures-- > 0) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
      return runMutation(context, mutation);
    };
    const client = await world.user('EMPLOYER', OWN, run);
    const mutation = world.favourite(visible.id, true);
    await expect(client.push([mutation])).rejects.toMatchObject({ status: 503 });
    expect((await client.push([mutation])).results[0]?.[1]).toBe('ok');
  });

  it('refuses a blocked user, and a device that is not his', async () => {
    const client = await world.user('EMPLOYER', OWN);
    const other = await world.user('EMPLOYER', OWN);
    const services = world.services();
    const request = {
      v: 1,
      rid: '12345678',
      device: other.session.deviceId,
      mutations: [world.favourite(visible.id, true)],
    };
    await expect(services.push.push(client.session, request)).rejects.toMatchObject({ status: 403 });
    await world.knex('app_user').where({ id: client.session.userId }).update({ state: 'BLOCKED' });
    await expect(client.push([world.favourite(visible.id, true)])).rejects.toMatchObject({ status: 401 });
    await expect(client.page()).rejects.toMatchObject({ status: 401 });
  });
});
