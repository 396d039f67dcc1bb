import { writeSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { userFolder } from '#core/accounts/device-keys.ts';
import { createCore } from '#core/compose.ts';
import { createLogger } from '#core/logging/logger.ts';
import { createServerClient } from '#core/server-client/server-client.ts';
import { dumpCache } from '#core/testing/dump-cache.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { createFileSecrets } from '../file-secrets.ts';
import { createLoopbackPlatform } from '../loopback-platform.ts';

/**
 * Runs the real core on a profile until its first fill is complete: `first-sync-runner.ts PROFILE SERVER sign-in|fill`.
 * Says on stdout how many rows it has after every change, so that a test can kill it at a chosen point, and in the end
 * what the cache holds.
 */
const [profileDirectory = '', serverUrl = '', task = ''] = process.argv.slice(2);

function say(line: Record<string, unknown>): void {
  // Unbuffered: the test must see the count before the next slice.
  writeSync(1, `${JSON.stringify(line)}\n`);
}

async function withCore(work: (api: DesktopApi) => Promise<void>): Promise<void> {
  const core = await createCore({
    platform: createLoopbackPlatform({ profileDirectory, appVersion: '1.0.0' }),
    profileDirectory,
    serverUrl,
    logger: createLogger(path.join(profileDirectory, 'logs')),
  });
  await work(createRouterClient(core.router));
  await core.close();
}

async function signIn(api: DesktopApi): Promise<void> {
  const account = (await api.accounts.demoAccounts()).find(({ role }) => role === 'EMPLOYER');
  if (account === undefined) throw new Error('The demo server offers no employer');
  const challenge = await api.accounts.startSignIn({ email: account.email, password: account.password });
  await api.accounts.sendCode({ challengeId: challenge.id });
  const [message] = (await createServerClient(serverUrl).listDemoMessages({})).items.filter(
    ({ channel }) => channel === 'SMS',
  );
  const code = /\d{6}/.exec(message?.body ?? '')?.[0] ?? '';
  await api.accounts.completeSignIn({ challengeId: challenge.id, method: 'SMS', code });
  await api.sync.cancel();
}

async function fill(api: DesktopApi): Promise<void> {
  if ((await api.accounts.state()).state !== 'signed-in') throw new Error('Nobody is signed in on this profile');
  for (let last = -1; ; await nextTurn()) {
    const { received, expected, complete, phase, message } = await api.sync.state();
    if (phase === 'error') throw new Error(message ?? 'error');
    if (received !== last) say({ received, ...(expected === null ? {} : { expected }) });
    last = received;
    if (complete && phase === 'idle') return;
  }
}

async function dump(): Promise<void> {
  const session = await createFileSecrets(path.join(profileDirectory, 'secrets')).get('session');
  const { deviceKey, deviceId, me } = JSON.parse(String(session)) as {
    deviceKey: string;
    deviceId: string;
    me: { id: string };
  };
  const directory = path.join(profileDirectory, 'users', userFolder(me.id, deviceId));
  say({ dump: await dumpCache(directory, Buffer.from(deviceKey, 'base64')) });
}

if (task === 'sign-in') await withCore(signIn);
else {
  await withCore(fill);
  await dump();
}
process.exit(0);
