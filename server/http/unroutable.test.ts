import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProblemSchema } from '@hallowerk/contract/common/problem.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

describe('a request that no route ever sees', () => {
  const lines: string[] = [];
  let test: TestServer;
  let target: { hostname: string; port: string };
  beforeAll(async () => {
    const logSink = { write: (line: string): void => void lines.push(line) };
    test = await startTestServer('pglite', { logLevel: 'trace' }, { logSink });
    target = new URL(test.server.url);
  });
  afterAll(() => test.stop());

  async function ask(path: string, headers: Record<string, string> = {}) {
    const { hostname, port } = target;
    const [answer] = await once(request({ hostname, port, path, headers, agent: false }).end(), 'response');
    return { status: answer.statusCode, headers: answer.headers, text: await text(answer) };
  }

  /** Bytes as they are, and all that comes back. */
  async function send(bytes: string): Promise<{ status: number; head: string; text: string }> {
    const socket = connect(Number(target.port), target.hostname);
    socket.write(bytes);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    return { status: Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]), head, text: body };
  }

  it.each([
    ['an address that is not well formed', '/v1/%c0%af/geheim', 400],
    ['a broken escape', '/v1/geheim/%', 400],
    ['a parameter that is too long', `/v1/candidates/${'geheim'.repeat(40)}/physical-capacities`, 404],
    ['a path without end', `/v1/sessions/current${'/geheim'.repeat(500)}`, 404],
  ])('is answered with a problem and safety headers that repeat nothing: %s', async (_name, path, status) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(ProblemSchema.parse(JSON.parse(answer.text)).status).toBe(status);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(answer.text).not.toContain('geheim');
  });

  it('is answered so as well when it expects what nobody does', async () => {
    const answer = await ask('/v1/health', { expect: 'geheim' });
    expect(answer.status).toBe(417);
    expect(ProblemSchema.parse(JSON.parse(answer.text)).code).toBe('expectation');
  });

  it.each([
    ['no HTTP at all', 'geheim\r\n\r\n', 400],
    ['a header with a NUL in it', 'GET /v1/health HTTP/1.1\r\nHost: a\r\nx: a\0geheim\r\n\r\n', 400],
    ['two lengths', 'POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na', 400],
    ['headers without end', `GET /v1/health HTTP/1.1\r\nHost: a\r\nx: ${'geheim'.repeat(3_000)}\r\n\r\n`, 431],
  ])('is answered so as well when it is %s', async (_name, bytes, status) => {
    const answer = await send(bytes);
    expect(answer.status).toBe(status);
    expect(ProblemSchema.parse(JSON.parse(answer.text)).status).toBe(status);
    expect(answer.head).toContain('x-content-type-options: nosniff');
  });

  it('leaves nothing of itself in the log, and the server alive', async () => {
    expect((await ask('/v1/health')).status).toBe(200);
    expect(lines.join('')).toContain('"route":"none"');
    expect(lines.join('')).not.toContain('geheim');
  });
});
