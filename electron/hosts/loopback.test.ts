import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { createCore, type Core } from '#core/compose.ts';
import { createLoopbackPlatform } from './loopback-platform.ts';
import { startLoopback, type LoopbackHost } from './loopback.ts';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** Unlike fetch, node:http lets a test write its own Host header. */
function get(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.once('error', reject).end();
  });
}

describe('the loopback host', () => {
  let directory: string;
  let core: Core;
  let host: LoopbackHost;
  const sockets: WebSocket[] = [];

  const cookieOf = (answer: Answer): string => answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const enter = async (): Promise<string> => cookieOf(await get(host.mintStartUrl()));
  const connect = (headers: Record<string, string>, route = '/rpc'): WebSocket => {
    const socket = new WebSocket(host.origin.replace('http', 'ws') + route, { headers });
    sockets.push(socket);
    return socket;
  };
  const refusal = (headers: Record<string, string>, route?: string): Promise<number> =>
    new Promise((resolve) => {
      const socket = connect(headers, route);
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.once('open', () => resolve(101));
      socket.on('error', () => undefined);
    });

  beforeEach(async () => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-loopback-'));
    writeFileSync(
      path.join(directory, 'index.html'),
      '<meta name="csp-nonce" content="__CSP_NONCE__" /><p>HalloWerk</p>',
    );
    core = await createCore({
      platform: createLoopbackPlatform({ profileDirectory: directory, appVersion: '1.0.0' }),
      profileDirectory: directory,
      serverUrl: 'http://127.0.0.1:9',
      logger: pino({ level: 'silent' }),
    });
    host = await startLoopback({ router: core.router, rendererDirectory: directory, port: 0 });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate();
    await host.close();
    await core.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('lets a browser in once for each start address, and again for every reload', async () => {
    const start = host.mintStartUrl();
    const first = await get(start);
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(first.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    const cookie = cookieOf(first);
    for (let reload = 0; reload < 2; reload += 1)
      await expect(get(host.origin, { cookie })).resolves.toMatchObject({ status: 200 });
    await expect(get(start)).resolves.toMatchObject({ status: 403 });
    await expect(get(host.mintStartUrl())).resolves.toMatchObject({ status: 303 });
  });

  it('refuses whoever has no ticket or no cookie with 403', async () => {
    const name = (await enter()).split('=')[0];
    for (const cookie of ['', `${name}=`, `${name}=onzin`, `x${await enter()}`]) {
      await expect(get(host.origin, { cookie })).resolves.toMatchObject({ status: 403 });
    }
    await expect(get(`${host.origin}/start?ticket=onzin`)).resolves.toMatchObject({ status: 403 });
    await expect(get(`${host.origin}/start`)).resolves.toMatchObject({ status: 403 });
  });

  it('answers another Host with 421, whatever cookie comes along', async () => {
    const cookie = await enter();
    const port = new URL(host.origin).port;
    for (const name of [`localhost:${port}`, `kwaad.example:${port}`, '127.0.0.1']) {
      await expect(get(host.origin, { host: name, cookie })).resolves.toMatchObject({ status: 421 });
    }
  });

  it('takes no other method', async () => {
    await expect(get(host.origin, { cookie: await enter() }, 'POST')).resolves.toMatchObject({ status: 405 });
  });

  it('sends a strict policy with every answer and a new nonce with every page', async () => {
    const cookie = await enter();
    const pages = await Promise.all([get(host.origin, { cookie }), get(host.origin, { cookie })]);
    const nonces = pages.map(({ headers, body }) => {
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy).not.toContain('unsafe');
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'geen';
      expect(body).toContain(`content="${nonce}"`);
      return nonce;
    });
    expect(new Set(nonces).size).toBe(2);
    for (const answer of [...pages, await get(host.origin), await get(`${host.origin}/weg.js`, { cookie })]) {
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
    }
  });

  it('serves the desktop API over a WebSocket of its own page', async () => {
    const socket = connect({ cookie: await enter(), origin: host.origin });
    const api: DesktopApi = createORPCClient(new RPCLink({ websocket: socket }));
    await expect(api.accounts.state()).resolves.toEqual({ state: 'signed-out', reason: 'none' });
    await expect(api.sync.start()).rejects.toMatchObject({ code: 'SIGNED_OUT', defined: true });
    await expect(api.accounts.demoAccounts()).rejects.toMatchObject({
      code: 'OFFLINE',
      message: expect.stringContaining('Geen verbinding'),
    });
  });

  it('refuses a WebSocket of another page, another Host, another path or without cookie', async () => {
    const cookie = await enter();
    const { origin } = host;
    await expect(refusal({ cookie, origin })).resolves.toBe(101);
    await expect(refusal({ cookie, origin: 'http://kwaad.example' })).resolves.toBe(403);
    await expect(refusal({ cookie })).resolves.toBe(403);
    await expect(refusal({ origin })).resolves.toBe(403);
    await expect(refusal({ cookie, origin }, '/anders')).resolves.toBe(403);
    await expect(refusal({ cookie, origin, host: 'kwaad.example' })).resolves.toBe(421);
  });

  it('closes a connection that sends more than a screen ever would', async () => {
    const socket = connect({ cookie: await enter(), origin: host.origin });
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise<number>((resolve) => socket.once('close', (code: number) => resolve(code)));
    socket.on('error', () => undefined);
    socket.send('x'.repeat(7 * 1024 * 1024));
    await expect(closed).resolves.toBe(1009);
  });
});
