import path from 'node:path';
import { makeProfile, rendererFolder, ROOT, SERVER_URL } from '../data/signed-in-profile.ts';
import { startToFirstList, type FirstList } from '../lib/loopback-run.ts';
import { withScratch } from '../lib/scratch.ts';
import { median, rounded, sizeLabel } from '../lib/statistics.ts';
import { progress, type BenchOptions, type BenchReport } from './benchmark.ts';

const DEFAULT_CANDIDATES = 100_000;
const QUICK_CANDIDATES = 2000;
const RUNS = 7;
const QUICK_RUNS = 1;

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
