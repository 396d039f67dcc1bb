import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { PushResponse } from '@hallowerk/contract/sync/push.ts';
import { createServer, type MunicipalityServer } from '../app.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { openDatabase, type DatabaseConfig } from '../database/knex.ts';
import { withTransaction } from '../database/transaction.ts';
import { DEMO_RATES } from '../http/rate-limits.ts';
import { MINUTE } from '../security/clock.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { call, EMAILS, signIn, type Answer } from '../testing/http-client.ts';
import { startPostgresCluster } from '../testing/postgres-cluster.ts';
import { createTestDatabase, databaseKinds, type DatabaseKind } from '../testing/test-database.ts';
import { CHEAP_PASSWORDS, TEST_CONFIG, TestClock, TestOutbound } from '../testing/test-server.ts';
import { runRestored } from './run-audit.ts';

/** One database that several servers open after each other, as a machine does that is stopped and started. */
async function machine(database: DatabaseConfig) {
  const clock = new TestClock();
  const outbound = new TestOutbound();
  const lines: string[] = [];
  const logSink = { write: (line: string): void => void lines.push(line) };
  const events = (name: string) => lines.filter((line) => line.includes(`"event":"${name}"`));
  const start = async (from: DatabaseConfig = database): Promise<MunicipalityServer> => {
    const overrides = { clock, outbound, passwordCosts: CHEAP_PASSWORDS, rates: DEMO_RATES, logSink };
    const server = await createServer({ ...TEST_CONFIG, logLevel: 'info', database: from }, overrides);
    await server.listen();
    return server;
  };
  const enter = (server: MunicipalityServer): Promise<Session> =>
    signIn(
      { server, clock, outbound, stop: async () => undefined, [Symbol.asyncDispose]: async () => undefined },
      EMAILS.EMPLOYER,
    );
  return { clock, start, enter, events };
}

async function databaseOf(kind: DatabaseKind): Promise<{ config: DatabaseConfig; drop: () => Promise<void> }> {
  if (kind === 'postgresql') return createTestDatabase(kind);
  const directory = mkdtempSync(join(tmpdir(), 'hallowerk-restore-'));
  return { config: { kind: 'embedded', directory }, drop: async () => rmSync(directory, { recursive: true }) };
}

function ask<T>(server: MunicipalityServer, session: Session, path: string, body: object): Promise<Answer<T>> {
  const message = { v: 1, rid: randomUUID(), device: session.deviceId, ...body };
  return call<T>(server.url, 'POST', `/sync/${path}`, { token: session.accessToken, body: message });
}

function pull(server: MunicipalityServer, session: Session, cursor: string | null, pending: readonly string[] = []) {
  const limit = { rows: 2000, bytes: 524_288 };
  return ask<PullResponse>(server, session, 'pull', {
    ...{ build: '0.1.0', collections: {}, lazy: [] },
    cursor,
    limit,
    pending,
  });
}

function push(server: MunicipalityServer, session: Session, at: Date, candidate: string, uid: string) {
  const mutation = { uid, kind: 'favourite.set', ver: 1, edit_ts: at.toISOString(), offset_ms: 0, deps: [] };
  const args = { candidate, on: true };
  return ask<PushResponse>(server, session, 'push', { mutations: [{ ...mutation, args }] });
}

const fingerprint = async (server: MunicipalityServer): Promise<unknown> =>
  (await server.knex('sync_clock').first('fingerprint')).fingerprint;

