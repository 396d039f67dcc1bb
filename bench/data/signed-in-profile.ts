import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { openCache, openOutbox } from '../../db/open-database.ts';
import { createSessionStore } from '../../electron/core/accounts/session-store.ts';
import { deriveKey, userFolder } from '../../electron/core/accounts/device-keys.ts';
import { createLogger } from '../../electron/core/logging/logger.ts';
import { createFileSecrets } from '../../electron/hosts/file-secrets.ts';
import { corpusFile } from './corpus.ts';
import { fillDatabase } from './product-cache.ts';
import { benchRegion, REGION_CODE } from './region.ts';

/** Nobody listens here: the app starts without its server. */
export const SERVER_URL = 'http://127.0.0.1:9';
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A profile as a signed-in user leaves it: session in the vault, outbox, and a cache that a sync has filled. */
export async function makeProfile(profile: string, candidates: number): Promise<void> {
  mkdirSync(profile, { recursive: true });
  const deviceKey = randomBytes(32);
  const deviceId = '0198f3c2-0000-7000-8000-000000000001';
  const me: Me = {
    id: '0198f3c2-0000-7000-8000-000000000002',
    fullName: 'Bench Gebruiker',
    email: 'bench@voorbeeld.example',
    role: 'EMPLOYER',
    roleName: null,
    rights: [...DEFAULT_RIGHTS.EMPLOYER],
    organizationName: 'Bench',
    municipalityName: 'Bench',
    regionCodes: [REGION_CODE],
  };
  const logger = createLogger(path.join(profile, 'logs'));
  const store = createSessionStore(createFileSecrets(path.join(profile, 'secrets')), SERVER_URL, logger);
  const tokens = {
    accessToken: 'bench',
    accessTokenExpiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    refreshToken: randomBytes(32).toString('base64url'),
  };
  const now = new Date().toISOString();
  // The server is never asked, so its key is never used.
  const kept = { serverPublicKey: '', signedInAt: now, lease: null, newestTime: now };
  await store.save({ deviceId, deviceKey, me, tokens, ...kept });
  const directory = path.join(profile, 'users', userFolder(me.id, deviceId));
  await (await openOutbox({ directory, key: deriveKey(deviceKey, 'outbox') })).close();
  const cache = await openCache({ directory, key: deriveKey(deviceKey, 'cache') });
  const region = benchRegion();
  await fillDatabase(cache, candidates === 0 ? null : await corpusFile(candidates, region), region);
  await cache.close();
}

/** The built renderer where there is one, else a page of one line, in a folder of the benchmark's own. */
export function rendererFolder(directory: string): string {
  const built = path.join(ROOT, 'out', 'renderer');
  const folder = path.join(directory, 'renderer');
  if (existsSync(path.join(built, 'index.html'))) {
    cpSync(built, folder, { recursive: true });
  } else {
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>HalloWerk</title>');
  }
  return folder;
}
