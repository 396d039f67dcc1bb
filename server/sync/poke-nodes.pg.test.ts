import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createServer, type MunicipalityServer, type ServerOverrides } from '../app.ts';
import { createSessionsService } from '../accounts/sessions.service.ts';
import { SIGNAL_APPLICATION } from '../database/node-signal.ts';
import { withTransaction } from '../database/transaction.ts';
import { SYSTEM_TIMERS } from '../shared/timers.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { call, EMAILS, TEST_DEVICE } from '../testing/http-client.ts';
import { PokeClient } from '../testing/poke-client.ts';
import { createTestDatabase, databaseKinds, type TestDatabase } from '../testing/test-database.ts';
import { CHEAP_PASSWORDS, TEST_CONFIG, TestClock, TestOutbound } from '../testing/test-server.ts';

const NEVER_MS = 3_600_000;
const hasPostgres = databaseKinds().includes('postgresql');
if (!hasPostgres) console.warn('Pokes between nodes: skipped, no PostgreSQL');

describe('pokes between nodes', { skip: !hasPostgres }, () => {
  const clock = new TestClock();
  let database: TestDatabase;
  let writer: MunicipalityServer;
  let userId: string;

  const node = async (pokes: ServerOverrides['pokes'] = {}): Promise<MunicipalityServer> => {
    const overrides = { clock, outbound: new TestOutbound(), passwordCosts: CHEAP_PASSWORDS, pokes };
    const server = await createServer({ ...TEST_CONFIG, database: database.config }, overrides);
    await server.listen();
    return server;
  };
  const token = async (): Promise<string> => {
    const sessions = createSessionsService({ knex: writer.knex, keys: writer.keys, clock });
    return (await sessions.create(userId, TEST_DEVICE)).session.accessToken;
  };
  /** Written past the servers, as an import does: no node is told. */
  const write = () =>
    withTransaction(writer.knex, (trx) => upsertCandidates(trx, [candidateFixture({ regionCode: 'AM21' })]));
  const signals = async (): Promise<number[]> =>
    (await writer
      .knex('pg_stat_activity')
      .where({ application_name: SIGNAL_APPLICATION })
      .whereRaw('datname = current_database()')
      .pluck('pid')) as number[];

  beforeAll(async () => {
    database = await createTestDatabase('postgresql');
    writer = await node();
    userId = (await writer.knex('app_user').where({ email: EMAILS.EMPLOYER }).first('id')).id;
  });
  afterAll(async () => {
    await writer.close();
    await database.drop();
  });

  it('one hears of a change on another at once, without polling', async () => {
    const hearer = await node({ pollMs: NEVER_MS });
    await vi.waitFor(async () => expect(await signals()).toHaveLength(2));
    const listener = await PokeClient.open(hearer.url, await token());
    await write();
    // Any request that writes announces; which one does not matter.
    await call(writer.url, 'DELETE', '/sessions/current', { token: await token() });
    await vi.waitFor(() => expect(listener.events.map(({ type }) => type)).toEqual(['poke']));
    await hearer.close();
  });

  it('one still hears by polling when its connection for signals is cut, and takes that up again', async () => {
    const hearer = await node();
    await vi.waitFor(async () => expect(await signals()).toHaveLength(2));
    const listener = await PokeClient.open(hearer.url, await token());
    const before = await signals();
    for (const pid of before) await writer.knex.raw('select pg_terminate_backend(?)', [pid]);
    await write();
    await vi.waitFor(() => expect(listener.events.map(({ type }) => type)).toEqual(['poke']));
    await vi.waitFor(async () => {
      const after = await signals();
      expect(after).toHaveLength(2);
      expect(after.filter((pid) => before.includes(pid))).toEqual([]);
    });
    await hearer.close();
  });

  it('announces many writes in few notifications, none of them inside a transaction', async () => {
    const ticks: (() => void)[] = [];
    const after = (ms: number, work: () => void) => {
      if (ms !== 50) return SYSTEM_TIMERS.after(ms, work);
      ticks.push(work);
      return () => undefined;
    };
    const busy = await node({ timers: { ...SYSTEM_TIMERS, after } });
    const queries: { readonly sql: string; readonly __knexTxId?: string }[] = [];
    busy.knex.on('query', (query: (typeof queries)[number]) => queries.push(query));
    const announced = () => queries.filter(({ sql }) => sql.includes('pg_notify'));
    for (let count = 0; count < 5; count++) {
      await call(busy.url, 'DELETE', '/sessions/current', { token: await token() });
    }
    expect(announced()).toHaveLength(1);
    ticks.shift()?.();
    await vi.waitFor(() => expect(announced()).toHaveLength(2));
    // The second pause passes without a write, so nothing follows it.
    ticks.shift()?.();
    expect(ticks).toEqual([]);
    expect(queries.filter(({ sql }) => sql.startsWith('update "session"')).every((query) => query.__knexTxId)).toBe(
      true,
    );
    expect(announced().every((query) => query.__knexTxId === undefined)).toBe(true);
    await busy.close();
  });

  it('all of 500 listeners on one node hear of a change', { timeout: 120_000 }, async () => {
    const crowd = await node();
    const listeners: PokeClient[] = [];
    for (let start = 0; start < 500; start += 20) {
      const tokens = await Promise.all(Array.from({ length: 20 }, token));
      listeners.push(...(await Promise.all(tokens.map((one) => PokeClient.open(crowd.url, one)))));
    }
    await write();
    await vi.waitFor(
      () => expect(listeners.filter(({ events }) => events.some(({ type }) => type === 'poke'))).toHaveLength(500),
      { timeout: 60_000 },
    );
    await crowd.close();
    await vi.waitFor(() => expect(listeners.every(({ ended }) => ended)).toBe(true));
    expect(listeners.filter(({ events }) => events.at(-1)?.type === 'bye')).toHaveLength(500);
  });
});
