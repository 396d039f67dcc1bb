import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { openCache, openOutbox } from '../../db/open-database.ts';
import { createSessionStore } from '../../electron/core/accounts/session-store.ts';
import { deriveKey, userFolder } from '../../electron/core/accounts/device-keys.ts';
import { createLogger } from '../../electron/core/logging/logger.ts';
import { createFileSecrets } from '../../electron/hosts/file-secrets.ts';
import { corpusFile } from '../data/corpus.ts';
import { fillDatabase } from '../data/product-cache.ts';
import { benchRegion, REGION_CODE } from '../data/region.ts';
import { startToFirstList, type FirstList } from '../lib/loopback-run.ts';
import { withScratch } from '../lib/scratch.ts';
import { median, rounded, sizeLabel } from '../lib/statistics.ts';
import { progress, type BenchOptions, type BenchReport } from './benchmark.ts';

const DEFAULT_CANDIDATES = 100_000;
const QUICK_CANDIDATES = 2000;
const RUNS = 7;
const QUICK_RUNS = 1;
/** Nobody listens here: the app starts without its server. */
const SERVER_URL = 'http://127.0.0.1:9';
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** From starting the loopback host to the first fifty rows in a client, with and without candidates in the cache. */
export async function runStartup(options: BenchOptions): Promise<BenchReport> {
  const count = options.candidates ?? (options.quick ? QUICK_CANDIDATES : DEFAULT_CANDIDATES);
  return withScratch('startup', async (directory) => {
    const full = path.join(directory, 'full');
    const empty = path.join(directory, 'empty');
    await makeProfile(full, count);
    await makeProfile(empty, 0);
    const renderer = rendererFolder(directory);
    const run = (profile: string): Promise<FirstList> =>
      startToFirstList({ root: ROOT, profile, serverUrl: SERVER_URL, renderer });
    // The first start of either reads the program from disk.
    await run(empty);
    await run(full);
    const samples = { full: [] as FirstList[], empty: [] as FirstList[] };
    for (let round = 0; round < (options.quick ? QUICK_RUNS : RUNS); round++) {
      samples.empty.push(await run(empty));
      samples.full.push(await run(full));
      progress(
        `empty ${samples.empty.at(-1)?.totalMs.toFixed(0)} ms, full ${samples.full.at(-1)?.totalMs.toFixed(0)} ms`,
      );
    }
    for (const { total } of samples.full)
      if (total !== count) throw new Error(`The first list holds ${total} of ${count}`);
    const of = (runs: readonly FirstList[], key: 'totalMs' | 'readyMs' | 'searchMs'): number =>
      rounded(median(runs.map((item) => item[key])));
    return {
      benchmark: 'startup',
      candidates: count,
      [`ratio${sizeLabel(count)}ToEmpty`]: rounded(of(samples.full, 'totalMs') / of(samples.empty, 'totalMs')),
      [`ms${sizeLabel(count)}`]: of(samples.full, 'totalMs'),
      msEmpty: of(samples.empty, 'totalMs'),
      full: { readyMs: of(samples.full, 'readyMs'), searchMs: of(samples.full, 'searchMs') },
      empty: { readyMs: of(samples.empty, 'readyMs'), searchMs: of(samples.empty, 'searchMs') },
      runs: samples.full.length,
      notes: [
        'the real loopback host in a new process, signed in, its server unreachable; no browser: a client gets the page and asks for the first fifty over the WebSocket',
        'readyMs: until the host says it is ready; searchMs: the first search itself; files are in the cache of the operating system',
      ],
    };
  });
}

/** A profile as a signed-in user leaves it: session in the vault, outbox, and a cache that a sync has filled. */
async function makeProfile(profile: string, candidates: number): Promise<void> {
  mkdirSync(profile, { recursive: true });
  const deviceKey = randomBytes(32);
  const deviceId = '0198f3c2-0000-7000-8000-000000000001';
  const me: Me = {
    id: '0198f3c2-0000-7000-8000-000000000002',
    fullName: 'Bench Gebruiker',
    email: 'bench@voorbeeld.example',
    role: 'EMPLOYER',
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

/** The built renderer where there is one, else a page of one line: the browser is not part of the measurement. */
function rendererFolder(directory: string): string {
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
