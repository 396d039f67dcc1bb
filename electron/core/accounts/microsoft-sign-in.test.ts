import type { IncomingMessage, ServerResponse } from 'node:http';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startContractServer, TEST_CODE, TEST_PASSWORD, type ContractServer } from '../testing/contract-server.ts';
import { EntraLookAlike, JAN, LOOK_ALIKE_CLIENT } from '../testing/entra-look-alike.ts';
import { ScriptedBrowser } from '../testing/scripted-browser.ts';
import { makeProfile, startTestCore, type TestCore, type TestProfile } from '../testing/start-test-core.ts';
import { makeTestCertificate } from '../testing/test-ca.ts';

const NONCE = 'n'.repeat(43);
const IDENTITY = {
  id: '0190f3a0-0000-7000-8000-000000000001',
  addedAt: '2026-03-02T09:00:00.000Z',
  lastUsedAt: null,
  removable: true,
};

describe('signing in with Microsoft', () => {
  const trusted = tls.getCACertificates('default');
  let entra: EntraLookAlike;
  let server: ContractServer;
  let profile: TestProfile;
  let core: TestCore;
  /** What the server got, by route. */
  let bodies: Map<string, Record<string, unknown>>;
  /** What the server answers at a route, instead of what it does for who is welcome. */
  let answers: Map<string, readonly [number, unknown]>;

  beforeAll(async () => {
    const certificate = await makeTestCertificate();
    tls.setDefaultCACertificates([...trusted, certificate.ca]);
    entra = await EntraLookAlike.start(certificate);
  });
  afterAll(async () => {
    await entra.stop();
    tls.setDefaultCACertificates(trusted);
  });

  beforeEach(async () => {
    server = await startContractServer();
    profile = await makeProfile();
    profile.openExternal = async (address) => void new ScriptedBrowser().signIn(address, JAN.address);
    core = await startTestCore(profile, server.url);
    bodies = new Map();
    answers = new Map<string, readonly [number, unknown]>([
      [
        'GET /v1/microsoft-settings',
        [200, { application: { clientId: LOOK_ALIKE_CLIENT, authority: entra.authority } }],
      ],
      ['POST /v1/microsoft-challenges', [201, { nonce: NONCE, expiresAt: '2026-03-02T09:10:00.000Z' }]],
      ['POST /v1/microsoft-link-challenges', [201, { nonce: NONCE, expiresAt: '2026-03-02T09:10:00.000Z' }]],
      ['POST /v1/microsoft-identities', [201, IDENTITY]],
    ]);
    server.intercept = (request, response, body) => answer(request, response, body as Record<string, unknown>);
  });
  afterEach(async () => {
    await core.close();
    await server.close();
    await profile.remove();
  });

  async function answer(request: IncomingMessage, response: ServerResponse, body: Record<string, unknown>) {
    const route = `${request.method} ${request.url}`;
    bodies.set(route, body);
    const said = answers.get(route) ?? (route === 'POST /v1/microsoft-sessions' ? await session(body) : undefined);
    if (said === undefined) return false;
    const type = said[0] < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(said[0], { 'content-type': type }).end(JSON.stringify(said[1]));
    return true;
  }
  const refuse = (route: string, status: number, code: string) =>
    answers.set(route, [status, { type: 'about:blank', title: 'Nee', status, detail: 'Dit mag niet.', code }]);

  /** The session that this server gives everybody who is welcome, whichever way he came. */
  async function session({ device }: Record<string, unknown>): Promise<readonly [number, unknown]> {
    const post = async (path: string, body: unknown) =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const challenge = await post('/v1/sign-in-challenges', { email: server.me.email, password: TEST_PASSWORD });
    const { id } = (await challenge.json()) as { id: string };
    const opened = await post('/v1/sessions', { challengeId: id, method: 'TOTP', code: TEST_CODE, device });
    return [opened.status, await opened.json()];
  }
  const deviceOf = (route: string) => (bodies.get(route)?.['device'] as { id: string | null }).id;

  it('opens the session that the server gives for what Microsoft says', async () => {
    expect(await core.api.microsoft.available()).toBe(true);
    const state = await core.api.microsoft.signIn();
    expect(state).toEqual({ state: 'signed-in', me: server.me });
    const { idToken, nonce } = bodies.get('POST /v1/microsoft-sessions') ?? {};
    expect(nonce).toBe(NONCE);
    expect(String(idToken).split('.')).toHaveLength(3);
    expect(await core.api.accounts.state()).toEqual(state);
  });

  it('keeps nothing of Microsoft on this device', async () => {
    await core.api.microsoft.signIn();
    for (const name of profile.secrets.names()) {
      const kept = (await profile.secrets.get(name))?.toString('utf8') ?? '';
      expect(kept).not.toMatch(/eyJ|gemeente\.example|login\.microsoft/);
      expect(kept).not.toContain(JAN.oid);
    }
  });

  it('is the same device at the next sign-in, also with a password', async () => {
    await core.api.microsoft.signIn();
    expect(deviceOf('POST /v1/microsoft-sessions')).toBeNull();
    const challenge = await core.api.accounts.startSignIn({ email: server.me.email, password: TEST_PASSWORD });
    await core.api.accounts.completeSignIn({ challengeId: challenge.id, method: 'TOTP', code: TEST_CODE });
    const device = deviceOf('POST /v1/sessions');
    expect(device).toMatch(/^[0-9a-f-]{36}$/);
    await core.api.microsoft.signIn();
    expect(deviceOf('POST /v1/microsoft-sessions')).toBe(device);
  });

  it.each([
    ['microsoft_not_linked', 403],
    ['private_microsoft_account', 403],
    ['challenge_closed', 410],
    ['microsoft_unreachable', 503],
  ])('passes on that the server refused with %s, and signs nobody in', async (code, status) => {
    refuse('POST /v1/microsoft-sessions', status, code);
    const refused = core.api.microsoft.signIn();
    await expect(refused).rejects.toMatchObject({ code: 'REFUSED', message: 'Dit mag niet.', data: { code } });
    expect(await core.api.accounts.state()).toMatchObject({ state: 'signed-out' });
  });

  it('is not available where it is not set up, on an older server, and without a connection', async () => {
    answers.set('GET /v1/microsoft-settings', [200, { application: null }]);
    expect(await core.api.microsoft.available()).toBe(false);
    await expect(core.api.microsoft.signIn()).rejects.toMatchObject({ data: { code: 'microsoft_off' } });
    refuse('GET /v1/microsoft-settings', 404, 'not_found');
    expect(await core.api.microsoft.available()).toBe(false);
    await server.close();
    expect(await core.api.microsoft.available()).toBe(false);
    await expect(core.api.microsoft.signIn()).rejects.toMatchObject({ code: 'OFFLINE' });
  });

  it('stops when the screen stops asking', async () => {
    const stop = new AbortController();
    profile.openExternal = async () => stop.abort();
    const asked = core.api.microsoft.signIn(undefined, { signal: stop.signal });
    await expect(asked).rejects.toThrow();
    expect(bodies.has('POST /v1/microsoft-sessions')).toBe(false);
    expect(await core.api.accounts.state()).toMatchObject({ state: 'signed-out' });
  });

  it('adds the account of who is signed in, and opens no browser for who may not', async () => {
    await core.api.microsoft.signIn();
    expect(await core.api.microsoft.link()).toEqual(IDENTITY);
    expect(bodies.get('POST /v1/microsoft-identities')).toMatchObject({ nonce: NONCE });
    let opened = 0;
    profile.openExternal = async () => void (opened += 1);
    refuse('POST /v1/microsoft-link-challenges', 403, 'confirmation_needed');
    await expect(core.api.microsoft.link()).rejects.toMatchObject({ data: { code: 'confirmation_needed' } });
    expect(opened).toBe(0);
  });

  it('confirms at Microsoft who somebody is, with a sign-in that is new', async () => {
    await core.api.microsoft.signIn();
    answers.set('POST /v1/microsoft-confirmation-challenges', [
      201,
      { nonce: NONCE, expiresAt: '2026-03-02T09:10:00Z' },
    ]);
    answers.set('POST /v1/microsoft-confirmations', [201, { confirmedUntil: '2026-03-02T09:10:00.000Z' }]);
    const opened: URL[] = [];
    const before = profile.openExternal;
    profile.openExternal = async (address) => {
      opened.push(new URL(address));
      await before(address);
    };
    expect(await core.api.microsoft.confirm()).toEqual({ confirmedUntil: '2026-03-02T09:10:00.000Z' });
    expect(opened.map(({ searchParams }) => [searchParams.get('prompt'), searchParams.get('max_age')])).toEqual([
      ['login', '0'],
    ]);
    expect(bodies.get('POST /v1/microsoft-confirmations')).toMatchObject({ nonce: NONCE });
    refuse('POST /v1/microsoft-confirmation-challenges', 409, 'password_confirms');
    await expect(core.api.microsoft.confirm()).rejects.toMatchObject({ data: { code: 'password_confirms' } });
    expect(opened).toHaveLength(1);
  });
});
