import path from 'node:path';
import { seededRandom } from '../../server/demo/random.ts';
import { corpusFile } from '../data/corpus.ts';
import { openBenchDevice, type BenchDevice } from '../data/product-cache.ts';
import { benchRegion } from '../data/region.ts';
import { openSearch } from '../engines/product.ts';
import { Child } from '../lib/child.ts';
import { breathe, timed } from '../lib/measure.ts';
import { findPostgres, startPostgres } from '../lib/postgres-cluster.ts';
import { withScratch } from '../lib/scratch.ts';
import { median, rounded } from '../lib/statistics.ts';
import { pullAll, pullContext, signInAsEmployer } from '../peers/municipality-client.ts';
import type { ServerQuestion, StartedServer } from '../peers/municipality-server.ts';
import { startPouch } from '../peers/pouch-client.ts';
import { progress, type BenchOptions, type BenchReport } from './benchmark.ts';

const DEFAULT_CANDIDATES = 5000;
const QUICK_CANDIDATES = 1000;
const CHANGES = 1000;
const RUNS = 3;
const EMPTY_PULLS = 20;

interface Increments {
  readonly pullMs: number;
  readonly emptyMs: number;
}

/** A thousand changes from the real server to a cache with an open search, against PouchDB. */
export async function runIncremental(options: BenchOptions): Promise<BenchReport> {
  const count = options.candidates ?? (options.quick ? QUICK_CANDIDATES : DEFAULT_CANDIDATES);
  const changes = Math.min(CHANGES, count / 2);
  const runs = options.quick ? 1 : RUNS;
  const numbers = Array.from({ length: runs }, (_, run) => chooseNumbers(run, count, changes));
  const embedded = await withScratch('incremental', (directory) => measureProduct(directory, null, count, numbers));
  progress(`product, embedded database: ${embedded.pullMs.toFixed(0)} ms`);
  const product = await onPostgres((url) =>
    withScratch('incremental', (directory) => measureProduct(directory, url, count, numbers)),
  );
  if (product !== null) progress(`product, PostgreSQL: ${product.pullMs.toFixed(0)} ms`);
  const pouch = await withScratch('pouch', (directory) => measurePouch(directory, count, numbers));
  progress(`PouchDB ${pouch.pullMs.toFixed(0)} ms`);
  return {
    benchmark: 'incremental',
    candidates: count,
    pullApply1000Ms: product === null ? null : rounded(product.pullMs),
    pullApply1000EmbeddedMs: rounded(embedded.pullMs),
    emptyPullMs: rounded((product ?? embedded).emptyMs),
    ratioToPouch: product === null ? null : rounded(pouch.pullMs / product.pullMs),
    ratioToPouchEmbedded: rounded(pouch.pullMs / embedded.pullMs),
    changes,
    pouchPull1000Ms: rounded(pouch.pullMs),
    pouchEmptyPullMs: rounded(pouch.emptyMs),
    runs,
    notes: [
      'product: real municipality server in another process, on PostgreSQL as a municipality runs it and on its embedded database (PGlite); real client, encrypted cache with search open',
      'PouchDB from express-pouchdb over loopback, no text index',
    ],
  };
}

/** Null where no PostgreSQL is installed. */
async function onPostgres<T>(work: (url: string) => Promise<T>): Promise<T | null> {
  const bin = findPostgres();
  if (bin === null) return null;
  const cluster = await startPostgres(bin);
  try {
    return await work(cluster.connectionString);
  } finally {
    cluster.stop();
  }
}

function chooseNumbers(run: number, count: number, changes: number): number[] {
  const random = seededRandom(`bench:changes:${run}`);
  const chosen = new Set<number>();
  while (chosen.size < changes) chosen.add(random.int(0, count - 1));
  return [...chosen];
}

async function measureProduct(
  directory: string,
  databaseUrl: string | null,
  count: number,
  changes: readonly (readonly number[])[],
): Promise<Increments> {
  const program = new URL('../peers/municipality-server.ts', import.meta.url);
  const server = new Child(program, [databaseUrl ?? path.join(directory, 'server')], 4096);
  const device = await openBenchDevice(path.join(directory, 'client'));
  try {
    const seeded = await timed(() =>
      server.ask<StartedServer>({ kind: 'start', candidates: count } satisfies ServerQuestion),
    );
    progress(`server with ${count} candidates in ${(seeded.milliseconds / 1000).toFixed(0)} s`);
    const remote = await signInAsEmployer(server, seeded.result);
    const context = pullContext(remote, device);
    const search = openSearch(device.database);
    const filled = await timed(() => pullAll(context));
    progress(`first fill of ${filled.result} rows in ${(filled.milliseconds / 1000).toFixed(1)} s`);
    await tidy(device);
    const pulls: number[] = [];
    for (const [run, numbers] of changes.entries()) {
      const mark = `gewijzigd${run}x`;
      await server.ask<null>({ kind: 'change', numbers, mark } satisfies ServerQuestion);
      const { milliseconds, result } = await timed(() => pullAll(context));
      if (result !== numbers.length) throw new Error(`A pull brought ${result} of ${numbers.length} changes`);
      const query = { terms: [{ kind: 'KEYWORD' as const, text: mark }], placeId: null, radiusKm: null, filters: {} };
      const { total } = search.search({ query, offset: 0, limit: 1, now: new Date() });
      if (total !== numbers.length) throw new Error(`Search finds ${total} of ${numbers.length} changes`);
      pulls.push(milliseconds);
      await tidy(device);
    }
    const empty: number[] = [];
    for (let pull = 0; pull < EMPTY_PULLS; pull++) empty.push((await timed(() => pullAll(context))).milliseconds);
    return { pullMs: median(pulls), emptyMs: median(empty) };
  } finally {
    await device.close();
    await server.stop();
  }
}

/** What core does in the pause after a round. */
async function tidy({ cache }: BenchDevice): Promise<void> {
  for (const _slice of cache.maintain()) await breathe();
}

async function measurePouch(
  directory: string,
  count: number,
  changes: readonly (readonly number[])[],
): Promise<Increments> {
  const region = benchRegion();
  const pair = await startPouch(directory, await corpusFile(count, region));
  try {
    await pair.pull();
    const pulls: number[] = [];
    for (const numbers of changes) {
      await pair.change(numbers.map((number) => region.card(number).id));
      const { seconds, documents } = await pair.pull();
      if (documents !== numbers.length) throw new Error(`PouchDB brought ${documents} of ${numbers.length} changes`);
      pulls.push(seconds * 1000);
    }
    const empty: number[] = [];
    for (let pull = 0; pull < EMPTY_PULLS; pull++) empty.push((await pair.pull()).seconds * 1000);
    return { pullMs: median(pulls), emptyMs: median(empty) };
  } finally {
    await pair.close();
  }
}
