import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCore, type Core } from '#core/compose.ts';
import { createServerClient } from '#core/server-client/server-client.ts';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { createLoopbackPlatform } from './loopback-platform.ts';
import { startRealServer, type RealServer } from './testing/real-server.ts';

const WAIT = 20_000;

/** The programs of an administrator and of an account manager, with the server that both really talk to. */
describe('a change of role', () => {
  let base: string;
  let server: RealServer;
  let cores: Core[];
  let administrator: DesktopApi;
  let manager: DesktopApi;
  let managerId: string;
  let count = 0;

  async function signedIn(name: string, role: Role): Promise<DesktopApi> {
    const profileDirectory = path.join(base, name);
    const core = await createCore({
      platform: createLoopbackPlatform({ profileDirectory, appVersion: '1.0.0' }),
      profileDirectory,
      serverUrl: server.url,
      logger: pino({ level: 'silent' }),
    });
    cores.push(core);
    const api = createRouterClient(core.router);
    const account = (await api.accounts.demoAccounts()).find((known) => known.role === role);
    if (account === undefined) throw new Error(`The demo server offers no ${role}`);
    const challenge = await api.accounts.startSignIn({ email: account.email, password: account.password });
    await api.accounts.sendCode({ challengeId: challenge.id });
    const { items } = await createServerClient(server.url).listDemoMessages({});
    const code = /\d{6}/.exec(items.find(({ channel }) => channel === 'SMS')?.body ?? '')?.[0] ?? '';
    await api.accounts.completeSignIn({ challengeId: challenge.id, method: 'SMS', code });
    await vi.waitFor(async () => expect(await api.sync.state()).toMatchObject({ phase: 'idle', complete: true }), WAIT);
    return api;
  }

  const meOf = async (api: DesktopApi) => {
    const account = await api.accounts.state();
    if (account.state !== 'signed-in') throw new Error('Signed out');
    return account.me;
  };
  const everybody = (api: DesktopApi) => api.candidates.search({ query: EMPTY_QUERY, offset: 0, limit: 200 });
  /** What the device itself can show of these people. */
  const shown = (api: DesktopApi, ids: readonly string[]) =>
    Promise.all(ids.map((id) => api.candidates.get({ id }).catch(() => null)));
  const live = (api: DesktopApi) => vi.waitFor(async () => expect((await api.sync.overview()).live).toBe(true), WAIT);

  beforeAll(async () => {
    base = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-roles-'));
    server = await startRealServer({ directory: path.join(base, 'server'), candidates: 60 });
  });
  afterAll(async () => {
    const stopped = server.close();
    // Kept-alive connections of this process hold it up; once it takes no new ones, a second signal ends it at once.
    await vi.waitFor(() => expect(createServerClient(server.url).getHealth({})).rejects.toThrow(), WAIT);
    await Promise.all([stopped, server.close()]);
    rmSync(base, { recursive: true, force: true });
  });
  beforeEach(async () => {
    count += 1;
    cores = [];
    administrator = await signedIn(`administrator-${count}`, 'MUNICIPAL_ADMINISTRATOR');
    manager = await signedIn(`manager-${count}`, 'ACCOUNT_MANAGER');
    managerId = (await meOf(manager)).id;
    await live(manager);
  });
  afterEach(async () => {
    await administrator.roles.give({ id: managerId, given: { role: 'ACCOUNT_MANAGER', customRoleId: null } });
    for (const core of cores) await core.close();
  });

  it('takes internal fields and hidden people from the device at the next poke (PP-VIS-04, PP-DAT-05–11)', async () => {
    const before = await everybody(manager);
    const ids = before.items.map(({ id }) => id);
    const cases = await shown(manager, ids);
    expect(cases.every((one) => one?.internal !== null)).toBe(true);
    const hidden = ids.filter((_, index) => cases[index]?.internal?.visibleToEmployers === false);
    expect(hidden.length).toBeGreaterThan(0);

    await administrator.roles.give({ id: managerId, given: { role: 'EMPLOYER', customRoleId: null } });
    await vi.waitFor(async () => {
      expect(await meOf(manager)).toMatchObject({ role: 'EMPLOYER', rights: DEFAULT_RIGHTS.EMPLOYER });
      expect((await everybody(manager)).total).toBe(before.total - hidden.length);
    }, WAIT);
    expect((await shown(manager, hidden)).every((one) => one === null)).toBe(true);
    const cards = await shown(
      manager,
      ids.filter((id) => !hidden.includes(id)),
    );
    expect(cards.map((one) => one?.internal)).toEqual(cards.map(() => null));
  });

  it('takes every candidate from who has a custom role that loses that right (HR-ROLE-03)', async () => {
    const id = randomUUID();
    const basedOn = 'ACCOUNT_MANAGER' as const;
    const rights = [...DEFAULT_RIGHTS[basedOn]];
    const role = await administrator.roles.create({ id, role: { name: `Rol ${id}`, basedOn, rights } });
    await administrator.roles.give({ id: managerId, given: { role: null, customRoleId: id } });
    await vi.waitFor(async () => expect((await meOf(manager)).roleName).toBe(role.name), WAIT);
    expect((await everybody(manager)).total).toBeGreaterThan(0);

    const fewer = rights.filter(({ area }) => area !== 'CANDIDATE' && area !== 'CANDIDATE_INTERNAL');
    await administrator.roles.change({ id, change: { name: role.name, rights: fewer, seen: role.version } });
    await vi.waitFor(async () => {
      expect((await everybody(manager)).total).toBe(0);
      expect((await meOf(manager)).rights).toEqual(fewer);
    }, WAIT);
    expect((await manager.sync.overview()).candidates).toBe(0);
  });
});
