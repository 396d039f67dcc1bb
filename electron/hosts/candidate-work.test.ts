import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCore, type Core } from '#core/compose.ts';
import { createServerClient } from '#core/server-client/server-client.ts';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { createLoopbackPlatform } from './loopback-platform.ts';
import { startRealServer, type RealServer } from './testing/real-server.ts';

const WAIT = 20_000;

/** One employer on two devices, with the server that both really talk to. */
describe('work on candidates with a real server', () => {
  let base: string;
  let server: RealServer;
  let cores: Core[];
  let here: DesktopApi;
  let elsewhere: DesktopApi;
  let candidates: readonly string[];

  async function signedIn(name: string): Promise<DesktopApi> {
    const profileDirectory = path.join(base, name);
    const core = await createCore({
      platform: createLoopbackPlatform({ profileDirectory, appVersion: '1.0.0' }),
      profileDirectory,
      serverUrl: server.url,
      logger: pino({ level: 'silent' }),
    });
    cores.push(core);
    const api = createRouterClient(core.router);
    const account = (await api.accounts.demoAccounts()).find(({ role }) => role === 'EMPLOYER');
    if (account === undefined) throw new Error('The demo server offers no employer');
    const challenge = await api.accounts.startSignIn({ email: account.email, password: account.password });
    await api.accounts.sendCode({ challengeId: challenge.id });
    const { items } = await createServerClient(server.url).listDemoMessages({});
    const code = /\d{6}/.exec(items.find(({ channel }) => channel === 'SMS')?.body ?? '')?.[0] ?? '';
    await api.accounts.completeSignIn({ challengeId: challenge.id, method: 'SMS', code });
    await vi.waitFor(async () => expect(await api.sync.state()).toMatchObject({ phase: 'idle', complete: true }), WAIT);
    return api;
  }

  beforeAll(async () => {
    base = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-work-'));
    server = await startRealServer({ directory: path.join(base, 'server'), candidates: 20 });
  });
  afterAll(async () => {
    const stopped = server.close();
    // Kept-alive connections of this process hold it up; once it takes no new ones, a second signal ends it at once.
    await vi.waitFor(() => expect(createServerClient(server.url).getHealth({})).rejects.toThrow(), WAIT);
    await Promise.all([stopped, server.close()]);
    rmSync(base, { recursive: true, force: true });
  });
  let count = 0;
  beforeEach(async () => {
    count += 1;
    cores = [];
    here = await signedIn(`here-${count}`);
    elsewhere = await signedIn(`elsewhere-${count}`);
    const { items } = await here.candidates.search({ query: EMPTY_QUERY, offset: 0, limit: 20 });
    candidates = items.map(({ id }) => id);
  });
  afterEach(async () => {
    for (const core of cores) await core.close();
  });

  const allSent = () =>
    vi.waitFor(async () => {
      const { waiting, refused } = await here.sync.overview();
      expect({ waiting, refused }).toEqual({ waiting: [], refused: [] });
    }, WAIT);

  it('HW-CON-01 BX-08: gives contact data once for one request, and its outcome reaches the other device', async () => {
    const [candidateId = ''] = candidates;
    const requestId = randomUUID();
    const data = await here.candidates.requestContactData({ candidateId, requestId });
    expect(data).toMatchObject({ request: { id: requestId, candidateId, outcome: 'OPEN' } });
    expect(data.email + data.phone).not.toBe('');
    // Asked again after an answer that was lost.
    await here.candidates.requestContactData({ candidateId, requestId });
    await vi.waitFor(
      async () => expect(await here.candidates.contactRequests({ candidateId: null })).toHaveLength(1),
      WAIT,
    );
    await here.candidates.recordContactOutcome({ requestId, outcome: 'SPOKEN', note: 'Belt terug' });
    await allSent();
    await vi.waitFor(
      async () =>
        expect(await elsewhere.candidates.contactRequests({ candidateId })).toMatchObject([
          { id: requestId, outcome: 'SPOKEN', note: 'Belt terug', pending: false },
        ]),
      WAIT,
    );
  });

  it('BX-06: brings a saved search with its mark and judgements to the other device', async () => {
    const { id } = await here.candidates.saveSearch({ id: null, name: 'Allen', query: EMPTY_QUERY, scope: 'PRIVATE' });
    await here.candidates.markSearch({ id, pinned: true, watch: 'APP' });
    const [refused = '', later = ''] = candidates;
    await here.candidates.judge({ searchId: id, candidateId: refused, value: 'NO' });
    await here.candidates.judge({ searchId: id, candidateId: later, value: 'LATER' });
    await allSent();
    await vi.waitFor(async () => {
      const searches = await elsewhere.candidates.savedSearches();
      expect(searches).toMatchObject([{ id, name: 'Allen', own: true, pinned: true, watch: 'APP', pending: false }]);
      const query = { query: EMPTY_QUERY, offset: 0, limit: 50, savedSearchId: id };
      const { total, items } = await elsewhere.candidates.search(query);
      expect(total).toBe(candidates.length - 1);
      expect(items.find((item) => item.id === later)?.judgement).toBe('LATER');
      expect(items.map((item) => item.id)).not.toContain(refused);
    }, WAIT);
  });
});
