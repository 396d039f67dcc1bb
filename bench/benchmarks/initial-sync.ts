import { performance } from 'node:perf_hooks';
import path from 'node:path';
import { PullResponseSchema, type PullResponse } from '@hallowerk/contract/sync/pull.ts';
import { createCacheRepository, type CacheRepository } from '../../db/sync/cache.repository.ts';
import { corpusFile, readCards } from '../data/corpus.ts';
import { openBenchCache, ROWS_PER_PAGE } from '../data/product-cache.ts';
import { cardPage, referencePage } from '../data/pull-pages.ts';
import { benchRegion, type BenchRegion } from '../data/region.ts';
import { Child } from '../lib/child.ts';
import { breathe, timed } from '../lib/measure.ts';
import { withScratch } from '../lib/scratch.ts';
import { SearchProbe } from '../lib/search-probe.ts';
import { median, rounded } from '../lib/statistics.ts';
import type { PageServerAnswer } from '../peers/page-server.ts';
import { openPlainStore } from '../peers/plain-store.ts';
import { startPouch } from '../peers/pouch-client.ts';
import { progress, type BenchOptions, type BenchReport } from './benchmark.ts';

const DEFAULT_CANDIDATES = 20_000;
const QUICK_CANDIDATES = 2000;
/** Larger runs are long enough to be steady by themselves. */
const SEVERAL_RUNS_UP_TO = 20_000;
const RUNS = 3;

interface Ingest {
  readonly seconds: number;
  /** Of this process, garbage collection included: what a busy machine cannot stretch much. */
  readonly cpuSeconds: number;
  readonly longestSliceMs: number;
}

/** Pages into the product's encrypted cache with every index, against plain inserts and against PouchDB. */
export async function runInitialSync(options: BenchOptions): Promise<BenchReport> {
  const count = options.candidates ?? (options.quick ? QUICK_CANDIDATES : DEFAULT_CANDIDATES);
  const region = benchRegion();
  const corpus = await corpusFile(count, region);
  const pages = await preparePages(corpus);
  const runs = count <= SEVERAL_RUNS_UP_TO && !options.quick ? RUNS : 1;
  const product: Ingest[] = [];
  const floor: Ingest[] = [];
  for (let run = 0; run < runs; run++) {
    floor.push(await ingestPlain(pages));
    product.push(await withScratch('sync', (directory) => ingestProduct(directory, region, pages)));
    progress(`floor ${floor.at(-1)?.seconds.toFixed(2)} s, product ${product.at(-1)?.seconds.toFixed(2)} s`);
  }
  const probe = await withScratch('sync', (directory) => ingestWhileSearching(directory, region, pages));
  progress(`with a search every 50 ms: ${probe.seconds.toFixed(2)} s`);
  pages.length = 0;
  const overHttp = await withScratch('sync', (directory) => ingestOverHttp(directory, region, corpus));
  const pouch = await withScratch('pouch', async (directory) => {
    const pair = await startPouch(directory, corpus);
    try {
      const { seconds, documents } = await pair.pull();
      if (documents !== count) throw new Error(`PouchDB brought ${documents} of ${count} documents`);
      return seconds;
    } finally {
      await pair.close();
    }
  });
  const of = (items: readonly Ingest[], key: 'seconds' | 'cpuSeconds'): number =>
    median(items.map((item) => item[key]));
  const seconds = of(product, 'seconds');
  return {
    benchmark: 'initial-sync',
    candidates: count,
    ratioToFloor: rounded(seconds / of(floor, 'seconds')),
    ratioToPouch: rounded(pouch / overHttp),
    rowsPerSecond: Math.round(count / seconds),
    longestSliceMs: rounded(Math.max(...product.map((run) => run.longestSliceMs))),
    searchP95DuringMs: rounded(probe.p95),
    searchesDuring: probe.searches,
    productSeconds: rounded(seconds),
    floorSeconds: rounded(of(floor, 'seconds')),
    cpuRatioToFloor: rounded(of(product, 'cpuSeconds') / of(floor, 'cpuSeconds')),
    productCpuSeconds: rounded(of(product, 'cpuSeconds')),
    floorCpuSeconds: rounded(of(floor, 'cpuSeconds')),
    productOverHttpSeconds: rounded(overHttp),
    pouchSeconds: rounded(pouch),
    runs,
    notes: [
      'product: encrypted cache, rows, memberships, digests, facets and text index, in slices with the event loop free in between',
      'floor: prepared inserts of row and options into an unencrypted file, one transaction a page, no text index',
      'ratioToPouch: both through HTTP on loopback; the product parses and validates each page, PouchDB builds no text index',
      'searchP95DuringMs: from the moment a search was due to its answer, waiting for slices included',
    ],
  };
}

