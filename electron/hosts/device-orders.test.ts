import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCore, type Core } from '#core/compose.ts';
import { createServerClient } from '#core/server-client/server-client.ts';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import type { DeviceDecision } from '@hallowerk/contract/devices/device-status.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { createLoopbackPlatform } from './loopback-platform.ts';
import { startRealServer, type RealServer } from './testing/real-server.ts';

interface Program {
  readonly api: DesktopApi;
  readonly profileDirectory: string;
  readonly core: Core;
}

/** The program of an administrator and that of an employer, with the server that both really talk to. */
describe('devices of a real server', () => {
  let base: string;
  let server: RealServer;
  let employer: Program;
  let administrator: Program;

  async function start(name: string): Promise<Program> {
    const profileDirectory = path.join(base, name);
    const core = await createCore({
      platform: createLoopbackPlatform({ profileDirectory, appVersion: '1.0.0' }),
      profileDirectory,
      serverUrl: server.url,
      logger: pino({ level: 'silent' }),
    });
    return { api: createRouterClient(core.router), profileDirectory, core };
  }

  async function signIn(api: DesktopApi, role: Role): Promise<void> {
    const account = (await api.accounts.demoAccounts()).find((known) => known.role === role);
    if (account === undefined) throw new Error(`The demo server offers no ${role}`);
    const challenge = await api.accounts.startSignIn({ email: account.email, password: account.password });
    await api.accounts.sendCode({ challengeId: challenge.id });
    const messages = await createServerClient(server.url).listDemoMessages({});
    const message = messages.items.find(({ channel }) => channel === 'SMS');
    const code = /\d{6}/.exec(message?.body ?? '')?.[0] ?? '';
    await api.accounts.completeSignIn({ challengeId: challenge.id, method: 'SMS', code });
    await updated(api);
  }

  const updated = (api: DesktopApi) =>
    vi.waitFor(async () => expect(await api.sync.state()).toMatchObject({ phase: 'idle', complete: true }), 20_000);
  const decide = async (decision: DeviceDecision): Promise<void> => {
    const { items } = await administrator.api.devices.list();
    const device = items.find(({ role, state }) => role === 'EMPLOYER' && (state === 'ACTIVE' || state === 'LOCKED'));
    await administrator.api.devices.decide({ id: device?.id ?? '', decision });
  };
  const signedOut = (reason: string) =>
    vi.waitFor(
      async () => expect(await employer.api.accounts.state()).toEqual({ state: 'signed-out', reason }),
      20_000,
    );

  beforeAll(async () => {
    base = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-devices-'));
    server = await startRealServer({ directory: path.join(base, 'server'), candidates: 20 });
  });
  afterAll(async () => {
    const stopped = server.close();
    // Kept-alive connections of this process hold it up; once it takes no new ones, a second signal ends it at once.
    await vi.waitFor(() => expect(createServerClient(server.url).getHealth({})).rejects.toThrow(), 20_000);
    await Promise.all([stopped, server.close()]);
    rmSync(base, { recursive: true, force: true });
  });
  let count = 0;
  beforeEach(async () => {
    count += 1;
    administrator = await start(`administrator-${count}`);
    await signIn(administrator.api, 'MUNICIPAL_ADMINISTRATOR');
    employer = await start(`employer-${count}`);
    await signIn(employer.api, 'EMPLOYER');
  });
  afterEach(async () => {
    await employer.core.close();
    await administrator.core.close();
  });

  it('give leases and orders that their devices take for genuine, and lock within a poke (C9)', async () => {
    expect(Date.parse((await employer.api.sync.overview()).leaseUntil ?? '')).toBeGreaterThan(
      Date.now() + 6 * 86_400_000,
    );
    await vi.waitFor(async () => expect((await employer.api.sync.overview()).live).toBe(true), 10_000);
    await decide('LOCK');
    await signedOut('device-locked');
    await decide('RELEASE');
    await signIn(employer.api, 'EMPLOYER');
    await decide('WIPE');
    await signedOut('device-wiped');
    await vi.waitFor(
      async () => expect((await administrator.api.devices.list()).items.map(({ state }) => state)).toContain('WIPED'),
      10_000,
    );
    const left = await readdir(path.join(employer.profileDirectory, 'users'));
    expect(left).toEqual([]);
    await signIn(employer.api, 'EMPLOYER');
  });
});
