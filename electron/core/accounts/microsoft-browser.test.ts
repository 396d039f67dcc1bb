import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { once } from 'node:events';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DesktopError } from '../desktop-error.ts';
import { EntraLookAlike, JAN, LOOK_ALIKE_CLIENT, LOOK_ALIKE_TENANT } from '../testing/entra-look-alike.ts';
import { eventually } from '../testing/eventually.ts';
import { ScriptedBrowser, type Page } from '../testing/scripted-browser.ts';
import { makeTestCertificate } from '../testing/test-ca.ts';
import { createMicrosoftBrowser, type MicrosoftToken } from './microsoft-browser.ts';

const NONCE = 'n'.repeat(43);

describe('the way to Microsoft and back', () => {
  const trusted = tls.getCACertificates('default');
  let entra: EntraLookAlike;
  beforeAll(async () => {
    const certificate = await makeTestCertificate();
    tls.setDefaultCACertificates([...trusted, certificate.ca]);
    entra = await EntraLookAlike.start(certificate);
  });
  afterAll(async () => {
    await entra.stop();
    tls.setDefaultCACertificates(trusted);
  });

  const application = () => ({ clientId: LOOK_ALIKE_CLIENT, authority: entra.authority });

  /** Asks, with a user who does `act` with the address that his browser gets. */
  function ask(
    act: (address: string) => Promise<unknown>,
    options: { readonly signal?: AbortSignal; readonly timeLimitMs?: number } = {},
  ) {
    const opened = Promise.withResolvers<URL>();
    const platform = {
      openExternal: async (address: string) => {
        opened.resolve(new URL(address));
        void act(address);
      },
    };
    const { signal, ...rest } = options;
    const asked = createMicrosoftBrowser({ platform, ...rest }).ask(application(), NONCE, signal);
    const reason = asked.then(
      () => 'signed in',
      (error: unknown) => (error instanceof DesktopError ? error.reason : String(error)),
    );
    return { asked, reason, opened: opened.promise };
  }
  const claimsOf = ({ idToken }: MicrosoftToken): Record<string, unknown> =>
    JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());
  const backOf = (opened: URL): string =>
    (opened.searchParams.get('redirect_uri') ?? '').replace('localhost', '127.0.0.1');
  const isClosed = (address: string) =>
    fetch(address).then(
      () => false,
      () => true,
    );

  it('comes back with a token for this sign-in, and tells the user that he can close the window', async () => {
    let last: Page | undefined;
    const { asked, opened } = ask(async (address) => (last = await new ScriptedBrowser().signIn(address, JAN.address)));
    const token = await asked;
    expect(claimsOf(token)).toMatchObject({
      iss: `${entra.origin}/${LOOK_ALIKE_TENANT}/v2.0`,
      aud: LOOK_ALIKE_CLIENT,
      nonce: createHash('sha256').update(NONCE).digest('base64url'),
      tid: LOOK_ALIKE_TENANT,
      oid: JAN.oid,
    });
    expect(token.account).toBe(`microsoft ${LOOK_ALIKE_TENANT} ${JAN.oid}`);
    expect(token.addresses).toContain(JAN.address);
    await eventually(() => expect(last?.html).toContain('Je bent aangemeld. Je kunt dit venster sluiten'));
    expect(last?.html).toMatch(/^<!doctype html>\s*<html lang="nl">\s*<head>\s*<meta charset="utf-8">/);
    await eventually(async () => expect(await isClosed(backOf(await opened))).toBe(true));
  });

  it('asks with PKCE, a state and the hash of the nonce, for no more than who somebody is', async () => {
    const { asked, opened } = ask((address) => new ScriptedBrowser().signIn(address, JAN.address));
    await asked;
    const { searchParams, href } = await opened;
    expect(Object.fromEntries(searchParams)).toMatchObject({
      client_id: LOOK_ALIKE_CLIENT,
      response_type: 'code',
      response_mode: 'form_post',
      code_challenge_method: 'S256',
      prompt: 'select_account',
    });
    expect(searchParams.get('scope')?.split(' ').sort()).toEqual(['email', 'offline_access', 'openid', 'profile']);
    expect(searchParams.get('redirect_uri')).toMatch(/^http:\/\/localhost:\d+$/);
    expect(searchParams.get('state')).toBeTruthy();
    expect(href).not.toContain(NONCE);
    // What the bridge to the shell takes.
    expect(href.length).toBeLessThan(2048);
  });

  it('says that the user stopped, when he does so at Microsoft', async () => {
    let last: Page | undefined;
    const { reason } = ask(
      async (address) => (last = await new ScriptedBrowser().signIn(address, JAN.address, 'cancel')),
    );
    expect(await reason).toBe('microsoft_cancelled');
    await eventually(() => expect(last?.html).toContain('Aanmelden is niet gelukt'));
  });

  it('stops at once when the user stops waiting, and listens no more', async () => {
    const stop = new AbortController();
    const { reason, opened } = ask(() => Promise.resolve(), { signal: stop.signal });
    const back = backOf(await opened);
    stop.abort();
    expect(await reason).toBe('microsoft_cancelled');
    await eventually(async () => expect(await isClosed(back)).toBe(true));
  });

  it('opens no browser for who had stopped before', async () => {
    let opened = 0;
    const platform = { openExternal: async () => void (opened += 1) };
    const browser = createMicrosoftBrowser({ platform });
    const asked = browser.ask(application(), NONCE, AbortSignal.abort());
    await expect(asked).rejects.toMatchObject({ reason: 'microsoft_cancelled' });
    expect(opened).toBe(0);
  });

  it('stops waiting for who closed the tab, and for a private account, which stays on the page of Microsoft', async () => {
    const closed = ask(() => Promise.resolve(), { timeLimitMs: 500 });
    let last: Page | undefined;
    const hotmail = ask(
      async (address) => (last = await new ScriptedBrowser().signIn(address, 'piet@hotmail.example')),
      { timeLimitMs: 2_500 },
    );
    expect(await closed.reason).toBe('microsoft_timeout');
    expect(await hotmail.reason).toBe('microsoft_timeout');
    await eventually(() => expect(last?.html).toContain('Je kunt hier niet aanmelden met een persoonlijk account'));
    await eventually(async () => expect(await isClosed(backOf(await closed.opened))).toBe(true));
  });

  it('is not moved by a code with another state, nor by one in the address', async () => {
    const user = new ScriptedBrowser();
    const stop = new AbortController();
    const { reason, opened } = ask(() => Promise.resolve(), { signal: stop.signal });
    const back = backOf(await opened);
    const forged = await user.post(`${back}/`, { code: 'gestolen', state: 'van-een-ander' });
    const without = await user.post(`${back}/`, { code: 'gestolen' });
    const denied = await user.post(`${back}/`, { error: 'access_denied', state: 'van-een-ander' });
    const inAddress = await user.open(`${back}/?code=gestolen&state=van-een-ander`);
    expect([forged.status, without.status, denied.status, inAddress.status]).toEqual([400, 400, 400, 400]);
    // It is still waiting: the user himself ends it.
    const page = await user.signIn((await opened).href, JAN.address);
    expect(page.status).toBe(200);
    expect(await reason).toBe('signed in');
  });

  it('takes a port of its own, whatever else listens, so that two can wait at once', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const both = [1, 2].map(() => ask((address) => new ScriptedBrowser().signIn(address, JAN.address)));
    const ports = await Promise.all(both.map(async ({ opened }) => new URL(backOf(await opened)).port));
    expect(new Set(ports).size).toBe(2);
    expect(await Promise.all(both.map(({ reason }) => reason))).toEqual(['signed in', 'signed in']);
    other.close();
  });

  it('says so when no browser opens', async () => {
    const platform = { openExternal: () => Promise.reject(new Error('spawn xdg-open ENOENT')) };
    const asked = createMicrosoftBrowser({ platform }).ask(application(), NONCE);
    await expect(asked).rejects.toMatchObject({ code: 'REFUSED', reason: 'browser_unavailable' });
  });

  it('is offline when Microsoft cannot be reached, or is somebody whose certificate is not trusted', async () => {
    const platform = { openExternal: () => Promise.resolve() };
    const browser = createMicrosoftBrowser({ platform });
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as { port: number };
    nobody.close();
    await once(nobody, 'close');
    const away = browser.ask(
      { clientId: LOOK_ALIKE_CLIENT, authority: `https://localhost:${port}/organizations` },
      NONCE,
    );
    await expect(away).rejects.toMatchObject({ code: 'OFFLINE' });

    const stranger = await EntraLookAlike.start(await makeTestCertificate());
    const asked = browser.ask({ clientId: LOOK_ALIKE_CLIENT, authority: stranger.authority }, NONCE);
    await expect(asked).rejects.toMatchObject({ code: 'OFFLINE' });
    expect(stranger.requests).toEqual([]);
    await stranger.stop();
  });
});
