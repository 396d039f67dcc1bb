import os from 'node:os';
import type { z } from 'zod';
import type { DeviceSchema, Session } from '@hallowerk/contract/accounts/account.ts';
import type { AccountState } from '@hallowerk/contract/app/app.desktop.ts';
import type { Clock } from '../clock.ts';
import type { Platform } from '../platform.ts';
import { ServerProblem } from '../server-client/server-errors.ts';
import type { SessionLifecycle } from './session-lifecycle.ts';
import type { KeptSession } from './session-store.ts';

/** Opens the session that `signIn` gives, and obeys an order about this device that it is refused with. */
export async function beginSession(
  sessions: SessionLifecycle,
  signIn: () => Promise<KeptSession>,
): Promise<AccountState> {
  try {
    await sessions.begin(signIn);
    return sessions.state();
  } catch (error) {
    if (error instanceof ServerProblem && error.order !== null) await sessions.obeyRefusedSignIn(error.order);
    throw error;
  }
}

export function keptOf(created: Session, clock: Clock): KeptSession {
  const { deviceId, deviceKey, serverPublicKey, me, accessToken, accessTokenExpiresAt, refreshToken } = created;
  return {
    deviceId,
    deviceKey: Buffer.from(deviceKey, 'base64'),
    serverPublicKey,
    me,
    tokens: { accessToken, accessTokenExpiresAt, refreshToken },
    signedInAt: new Date(clock.now()).toISOString(),
    lease: null,
    newestTime: null,
  };
}

export type Device = z.input<typeof DeviceSchema>;

export function describeDevice(platform: Platform, id: string | null): Device {
  const name = os.hostname().trim().slice(0, 80);
  const known = process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';
  return {
    id,
    name: name === '' ? 'HalloWerk' : name,
    platform: platform.mode === 'loopback' ? 'browser' : known,
    appVersion: platform.appVersion.slice(0, 30),
  };
}
