import { createRouterClient } from '@orpc/server';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { SYSTEM_CLOCK, type Clock } from '../clock.ts';
import { createCore } from '../compose.ts';
import { NO_FAILPOINT, type Failpoint } from '../failpoint.ts';
import type { Platform, SaveFileRequest, SavePdfRequest, Saved, SecretStore } from '../platform.ts';
import { TEST_CODE, TEST_PASSWORD } from './contract-server.ts';

/** A vault that survives as long as the test, like the system's does between two starts. */
export function memorySecrets(): SecretStore & { readonly names: () => string[] } {
  const values = new Map<string, Buffer>();
  return {
    get: (name) => Promise.resolve(values.get(name) ?? null),
    set: async (name, value) => void values.set(name, Buffer.from(value)),
    delete: async (name) => void values.delete(name),
    names: () => [...values.keys()],
  };
}

export interface TestProfile {
  readonly directory: string;
  readonly secrets: ReturnType<typeof memorySecrets>;
  readonly saved: SavePdfRequest[];
  readonly files: SaveFileRequest[];
  /** What the save dialog of this machine ends in. */
  answer: Saved;
  /** The disk refuses every write with this. */
  saveFails: Error | null;
  /** False: a host without a save dialog. */
  canSave: boolean;
  /** What the user's browser does with an address. */
  openExternal: (address: string) => Promise<void>;
  remove(): Promise<void>;
}

export async function makeProfile(): Promise<TestProfile> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'hallowerk-core-'));
  return {
    directory,
    secrets: memorySecrets(),
    saved: [],
    files: [],
    answer: { saved: true, fileName: 'gekozen' },
    saveFails: null,
    canSave: true,
    openExternal: () => Promise.resolve(),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

export interface TestCore {
  readonly api: DesktopApi;
  close(): Promise<void>;
}

/** Starts the real core on a profile, as a host would; close it and start again for a restart. */
export async function startTestCore(
  profile: TestProfile,
  serverUrl: string,
  clock: Clock = SYSTEM_CLOCK,
  failpoint: Failpoint = NO_FAILPOINT,
): Promise<TestCore> {
  const platform: Platform = {
    mode: 'loopback',
    appVersion: '1.0.0',
    secrets: profile.secrets,
    canSavePdf: profile.canSave,
    openExternal: (address) => profile.openExternal(address),
    savePdf: async (request) => {
      profile.saved.push(request);
      return profile.saveFails === null ? profile.answer : Promise.reject(profile.saveFails);
    },
    saveFile: async (request) => {
      profile.files.push(request);
      return profile.saveFails === null ? profile.answer : Promise.reject(profile.saveFails);
    },
  };
  const logger = pino({ level: 'silent' });
  const core = await createCore({ platform, profileDirectory: profile.directory, serverUrl, logger, clock, failpoint });
  return { api: createRouterClient(core.router), close: () => core.close() };
}

/** Both steps of signing in. */
export async function signIn(api: DesktopApi, email = 'test@voorbeeld.example'): Promise<void> {
  const challenge = await api.accounts.startSignIn({ email, password: TEST_PASSWORD });
  await api.accounts.completeSignIn({ challengeId: challenge.id, method: 'TOTP', code: TEST_CODE });
}
