import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import { PROTOCOL_VERSION } from '@hallowerk/contract/sync/pull.ts';
import type { PokeEvent } from '@hallowerk/contract/sync/poke.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { upsertRegions } from '../organisations/organisations.repository.ts';
import { SYSTEM_TIMERS, type Timers } from '../shared/timers.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { call, EMAILS, signIn } from '../testing/http-client.ts';
import { PokeClient } from '../testing/poke-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

/** Without chance, so that the order of events is the order of commits. */
const STRAIGHT: Timers = { ...SYSTEM_TIMERS, random: () => 0 };

describe.each(databaseKinds())('pokes on %s', (kind) => {
  let test: TestServer;
  let employer: Session;
  let manager: Session;
  const open: PokeClient[] = [];
  const candidate = candidateFixture();

  const listen = async (session: Session, query = ''): Promise<PokeClient> => {
    const client = await PokeClient.open(test.server.url, session.accessToken, query);
    open.push(client);
    expect(client.status).toBe(200);
    return client;
  };
  const favour = async (session: Session, on: boolean): Promise<void> => {
    const edit_ts = test.clock.now().toISOString();
    const args = { candidate: candidate.id, on };
    const mutation = { uid: randomUUID(), kind: 'favourite.set', ver: 1, edit_ts, offset_ms: 0, deps: [], args };
    const body = { v: PROTOCOL_VERSION, rid: randomUUID(), device: session.deviceId, mutations: [mutation] };
    const answer = await call(test.server.url, 'POST', '/sync/push', { body, token: session.accessToken });
    expect(answer.body).toMatchObject({ results: [[mutation.uid, 'ok', null]] });
  };
  const headOf = async (key: string): Promise<number> =>
    Number((await test.server.knex('sync_scope').where({ key }).first('head')).head);
  const write = () =>
    withTransaction(test.server.knex, (trx) => upsertCandidates(trx, [candidateFixture({ regionCode: 'AM21' })]));
  const told = (client: PokeClient, ...events: PokeEvent[]) => vi.waitFor(() => expect(client.events).toEqual(events));

  beforeAll(async () => {
    test = await startTestServer(kind, {}, { pokes: { timers: STRAIGHT } });
    await withTransaction(test.server.knex, (trx) => upsertCandidates(trx, [candidate]));
    employer = await signIn(test, EMAILS.EMPLOYER);
    manager = await signIn(test, EMAILS.ACCOUNT_MANAGER);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((client) => client.close()));
  });
  afterAll(() => test.stop());

  it('tells a change to the user it belongs to, and to nobody else', async () => {
    const [mine, other] = [await listen(employer), await listen(manager)];
    await favour(employer, true);
    await told(mine, { type: 'poke', h: await headOf(`usr:${employer.me.id}`) });
    await favour(manager, true);
    // The first change came earlier in commit order: had it been told to him, it would be in this list.
    await told(other, { type: 'poke', h: await headOf(`usr:${manager.me.id}`) });
    expect(mine.events).toHaveLength(1);
  });

  it('tells a change in a region to everybody who works there, also when another process wrote it', async () => {
    const listeners = [await listen(employer), await listen(manager)];
    await write();
    const newest = Math.max(await headOf('reg:AM21:cand'), await headOf('reg:AM21:am'));
    for (const listener of listeners) {
      await vi.waitFor(() => expect(listener.events.at(-1)).toEqual({ type: 'poke', h: newest }));
    }
  });

  it('is an event stream that nothing in between stores or compresses, and carries nothing but positions', async () => {
    const listener = await listen(employer, `?device=${employer.deviceId}`);
    expect(listener.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(listener.headers.get('cache-control')).toBe('no-store');
    expect(listener.headers.get('content-encoding')).toBeNull();
    expect(listener.headers.get('api-version')).toBe('1.0.0');
    await favour(employer, false);
    await vi.waitFor(() => expect(listener.events).toHaveLength(1));
    expect(listener.text).toMatch(/^:\n\nevent: poke\ndata: \{"type":"poke","h":\d+\}\n\n$/);
  });

  it('refuses who has no session, a device that is not his, and unknown parameters', async () => {
    const answer = (token: string | null, query = '') => PokeClient.open(test.server.url, token, query);
    expect((await answer(null)).status).toBe(401);
    expect((await answer('abc.def.ghi')).status).toBe(401);
    expect((await answer(employer.accessToken, `?device=${manager.deviceId}`)).status).toBe(403);
    expect((await answer(employer.accessToken, `?device=${randomUUID()}`)).status).toBe(403);
    expect((await answer(employer.accessToken, '?scope=pub')).status).toBe(400);
    expect((await fetch(`${test.server.url}/v1/sync/poke`, { method: 'HEAD' })).status).toBe(405);
  });

  it('stands in the description of the API as an event stream', async () => {
    const { body } = await call<{ paths: Record<string, unknown> }>(test.server.url, 'GET', '/openapi.json');
    expect(body.paths['/sync/poke']).toEqual({
      get: expect.objectContaining({
        operationId: 'poke',
        responses: expect.objectContaining({
          200: expect.objectContaining({ content: { 'text/event-stream': { schema: { type: 'string' } } } }),
          403: expect.objectContaining({
            content: expect.objectContaining({ 'application/problem+json': expect.anything() }),
          }),
        }),
      }),
    });
  });

  it('hears of the regions a user gains, from then on', async () => {
    const listener = await listen(employer);
    await withTransaction(test.server.knex, async (trx) => {
      await upsertRegions(trx, [{ code: 'AM99', name: 'Elders', connected: true }]);
      await trx('user_region').insert({ user_id: employer.me.id, region_code: 'AM99', relation: 'connected' });
    });
    await told(listener, { type: 'poke', h: await headOf(`usr:${employer.me.id}`) });
    await withTransaction(test.server.knex, (trx) =>
      upsertCandidates(trx, [candidateFixture({ regionCode: 'AM99', visibleToEmployers: true })]),
    );
    const h = await headOf('reg:AM99:cand');
    await vi.waitFor(() => expect(listener.events.at(-1)).toEqual({ type: 'poke', h }));
  });

  it('says so and ends when the session was ended', async () => {
    const session = await signIn(test, EMAILS.CASE_MANAGER);
    const listener = await listen(session);
    await call(test.server.url, 'DELETE', '/sessions/current', { token: session.accessToken });
    await told(listener, { type: 'auth' });
    await vi.waitFor(() => expect(listener.ended).toBe(true));
  });

  it.each(['locked', 'revoked'])('says so and ends when the device is %s', async (state) => {
    const session = await signIn(test, EMAILS.CASE_MANAGER);
    const listener = await listen(session);
    await test.server.knex('sync_device').where({ id: session.deviceId }).update({ state });
    await told(listener, { type: 'auth' });
    await vi.waitFor(() => expect(listener.ended).toBe(true));
    expect((await PokeClient.open(test.server.url, session.accessToken)).status).toBeOneOf([401, 403]);
  });

  it('keeps the newest three streams of a device', async () => {
    const session = await signIn(test, EMAILS.CASE_MANAGER);
    const oldest = await listen(session);
    const others = [await listen(session), await listen(session), await listen(session)];
    await told(oldest, { type: 'bye', after_ms: 60_000 });
    await favour(session, true);
    for (const other of others) await vi.waitFor(() => expect(other.events).toHaveLength(1));
  });
});

