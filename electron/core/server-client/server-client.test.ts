import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { sendJson, startContractServer, TEST_PASSWORD, type ContractServer } from '../testing/contract-server.ts';
import { createServerClient, type ServerClient } from './server-client.ts';
import { OfflineError, ProtocolError, ServerProblem } from './server-errors.ts';

describe('the server client', () => {
  let server: ContractServer;
  let client: ServerClient;

  beforeEach(async () => {
    server = await startContractServer();
    client = createServerClient(server.url);
  });
  afterEach(() => server.close());

  it('gives the parsed answer of an operation', async () => {
    await expect(client.getHealth({})).resolves.toEqual({
      status: 'ok',
      productName: 'HalloWerk',
      version: '1.0.0',
      demo: true,
    });
  });

  it('turns a problem document into its code, status, detail and faults', async () => {
    server.intercept = (_request, response) => {
      const errors = [{ path: 'email', code: 'invalid', message: 'Vul een geldig e-mailadres in' }];
      response.setHeader('retry-after', '7');
      sendJson(response, 400, {
        type: 'about:blank',
        title: 'x',
        status: 400,
        detail: 'Controleer de invoer',
        code: 'invalid_input',
        errors,
        minBuild: '1.2.0',
      });
      return true;
    };
    const error = await client
      .createSignInChallenge({ body: { email: 'a@b.example', password: 'x' } })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ServerProblem);
    expect(error).toMatchObject({
      code: 'invalid_input',
      status: 400,
      detail: 'Controleer de invoer',
      retryAfterMs: 7000,
      minBuild: '1.2.0',
    });
    expect((error as ServerProblem).errors.map(({ path }) => path)).toEqual(['email']);
  });

  it('sends no part of the input in the text of its errors', async () => {
    const error = await client
      .createSignInChallenge({ body: { email: 'geheim@voorbeeld.example', password: 'fout' } })
      .catch((e: unknown) => e);
    expect(String(error)).not.toMatch(/geheim|fout/);
  });

  it('puts parameters into the path, encoded', async () => {
    await client.sendSignInCode({ params: { id: 'a/../b' }, body: { method: 'SMS' } }).catch(() => undefined);
    expect(server.calls).toEqual(['POST /v1/sign-in-challenges/a%2F..%2Fb/codes']);
  });

  it('refuses an answer outside the contract and names the path, not the value', async () => {
    server.intercept = (_request, response) => {
      sendJson(response, 200, { status: 'ok', productName: 'HalloWerk', version: 'geheim', demo: 'misschien' });
      return true;
    };
    const error = await client.getHealth({}).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(String(error)).toContain('demo');
    expect(String(error)).not.toContain('misschien');
  });

  it('reads compressed answers', async () => {
    server.intercept = (_request, response) => {
      const body = gzipSync(JSON.stringify({ status: 'ok', productName: 'Ingepakt', version: '1', demo: false }));
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
      return true;
    };
    await expect(client.getHealth({})).resolves.toMatchObject({ productName: 'Ingepakt' });
  });

  it.each([
    ['a captive portal with a page', 200, { 'content-type': 'text/html' }, '<html>Log in op wifi</html>'],
    ['a gateway without backend', 502, { 'content-type': 'text/html' }, 'Bad gateway'],
    ['a portal that redirects', 302, { location: 'http://127.0.0.1:1/portal' }, ''],
    ['a bare 401 of a proxy', 401, {}, ''],
  ])('takes %s for being offline', async (_name, status, headers, body) => {
    server.intercept = (_request, response) => {
      response.writeHead(status, headers).end(body);
      return true;
    };
    await expect(client.getHealth({})).rejects.toBeInstanceOf(OfflineError);
  });

  it('takes a refused connection and a silent server for being offline', async () => {
    server.intercept = () => true;
    await expect(client.getHealth({}, { timeoutMs: 50 })).rejects.toBeInstanceOf(OfflineError);
    await server.away();
    await expect(client.getHealth({})).rejects.toBeInstanceOf(OfflineError);
  });

  it("rejects with the caller's own reason when he aborts", async () => {
    server.intercept = () => true;
    const stop = new AbortController();
    const call = client.getHealth({}, { signal: stop.signal });
    stop.abort(new RangeError('genoeg'));
    await expect(call).rejects.toThrow('genoeg');
  });

  it('signs nobody in with a wrong password', async () => {
    await expect(client.createSignInChallenge({ body: { email: 'a@b.example', password: 'x' } })).rejects.toMatchObject(
      { status: 401 },
    );
    await expect(
      client.createSignInChallenge({ body: { email: 'a@b.example', password: TEST_PASSWORD } }),
    ).resolves.toMatchObject({
      methods: [{ method: 'TOTP' }],
    });
  });
});
