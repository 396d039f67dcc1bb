import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PullRequest, PullResponse } from '@hallowerk/contract/sync/pull.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { MINUTE } from '../security/clock.ts';
import { candidateFixture, documentFixture, profileFixture } from '../testing/candidate-fixture.ts';
import type { SyncClient } from '../testing/sync-client.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { createPullService, type PullFacts } from './pull.service.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;

describe.each(databaseKinds())('running pulls on %s', (kind) => {
  let world: SyncWorld;
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
  });
  afterAll(() => world.close());

  const write = (...records: ReturnType<typeof candidateFixture>[]) =>
    withTransaction(world.knex, (trx) => upsertCandidates(trx, records));
  const remove = (...ids: string[]) =>
    withTransaction(world.knex, (trx) => trx('candidate').whereIn('id', ids).delete());
  const raw = (client: SyncClient, change: Partial<PullRequest>): Promise<PullResponse> =>
    world.services().pull.pull(client.session, client.request(change));

  it('sends some collections alone, in pages, with a cursor of their own', async () => {
    const ids = Array.from({ length: 5 }, () => uuidv7());
    await write(...ids.map((id) => candidateFixture({ id, documents: [documentFixture(id, true)] })));
    const employer = await world.user('EMPLOYER', OWN);
    await employer.sync();
    const ordinary = employer.cursor;

    const seen = new Set<string>();
    let cursor: string | null = null;
    for (let done = false; !done;) {
      const answer: PullResponse = await raw(employer, {
        ...{ only: [3], cursor, pending: [randomUUID()] },
        limit: { rows: 2, bytes: 524_288 },
      });
      expect(answer.ops.every((op) => op[1] === 3)).toBe(true);
      expect(Object.keys(answer.rows)).toEqual(['3']);
      expect(answer.scopes).toHaveLength(6);
      for (const op of answer.ops) seen.add(op[2]);
      cursor = answer.cursor;
      done = answer.done;
    }
    expect(seen.size).toBe(5);
    expect(await raw(employer, { only: [3], cursor })).toMatchObject({ done: true, ops: [] });

    // A cursor of the other kind starts again instead of leaving a hole.
    for (const change of [{ cursor }, { only: [3], cursor: ordinary }, { only: [1, 3], cursor }]) {
      const answer = await raw(employer, change);
      expect(new Set(answer.scopes.map(({ why }) => why))).toEqual(new Set(['schema']));
      expect(answer.ops.length).toBeGreaterThanOrEqual(5);
    }
    await remove(...ids);
  });

  it('tells the outcome of a mutation only beside everything it may have changed (S5)', async () => {
    const record = candidateFixture();
    await write(record);
    const employer = await world.user('EMPLOYER', OWN);
    await employer.sync();
    const mutation = world.favourite(record.id, true);
    await employer.push([mutation]);
    expect((await raw(employer, { only: [1], cursor: null, pending: [mutation.uid] })).acks).toEqual([]);
    const page = await employer.page({ pending: [mutation.uid] });
    expect(page.acks).toEqual([[mutation.uid, 'ok', null]]);
    expect(page.ops.filter((op) => op[1] === 5)).toHaveLength(1);
    await remove(record.id);
  });

  it('answers from one statement when nothing changed, and never when something did', async () => {
    const employer = await world.user('EMPLOYER', OWN);
    const facts: PullFacts[] = [];
    const { knex, clock, keys } = world;
    const service = createPullService({ knex, clock, keys, onPull: (fact) => facts.push(fact) });
    const pull = async (cursor: string | null, change: Partial<PullRequest> = {}): Promise<string> =>
      (await service.pull(employer.session, employer.request({ cursor, ...change }))).cursor;
    const first = await pull(null);
    const queries: string[] = [];
    const listen = ({ sql }: { sql: string }): void => void queries.push(sql);
    knex.on('query', listen);
    const second = await pull(first);
    knex.removeListener('query', listen);
    expect(queries).toHaveLength(1);
    await pull(second, { pending: [randomUUID()] });
    const record = candidateFixture();
    await write(record);
    const third = await pull(second);
    await withTransaction(knex, (trx) =>
      trx('user_region').where({ user_id: employer.session.userId }).update({ region_code: 'AM22' }),
    );
    await pull(third);
    await knex.raw('select sync_new_epoch()');
    await pull(third);
    expect(facts.map(({ idle, ops }) => [idle, ops > 0])).toEqual([
      [false, true],
      [true, false],
      [false, false],
      [false, true],
      [false, true],
      [false, true],
    ]);
    expect(facts.at(-1)?.resets).toEqual({ epoch: 6 });
    await remove(record.id);
  });

  it('loads about as many rows as fit on the page, not as many as the client would take', async () => {
    const profile = profileFixture({ about: 'x'.repeat(2000) });
    const records = Array.from({ length: 700 }, () => candidateFixture({ profile }));
    for (let start = 0; start < records.length; start += 250) await write(...records.slice(start, start + 250));
    const employer = await world.user('EMPLOYER', OWN);
    let loaded = 0;
    const listen = ({ sql, bindings }: { sql: string; bindings?: readonly unknown[] }): void => {
      if (/from "candidate" where "id" in/.test(sql)) loaded += bindings?.length ?? 0;
    };
    world.knex.on('query', listen);
    const page = await employer.page({ limit: { rows: 2000, bytes: 300_000 } });
    world.knex.removeListener('query', listen);
    const cards = page.ops.filter((op) => op[1] === 1).length;
    expect(page.done).toBe(false);
    expect(cards).toBeGreaterThan(250);
    expect(loaded - cards).toBeLessThan(60);
    await employer.sync();
    expect([...employer.view().keys()].filter((key) => key.startsWith('1|'))).toHaveLength(700);
    await remove(...records.map(({ id }) => id));
  });

  it('keeps what a device tells about itself, at once when it matters and else every five minutes', async () => {
    const employer = await world.user('EMPLOYER', OWN);
    const told = (waiting: number, mismatches = 0): Partial<PullRequest> => ({
      report: { waiting, oldestWaitingSeconds: waiting === 0 ? null : 30, mismatches },
    });
    const device = () => world.knex('sync_device').where({ id: employer.session.deviceId }).first();
    await employer.page({ limit: { rows: 1, bytes: 1024 }, ...told(0) });
    expect(await device()).toMatchObject({ waiting: 0, last_complete_at: null });
    await employer.sync(2000, told(0));
    const complete = world.clock.now();
    expect(await device()).toMatchObject({ last_complete_at: complete, mismatches: 0 });

    world.clock.advance(MINUTE);
    await employer.page(told(3));
    expect(await device()).toMatchObject({ waiting: 3, oldest_waiting_s: 30 });
    await employer.page(told(4));
    expect(await device()).toMatchObject({ waiting: 3 });
    await employer.page(told(4, 2));
    await employer.page(told(4, 1));
    expect(await device()).toMatchObject({ waiting: 4, mismatches: 3 });
    await raw(employer, { only: [1], cursor: null, ...told(4, 5) });
    expect(await device()).toMatchObject({ mismatches: 3 });
    world.clock.advance(5 * MINUTE);
    await employer.page(told(7));
    expect(await device()).toMatchObject({ waiting: 7, last_seen_at: world.clock.now(), app_build: '0.1.0' });
  });

  it('speaks this protocol and the one before it, and names the build that others need', async () => {
    const employer = await world.user('EMPLOYER', OWN);
    const { knex, clock, keys } = world;
    const protocols = [
      { v: 1, minBuild: '0.1.0' },
      { v: 2, minBuild: '0.5.0', page: (answer: PullResponse) => ({ ...answer, notices: ['old'] }) },
      { v: 3, minBuild: '0.9.0' },
    ];
    const service = createPullService({ knex, clock, keys, protocols });
    const pull = (v: number) => service.pull(employer.session, employer.request({ v, cursor: null }));
    expect(await pull(3)).toMatchObject({ v: 3, notices: [] });
    expect(await pull(2)).toMatchObject({ v: 2, notices: ['old'] });
    for (const v of [1, 4]) {
      await expect(pull(v)).rejects.toMatchObject({ status: 426, code: 'protocol', minBuild: '0.5.0' });
    }
    const wrong = employer.page({ collections: { '1': [2, 3] } });
    await expect(wrong).rejects.toMatchObject({ status: 426, code: 'projection', minBuild: '0.1.0' });
  });
});
