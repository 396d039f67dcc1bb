import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { createRouterClient } from '@orpc/server';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createCore, type Core } from '#core/compose.ts';
import { createServerClient } from '#core/server-client/server-client.ts';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import type { SwitchableAccount } from '@hallowerk/contract/accounts/own-accounts.ts';
import { createLoopbackPlatform } from './loopback-platform.ts';
import { startRealServer, type RealServer } from './testing/real-server.ts';

const WAIT = 30_000;
const ORGANIZATION = 'Bakkerij De Krakeling';

/** One employer with two accounts, on one device, with the server that the program really talks to (HW-SET-03). */
describe('switching between accounts', () => {
  let base: string;
  let server: RealServer;
  let core: Core;
  let api: DesktopApi;
  let others: SwitchableAccount;
  let first: string;

  const post = async <T>(path: string, body: unknown, token?: string, method = 'POST'): Promise<T> => {
    const answer = await fetch(`${server.url}/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  };
  const messages = async () => (await createServerClient(server.url).listDemoMessages({})).items;
  async function smsCode(challengeId: string): Promise<string> {
    await post(`/sign-in-challenges/${challengeId}/codes`, { method: 'SMS' });
    return /\d{6}/.exec((await messages()).find(({ channel }) => channel === 'SMS')?.body ?? '')?.[0] ?? '';
  }
  async function demoAccount(role: string) {
    const account = (await api.accounts.demoAccounts()).find((known) => known.role === role);
    if (account === undefined) throw new Error(`The demo server offers no ${role}`);
    return account;
  }

  /** His account manager invites him for another organisation, and he accepts with the login that he has. */
  async function addAccount(): Promise<void> {
    const manager = await demoAccount('ACCOUNT_MANAGER');
    const employer = await demoAccount('EMPLOYER');
    const signIn = await post<{ id: string }>('/sign-in-challenges', {
      ...{ email: manager.email, password: manager.password },
    });
    const session = await post<{ accessToken: string }>('/sessions', {
      ...{ challengeId: signIn.id, method: 'SMS', code: await smsCode(signIn.id) },
      device: { id: null, name: 'Kantoor', platform: 'linux', appVersion: '1.0.0' },
    });
    const invitation = {
      ...{ kind: 'EMPLOYER', fullName: employer.fullName, email: employer.email, role: 'EMPLOYER', mobile: null },
      ...{ organizationId: null, organizationName: ORGANIZATION, personalMessage: '' },
    };
    await post(`/invitations/${randomUUID()}`, { invitation, send: true }, session.accessToken, 'PUT');
    // Wakes the queue of mails.
    await post('/password-resets', { email: 'niemand@voorbeeld.example' });
    const token = await vi.waitFor(async () => {
      const mail = (await messages()).find(({ body }) => body.includes('/uitnodiging#'));
      const found = /\/uitnodiging#([\w-]{43})/.exec(mail?.body ?? '')?.[1];
      if (found === undefined) throw new Error('No mail yet');
      return found;
    }, WAIT);
    await post('/invitation-openings', { token });
    const login = await post<{ id: string }>('/invitation-logins', { token, password: employer.password });
    await post('/invitation-memberships', {
      ...{ token, termsVersion: 1, agreed: true, challengeId: login.id, method: 'SMS', code: await smsCode(login.id) },
    });
  }

  async function start(): Promise<void> {
    const profileDirectory = path.join(base, 'profile');
    core = await createCore({
      platform: createLoopbackPlatform({ profileDirectory, appVersion: '1.0.0' }),
      profileDirectory,
      serverUrl: server.url,
      logger: pino({ level: 'silent' }),
    });
    api = createRouterClient(core.router);
  }

  const updated = () =>
    vi.waitFor(async () => expect(await api.sync.state()).toMatchObject({ phase: 'idle', complete: true }), WAIT);
  const mine = async () => {
    const state = await api.accounts.state();
    return state.state === 'signed-in' ? state.me.id : null;
  };
  const accounts = async () => (await api.ownAccount.accounts()).items;
  const candidate = async () => {
    const found = await api.candidates.search({ query: EMPTY_QUERY, offset: 0, limit: 1 });
    return found.items[0]?.id ?? '';
  };
  const favourites = async () => (await api.candidates.favourites({ offset: 0, limit: 50, sort: 'name-asc' })).total;

  beforeAll(async () => {
    base = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-switch-'));
    server = await startRealServer({ directory: path.join(base, 'server'), candidates: 20 });
    await start();
    await addAccount();
    const employer = await demoAccount('EMPLOYER');
    const challenge = await api.accounts.startSignIn({ email: employer.email, password: employer.password });
    const code = await smsCode(challenge.id);
    await api.accounts.completeSignIn({ challengeId: challenge.id, method: 'SMS', code });
    await updated();
    first = (await mine()) ?? '';
    others = (await accounts()).find(({ organizationName }) => organizationName === ORGANIZATION)!;
  }, 120_000);
  afterAll(async () => {
    await core.close();
    await server.close();
    rmSync(base, { recursive: true, force: true });
  });

  it('shows the accounts of the person, the present one first', async () => {
    const items = await accounts();
    expect(items.map(({ id, current, waiting, kept }) => [id, current, waiting, kept])).toEqual([
      [first, true, 0, false],
      [others.id, false, 0, false],
    ]);
  });

  it('opens the other account with nothing of this one in it: no favourites, drafts, searches, prints or waiting work', async () => {
    const id = await candidate();
    await api.candidates.setFavourite({ id, on: true });
    await api.candidates.saveSearch({ id: null, name: 'Alleen van mij', query: EMPTY_QUERY, scope: 'PRIVATE' });
    await api.app.setPreference({ key: 'note-draft', value: { text: 'een geheim' } });
    const { jobId } = await api.candidates.startPrint({ ids: [id] });
    const state = await api.ownAccount.switchAccount({ id: others.id });
    expect(state).toMatchObject({ state: 'signed-in', me: { id: others.id, organizationName: ORGANIZATION } });
    await updated();
    expect(await favourites()).toBe(0);
    expect(JSON.stringify(await api.app.preferences())).not.toContain('geheim');
    expect(JSON.stringify(await api.candidates.savedSearches())).not.toContain('Alleen van mij');
    await expect(api.candidates.printJob({ jobId, offset: 0 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await api.sync.state()).waiting).toBe(0);
  });

  it('goes back and finds everything as it was', async () => {
    await api.candidates.setFavourite({ id: await candidate(), on: true });
    await updated();
    await api.ownAccount.switchAccount({ id: first });
    await updated();
    expect(await mine()).toBe(first);
    expect(await favourites()).toBe(1);
    expect(JSON.stringify(await api.app.preferences())).toContain('een geheim');
  });

  it('is still this account after a restart, and the other one can still be opened', async () => {
    await core.close();
    await start();
    expect(await mine()).toBe(first);
    expect((await accounts()).find(({ id }) => id === others.id)).toMatchObject({ kept: true });
  });

  it('switches without a connection, names what waits in the other account, and sends it later', async () => {
    await server.close();
    await vi.waitFor(async () => expect((await api.sync.state()).offlineSince).not.toBeNull(), WAIT);
    await api.candidates.setFavourite({ id: await candidate(), on: false });
    await api.ownAccount.switchAccount({ id: others.id });
    expect(await mine()).toBe(others.id);
    expect(await favourites()).toBe(1);
    expect((await api.sync.state()).waiting).toBe(0);
    const kept = (await accounts()).find(({ id }) => id === first);
    expect(kept).toMatchObject({ waiting: 1, kept: true });
    await api.ownAccount.switchAccount({ id: first });
    expect(await favourites()).toBe(0);
    expect((await api.sync.state()).waiting).toBe(1);
  });

  it('keeps no key of the other account after signing out', async () => {
    await api.accounts.signOut();
    await expect(api.ownAccount.accounts()).rejects.toMatchObject({ code: 'SIGNED_OUT' });
    await expect(api.ownAccount.switchAccount({ id: others.id })).rejects.toMatchObject({ code: 'SIGNED_OUT' });
  });
});
