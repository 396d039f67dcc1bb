import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import { startFaultProxy, type FaultProxy } from '../proxy/fault-proxy.ts';
import { seededRandom } from '../proxy/schedule.ts';
import { settled, signIn, startDesktop, type Desktop } from './desktop-process.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';
import { createWriter, type Writer } from './workload.ts';

/** Big enough for several pages' worth of everything else, small enough to be filled in a second. */
const CANDIDATES = 60;

/** A server and a network of their own, for the trials of one file. Every device is another profile in `directory`. */
export interface TrialWorld {
  readonly directory: string;
  readonly server: ServerProcess;
  /** Between every desktop and the server; where it is aimed follows the server. */
  readonly proxy: FaultProxy;
  readonly seed: number;
  readonly random: () => number;
  /** One line of numbers for whoever runs the trials. */
  say(line: string): void;
  profile(name: string): string;
  /** Starts the desktop on a profile. Ended with the world, should the trial not come to it. */
  desktop(profile: string, more?: { clockShiftMs?: number; server?: string }): Promise<Desktop>;
  /** A new device with a signed-in user and a complete cache. */
  newDesktop(profile: string, role: Role): Promise<Desktop>;
  /** Somebody who writes about what this desktop shows. */
  writer(desktop: Desktop): Promise<Writer>;
  close(): Promise<void>;
}

/** `TRIALS_SEED` repeats a run; without it every run is another one. */
export async function openTrialWorld(): Promise<TrialWorld> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-trials-'));
  const seed = Number(process.env['TRIALS_SEED'] ?? Date.now() % 1_000_000);
  const random = seededRandom(seed);
  const proxy = await startFaultProxy('http://127.0.0.1:9');
  const desktops = new Set<Desktop>();
  const server = await startServerProcess({
    directory: path.join(directory, 'server'),
    candidates: CANDIDATES,
    onStarted: (url) => proxy.aim(url),
  });
  const desktop: TrialWorld['desktop'] = async (profile, more = {}) => {
    const started = await startDesktop({ profile, server: proxy.url, ...more });
    desktops.add(started);
    void started.exited.then(() => desktops.delete(started));
    return started;
  };
  return {
    directory,
    server,
    proxy,
    seed,
    random,
    say: (line) => void process.stderr.write(`${line}\n`),
    profile: (name) => path.join(directory, name),
    desktop,
    async newDesktop(profile, role) {
      const started = await desktop(profile);
      await signIn(started, server.url(), role);
      await settled(started);
      return started;
    },
    async writer({ api }) {
      return createWriter(await candidateIds(api), random);
    },
    async close() {
      await Promise.all([...desktops].map((left) => left.kill()));
      await server.kill();
      await proxy.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function candidateIds(api: Desktop['api']): Promise<readonly string[]> {
  const found = await api.candidates.search({ query: EMPTY_QUERY, offset: 0, limit: 10 });
  return found.items.map(({ id }) => id);
}
