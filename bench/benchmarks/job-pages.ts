import { gunzipSync } from 'node:zlib';
import { parseDocument } from '../../server/crawler/parse-document.ts';
import { createDocumentParser, PARSE_LIMITS } from '../../server/crawler/parse-pool.ts';
import { makePages } from '../../server/testing/job-site.ts';
import type { BenchOptions, BenchReport } from './benchmark.ts';
import { progress } from './benchmark.ts';

const BLOCK = /<script type="application\/ld\+json">([\s\S]*?)<\/script>/g;
const NEEDED_PER_SECOND = 300;

interface Page {
  readonly bytes: Buffer;
  readonly found: boolean;
}

/**
 * Reading vacancies out of web pages: pages a second on one core, in the server's own process and by way of the one that
 * reads for it, beside `JSON.parse` of the same blocks and nothing else. A page that is read wrongly fails the benchmark.
 */
export async function runJobPages({ quick }: BenchOptions): Promise<BenchReport> {
  const pages = jobPages(quick ? 500 : 5_000);
  const inProcess = await timed(pages, async ({ bytes, found }) => {
    check(found, parseDocument({ kind: 'SITE', bytes, contentType: 'text/html' }).jobs.length);
  });
  progress('by way of the process that reads');
  const parser = createDocumentParser();
  const guarded = await timed(pages, async ({ bytes, found }) => {
    const { jobs } = await parser.parse({ kind: 'SITE', bytes, contentType: 'text/html' });
    check(found, jobs.length);
  });
  await parser.close();
  const texts = pages.map(({ bytes }) => bytes.toString());
  const floor = await timed(texts, async (text) => {
    for (const [, block = ''] of text.matchAll(BLOCK)) parseOrNothing(block);
  });
  const peak = quick ? null : peakMegabytes(pages);
  return {
    benchmark: 'job-pages',
    candidates: pages.length,
    pages_per_second: Math.round(inProcess),
    guarded_pages_per_second: Math.round(guarded),
    plain_json_parse_pages_per_second: Math.round(floor),
    slower_than_plain_json_parse: Number((floor / inProcess).toFixed(1)),
    enough: inProcess >= NEEDED_PER_SECOND,
    limit_megabytes_per_page: PARSE_LIMITS.megabytes,
    most_heap_megabytes_for_one_page: peak,
    notes: [
      'pages of 2 to 3 KB in twelve shapes, of which some hold no vacancy',
      'plain: JSON.parse of the blocks of the same pages, without finding, mending, cleaning or microdata',
      'a page that needs more than the limit ends the process that reads it and is reported as too heavy',
    ],
  };
}

function jobPages(count: number): readonly Page[] {
  return makePages(count).flatMap(({ body, headers, status, truth, reason }) => {
    if (status !== 200 || reason === 'CLOSED' || reason === 'TYPE') return [];
    const bytes = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    return [{ bytes, found: truth !== null }];
  });
}

function check(expected: boolean, jobs: number): void {
  if (expected !== jobs > 0) throw new Error(`A page with ${expected ? 'a' : 'no'} vacancy gave ${jobs}`);
}

/** Items a second, after a warm-up with the first of them. */
async function timed<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<number> {
  for (const item of items.slice(0, 300)) await work(item);
  const start = performance.now();
  for (const item of items) await work(item);
  return items.length / ((performance.now() - start) / 1000);
}

function parseOrNothing(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    // What is broken costs the floor as much as finding that out.
  }
}

/** The most that the heap grew by reading one page, of every hundredth. */
function peakMegabytes(pages: readonly Page[]): number {
  let most = 0;
  for (let n = 0; n < pages.length; n += 100) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    parseDocument({ kind: 'SITE', bytes: pages[n]!.bytes, contentType: 'text/html' });
    most = Math.max(most, process.memoryUsage().heapUsed - before);
  }
  return Number((most / 1_000_000).toFixed(1));
}
