import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountState } from '@hallowerk/contract/app/app.desktop.ts';
import { NO_FAILPOINT } from '../failpoint.ts';
import type { Platform } from '../platform.ts';
import { createPokeStreams } from '../server-client/poke-stream.ts';
import { createServerClient } from '../server-client/server-client.ts';
import { startContractServer, TEST_CODE, TEST_PASSWORD, type ContractServer } from '../testing/contract-server.ts';
import { eventually } from '../testing/eventually.ts';
import { holdClock } from '../testing/held-clock.ts';
import { makeProfile, type TestProfile } from '../testing/start-test-core.ts';
import { createWorkspaces } from '../workspaces.ts';
import { createAccountsService, type AccountsService } from './accounts.service.ts';
import type { SessionHost } from './session-host.ts';
import { createSessionLifecycle, type SessionLifecycle } from './session-lifecycle.ts';
import { createSessionStore, type KeptSession } from './session-store.ts';

let server: ContractServer;
let profile: TestProfile;
let accounts: AccountsService;
let sessions: SessionLifecycle;
/** Every copy of a device key that a part of the program got. */
let keys: Buffer[];
let states: AccountState[];
const workspaces: { start?: () => void } = {};

beforeEach(async () => {
  const [clock, logger] = [holdClock(), pino({ level: 'silent' })];
  [keys, states] = [[], []];
  server = await startContractServer();
  server.now = clock.now;
  profile = await makeProfile();
  const platform: Platform = {
    mode: 'loopback',
    appVersion: '1.0.0',
    secrets: profile.secrets,
    canSavePdf: false,
    openExternal: () => Promise.resolve(),
    savePdf: () => Promise.resolve({ saved: false }),
    saveFile: () => Promise.resolve({ saved: false }),
  };
  const client = createServerClient(server.url);
  const real = createWorkspaces({
    profileDirectory: profile.directory,
    client,
    pokes: createPokeStreams(server.url),
    platform,
    clock,
    logger,
    failpoint: NO_FAILPOINT,
    publish: () => undefined,
    onMe: () => undefined,
  });
  workspaces.start = () => real.current().sync.start('user');
  const host: SessionHost = {
    ...real,
    open(session) {
      keys.push(session.deviceKey);
      return real.open(session);
    },
  };
  const kept = createSessionStore(profile.secrets, server.url, logger);
  const store = {
    ...kept,
    save(session: KeptSession) {
      keys.push(session.deviceKey);
      return kept.save(session);
    },
  };
  sessions = createSessionLifecycle({
    client,
    profileDirectory: profile.directory,
    store,
    host,
    clock,
    logger,
    failpoint: NO_FAILPOINT,
    onChanged: (state) => states.push(state),
  });
  accounts = createAccountsService({
    ...{ client, platform, store, sessions, clock },
    currentClient: () => real.currentClient(),
  });
  const challenge = await accounts.startSignIn({ email: 'a@b.example', password: TEST_PASSWORD });
  await accounts.completeSignIn({ challengeId: challenge.id, method: 'TOTP', code: TEST_CODE });
});
afterEach(async () => {
  await sessions.close();
  await server.close();
  await profile.remove();
});

const areZero = (): boolean => keys.length > 1 && keys.every((key) => key.every((byte) => byte === 0));

describe('the device key in memory', () => {
  it('is there while somebody is signed in', () => {
    expect(keys.some((key) => key.some((byte) => byte !== 0))).toBe(true);
  });

  it.each([
    ['a lock (C9)', () => server.decide('LOCK')],
    ['a wipe (C9)', () => server.decide('WIPE')],
    ['the end of the session (C9)', () => server.revoke(true)],
  ])('is zero in every copy after %s', async (_what, end) => {
    end();
    workspaces.start?.();
    await eventually(() => expect(sessions.state().state).toBe('signed-out'));
    await eventually(() => expect(areZero()).toBe(true));
    expect(states.at(-1)).toMatchObject({ state: 'signed-out' });
  });

  it('is zero after signing out', async () => {
    await accounts.signOut();
    expect(areZero()).toBe(true);
  });

  it('is zero after the end of the program, and is still in the vault', async () => {
    await sessions.close();
    expect(areZero()).toBe(true);
    const stored = JSON.parse(String(await profile.secrets.get('session'))) as { deviceKey: string };
    expect(Buffer.from(stored.deviceKey, 'base64').every((byte) => byte === 0)).toBe(false);
  });
});
