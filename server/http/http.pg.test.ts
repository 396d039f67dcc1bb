import { Agent, get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProblemSchema } from '@hallowerk/contract/common/problem.ts';
import { call } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

/** Found by fuzzing: comparing its length with a limit asks every level for its text. */
const deep = (levels: number): string => `{"refreshToken":{"length":${'['.repeat(levels)}${']'.repeat(levels)}}}`;
const LIKE_A_TEXT = '{"refreshToken":{"length":{"toString":1,"valueOf":1}}}';

describe.each(databaseKinds())('HTTP on %s', (kind) => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer(kind);
  });
  afterAll(() => test.stop());
  const request = (method: string, path: string, options: Parameters<typeof call>[3] = {}) =>
    call(test.server.url, method, path, options);

  it('says that it lives and that it is ready', async () => {
    expect((await request('GET', '/health')).body).toMatchObject({
      status: 'ok',
      demo: true,
      productName: 'HalloWerk',
    });
    expect((await request('GET', '/readiness')).body).toEqual({ status: 'ready' });
  });

  it('answers wrong input with every fault at once, in Dutch, by path', async () => {
    const device = { id: 'x', name: ' ', platform: 'amiga', appVersion: '1' };
    const body = { challengeId: 'nope', method: 'SMS', code: '12', device, extra: 1 };
    const answer = await request('POST', '/sessions', { body });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const problem = ProblemSchema.parse(answer.body);
    const paths = problem.errors?.map((fault) => fault.path).sort();
    expect(paths).toEqual(['challengeId', 'code', 'device.id', 'device.name', 'device.platform', 'extra']);
    const messages = problem.errors?.map((fault) => fault.message).join(' ');
    expect(messages).toContain('De code bestaat uit zes cijfers');
    expect(messages).toContain('Dit veld bestaat niet');
    expect(messages).not.toMatch(/Invalid|Expected|Too small/);
  });

  it('repeats nothing of the input in a problem', async () => {
    const answer = await request('POST', '/sign-in-challenges', {
      body: { email: 'geheim-adres', password: 'geheim-woord' },
    });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('geheim');
  });

  it.each([
    ['a missing page', 'GET', '/nowhere', {}, 404],
    ['a slash at the end', 'GET', '/health/', {}, 404],
    ['another method', 'DELETE', '/health', {}, 405],
    ['another method on a path with a parameter', 'PUT', '/sign-in-challenges/x/codes', {}, 405],
    ['no session', 'GET', '/me', {}, 401],
    ['a made-up token', 'GET', '/me', { token: 'abc.def.ghi' }, 401],
    ['broken JSON', 'POST', '/sessions', { body: '{"a":' }, 400],
    ['a poisoned prototype', 'POST', '/sessions', { body: '{"__proto__":{"a":1}}' }, 400],
    ['lists in lists without end', 'POST', '/session-renewals', { body: deep(20_000) }, 400],
    ['an object that says how long it is', 'POST', '/session-renewals', { body: LIKE_A_TEXT }, 400],
    ['another content type', 'POST', '/sessions', { body: 'a=1', headers: { 'content-type': 'text/plain' } }, 415],
    ['a body of more than 256 KB', 'POST', '/sessions', { body: JSON.stringify('x'.repeat(300_000)) }, 413],
  ] as const)('answers %s with a problem, version and safety headers', async (_name, method, path, options, status) => {
    const answer = await request(method, path, options);
    expect(answer.status).toBe(status);
    expect(ProblemSchema.parse(answer.body).status).toBe(status);
    expect(answer.headers.get('api-version')).toBe('1.0.0');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('names the methods that do exist', async () => {
    expect((await request('DELETE', '/health')).headers.get('allow')).toBe('GET, HEAD');
    expect((await request('GET', '/sync/pull')).headers.get('allow')).toBe('POST');
  });

  it('publishes its description for every origin, with all its operations', async () => {
    const answer = await request('GET', '/openapi.json');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const paths = Object.keys((answer.body as unknown as { paths: object }).paths);
    expect(paths).toContain('/sync/pull');
    expect(paths).toContain('/candidates/{id}/physical-capacities');
    expect(paths).not.toContain('/demo/outbox');
  });

  it('compresses a large answer when the client can read it', async () => {
    for (const encoding of ['zstd', 'br', 'gzip']) {
      const answer = await fetch(`${test.server.url}/v1/openapi.json`, { headers: { 'accept-encoding': encoding } });
      expect(answer.headers.get('content-encoding')).toBe(encoding);
      expect(await answer.json()).toHaveProperty('openapi');
    }
  });

  it('has no demo pages on a server that is not a demo', async () => {
    const real = await startTestServer(kind, { demo: false });
    for (const path of ['/v1/demo-accounts', '/v1/demo-messages', '/demo/outbox']) {
      expect((await fetch(real.server.url + path)).status).toBe(404);
    }
    await real.stop();
  });

  it('ends although a client keeps its connection open and goes on asking', async () => {
    const busy = await startTestServer(kind);
    const agent = new Agent({ keepAlive: true });
    let asking = true;
    const client = (async () => {
      while (asking) await new Promise<void>((resolve) => void ask(busy.server.url, agent, resolve));
    })();
    await busy.stop();
    asking = false;
    agent.destroy();
    await client;
  });

  it('is not ready when the database is gone, and says so without its words', async () => {
    const doomed = await startTestServer(kind);
    await doomed.server.knex.raw('alter table schema_migration rename to somewhere_else');
    const answer = await call(doomed.server.url, 'GET', '/readiness');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.text).not.toContain('schema_migration');
    await doomed.stop();
  });

  it('stops one address that asks too often, with the time to wait', async () => {
    const rates = { requestsPerMinute: 3, signInsPerMinute: 3, signInsPerAccountPerQuarter: 3 };
    const strict = await startTestServer(kind, {}, { rates });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await call(strict.server.url, 'GET', '/health')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const answer = await call(strict.server.url, 'GET', '/health');
    expect(ProblemSchema.parse(answer.body).code).toBe('too_many_requests');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await strict.stop();
  });
});

/** One request on a connection that is kept; `done` also when it is refused. */
function ask(url: string, agent: Agent, done: () => void): void {
  get(`${url}/v1/health`, { agent }, (answer) => answer.resume().on('close', done)).on('error', () =>
    setImmediate(done),
  );
}