describe.each(databaseKinds())('a restored database on %s', { timeout: 120_000 }, (kind) => {
  it('is not synchronised with until both audits were clean and a new epoch began', async () => {
    const database = await databaseOf(kind);
    const { clock, start, enter, events } = await machine(database.config);
    const before = await start();
    const session = await enter(before);
    expect(await fingerprint(before)).toMatch(/^\d+:\d+$/);
    const { cursor } = (await pull(before, session, null)).body;
    await before.close();

    const restore = await openDatabase(database.config);
    await restore.knex('sync_clock').update({ fingerprint: '7000000000000000000:1' });
    await restore.knex('sync_scope').where({ key: 'pub' }).update({ cnt: 5 });
    await restore.close();

    const server = await start();
    expect(events('restoring')).toHaveLength(1);
    const closed = { status: 503, body: { code: 'restoring' } };
    expect(await call(server.url, 'GET', '/readiness')).toMatchObject(closed);
    expect(await call(server.url, 'GET', '/health')).toMatchObject({ status: 200 });
    expect(await call(server.url, 'GET', '/me', { token: session.accessToken })).toMatchObject({ status: 200 });
    expect(await pull(server, session, cursor)).toMatchObject(closed);
    expect(await push(server, session, clock.now(), randomUUID(), randomUUID())).toMatchObject(closed);
    expect(await ask(server, session, 'verify', { collections: {}, from: 0, to: 1 })).toMatchObject(closed);
    expect(await call(server.url, 'GET', '/sync/poke', { token: session.accessToken })).toMatchObject(closed);

    const printed: unknown[] = [];
    expect(await runRestored(server.knex, (line) => printed.push(line))).toBe(1);
    expect(printed).toMatchObject([{ ok: false, sync: { wrongCounters: 1 } }]);
    await server.knex.raw('select sync_recount()');
    clock.advance(MINUTE);
    expect(await pull(server, session, cursor)).toMatchObject(closed);

    expect(await runRestored(server.knex, (line) => printed.push(line))).toBe(0);
    expect(printed[1]).toMatchObject({ ok: true, epoch: 2 });
    clock.advance(2000);
    const { status, body } = await pull(server, session, cursor);
    expect(status).toBe(200);
    expect(body.epoch).toBe(2);
    expect(new Set(body.scopes.map(({ why }) => why))).toEqual(new Set(['epoch']));
    expect(await call(server.url, 'GET', '/readiness')).toMatchObject({ status: 200 });
    expect(events('restored')).toHaveLength(1);
    await server.close();
    await database.drop();
  });

  it('that is restored a second time begins an epoch above the one of the first time', async () => {
    const database = await databaseOf(kind);
    const { start } = await machine(database.config);
    const server = await start();
    const printed: unknown[] = [];
    await runRestored(server.knex, (line) => printed.push(line));
    // The backup again: its counter is what it was.
    await server.knex('sync_clock').update({ epoch: 1, head: 2 ** 42 });
    await runRestored(server.knex, (line) => printed.push(line), 3);
    expect(printed).toMatchObject([{ epoch: 2 }, { epoch: 3 }]);
    expect(Number((await server.knex('sync_clock').first('head')).head)).toBeGreaterThanOrEqual(3 * 2 ** 42);
    await server.close();
    await database.drop();
  });
});

const absent = inject('postgresUrl') === null;
if (absent) console.warn('Restore from a base backup: skipped, PostgreSQL is not on this machine');

describe.skipIf(absent)('a base backup that is put back', () => {
  it('is recognised, and what devices sent after it is told to be unknown and can be sent again (S6)', async () => {
    const cluster = await startPostgresCluster();
    if (cluster === null) return expect(process.env['TEST_DATABASE_URL']).toBeDefined();
    onTestFinished(() => cluster.stop());
    const { clock, start, enter } = await machine({ kind: 'postgres', url: cluster.url });
    const first = await start();
    const session = await enter(first);
    const [kept, lost] = [candidateFixture(), candidateFixture()];
    await withTransaction(first.knex, (trx) => upsertCandidates(trx, [kept, lost]));
    const [a, b] = [randomUUID(), randomUUID()];
    await push(first, session, clock.now(), kept.id, a);
    const backup = cluster.backup();
    expect((await push(first, session, clock.now(), lost.id, b)).body.results).toEqual([[b, 'ok', null]]);
    const { cursor } = (await pull(first, session, null)).body;
    await first.close();

    const restored = await backup.restore();
    onTestFinished(() => restored.stop());
    const second = await start({ kind: 'postgres', url: restored.url });
    expect(await pull(second, session, cursor)).toMatchObject({ status: 503, body: { code: 'restoring' } });
    expect(await runRestored(second.knex, () => undefined)).toBe(0);
    clock.advance(2000);
    const page = (await pull(second, session, cursor, [a, b])).body;
    expect(page.acks).toEqual([[a, 'ok', null]]);
    expect(page.ops.filter((op) => op[1] === 5)).toHaveLength(1);
    expect((await push(second, session, clock.now(), lost.id, b)).body.results).toEqual([[b, 'ok', null]]);
    const next = (await pull(second, session, page.cursor, [b])).body;
    expect(next).toMatchObject({ epoch: 2, acks: [[b, 'ok', null]] });
    expect(next.ops.filter((op) => op[1] === 5)).toHaveLength(1);
    await second.close();
  });
});