async function preparePages(corpus: string): Promise<PullResponse[]> {
  const pages: PullResponse[] = [];
  let cards = [];
  for await (const card of readCards(corpus)) {
    if (cards.push(card) < ROWS_PER_PAGE) continue;
    pages.push(cardPage({ number: pages.length + 1, done: false, cards }));
    cards = [];
  }
  pages.push(cardPage({ number: pages.length + 1, done: true, cards }));
  return pages;
}

function ingestPlain(pages: readonly PullResponse[]): Promise<Ingest> {
  return withScratch('floor', async (directory) => {
    const store = openPlainStore(path.join(directory, 'plain.db'));
    try {
      return await ingest(async () => {
        for (const page of pages) {
          store.store(page);
          await breathe();
        }
        return 0;
      });
    } finally {
      store.close();
    }
  });
}

/** `work` gives its longest slice in milliseconds. */
async function ingest(work: () => Promise<number>): Promise<Ingest> {
  const cpu = process.cpuUsage();
  const { milliseconds, result } = await timed(work);
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: milliseconds / 1000, cpuSeconds: (user + system) / 1e6, longestSliceMs: result };
}

async function ingestProduct(directory: string, region: BenchRegion, pages: readonly PullResponse[]): Promise<Ingest> {
  const database = await openBenchCache(directory);
  try {
    const cache = createCacheRepository(database);
    await applyPage(cache, referencePage(region));
    return await applyPages(cache, pages);
  } finally {
    await database.close();
  }
}

async function ingestWhileSearching(directory: string, region: BenchRegion, pages: readonly PullResponse[]) {
  const database = await openBenchCache(directory);
  try {
    const cache = createCacheRepository(database);
    await applyPage(cache, referencePage(region));
    const probe = new SearchProbe(database, region);
    const filled = await applyPages(cache, pages);
    return { seconds: filled.seconds, ...probe.stop() };
  } finally {
    await database.close();
  }
}

function applyPages(cache: CacheRepository, pages: readonly PullResponse[]): Promise<Ingest> {
  return ingest(async () => {
    let longest = 0;
    for (const page of pages) longest = Math.max(longest, await applyPage(cache, page));
    return longest;
  });
}

/** The longest slice, in milliseconds. */
async function applyPage(cache: CacheRepository, page: PullResponse): Promise<number> {
  let longest = 0;
  for (const slice of cache.applyPage(page, { now: new Date() })) {
    longest = Math.max(longest, slice.milliseconds);
    await breathe();
  }
  return longest;
}

/** Seconds for the same pages fetched from another process, as PouchDB gets its documents. */
async function ingestOverHttp(directory: string, region: BenchRegion, corpus: string): Promise<number> {
  const server = new Child(new URL('../peers/page-server.ts', import.meta.url), [], 4096);
  const database = await openBenchCache(directory);
  try {
    const { port, pages } = await server.ask<PageServerAnswer>({ corpus, rowsPerPage: ROWS_PER_PAGE });
    const cache = createCacheRepository(database);
    await applyPage(cache, referencePage(region));
    const started = performance.now();
    for (let number = 0; number < pages; number++) {
      const response = await fetch(`http://127.0.0.1:${port}/${number}`);
      await applyPage(cache, PullResponseSchema.parse(await response.json()));
    }
    return (performance.now() - started) / 1000;
  } finally {
    await database.close();
    await server.stop();
  }
}
