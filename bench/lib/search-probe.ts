import { performance } from 'node:perf_hooks';
import type { LocalDatabase } from '../../db/open-database.ts';
import type { CandidateSearch } from '../../db/search/candidate-search.ts';
import { TODAY, type BenchRegion } from '../data/region.ts';
import { openSearch, toProductQuery } from '../engines/product.ts';
import { workload } from '../queries/workload.ts';
import { percentile } from './statistics.ts';

const EVERY_MS = 50;

/**
 * Searches every 50 ms while something else uses the same process. A latency counts from the moment the search was due,
 * so that waiting for the event loop is part of it.
 */
export class SearchProbe {
  readonly #search: CandidateSearch;
  readonly #queries;
  readonly #latencies: number[] = [];
  readonly #timer: NodeJS.Timeout;
  #due: number;

  constructor(database: LocalDatabase, region: BenchRegion) {
    this.#search = openSearch(database);
    this.#queries = workload(region).map(toProductQuery);
    this.#due = performance.now() + EVERY_MS;
    this.#timer = setInterval(() => this.#run(), EVERY_MS / 5);
  }

  stop(): { readonly p95: number; readonly searches: number } {
    clearInterval(this.#timer);
    return { p95: percentile(this.#latencies, 0.95), searches: this.#latencies.length };
  }

  #run(): void {
    if (performance.now() < this.#due) return;
    const query = this.#queries[this.#latencies.length % this.#queries.length];
    if (query === undefined) return;
    this.#search.search({ query, offset: 0, limit: 50, now: TODAY });
    this.#latencies.push(performance.now() - this.#due);
    // A search that came due while this one waited is the same wait seen twice: the next is due afresh.
    this.#due = Math.max(this.#due + EVERY_MS, performance.now());
  }
}