describe.each(databaseKinds())('the end of a stream of pokes on %s', (kind) => {
  it('is a goodbye when the token ends, so that the app comes back with a new one', async () => {
    const expiries: { ms: number; work: () => void }[] = [];
    const after: Timers['after'] = (ms, work) => {
      if (ms < 500_000) return SYSTEM_TIMERS.after(ms, work);
      expiries.push({ ms, work });
      return () => undefined;
    };
    await using test = await startTestServer(kind, {}, { pokes: { timers: { ...STRAIGHT, after } } });
    const { accessToken } = await signIn(test, EMAILS.EMPLOYER);
    test.clock.advance(60_000);
    await using listener = await PokeClient.open(test.server.url, accessToken);
    expect(expiries.map(({ ms }) => ms)).toEqual([9 * 60_000]);
    expiries[0]?.work();
    await vi.waitFor(() => expect(listener.ended).toBe(true));
    expect(listener.events).toEqual([{ type: 'bye', after_ms: 0 }]);
  });

  it('is a goodbye when the server closes, and holds nothing up', async () => {
    const test = await startTestServer(kind);
    const { accessToken } = await signIn(test, EMAILS.EMPLOYER);
    await using listener = await PokeClient.open(test.server.url, accessToken);
    await test.stop();
    await vi.waitFor(() => expect(listener.ended).toBe(true));
    expect(listener.events).toEqual([{ type: 'bye', after_ms: expect.toSatisfy((ms: number) => ms <= 2_000) }]);
  });
});
