import { performance } from 'node:perf_hooks';
import { createCacheRepository } from '../../db/sync/cache.repository.ts';
import { makePage } from '../../db/testing/builders.ts';
import { judgedSet, recallAt20 } from '../../db/testing/judged-set.ts';
import { openBenchCache } from '../data/product-cache.ts';
import { openSearch } from '../engines/product.ts';
import { withScratch } from '../lib/scratch.ts';
import { percentiles, rounded } from '../lib/statistics.ts';
import { progress, type BenchOptions, type BenchReport } from './benchmark.ts';

const QUICK_QUERIES = 500;

/** How many of the right people stand among the first twenty, for other names of occupations typed as people would. */
export async function runRecall(options: BenchOptions): Promise<BenchReport> {
  const set = judgedSet(progress);
  if (set === null)
    return { benchmark: 'recall', candidates: 0, recallAt20: null, notes: ['the reference data are absent'] };
  const step = options.quick ? Math.max(1, Math.floor(set.queries.length / QUICK_QUERIES)) : 1;
  const queries = set.queries.filter((_, at) => at % step === 0);
  return withScratch('recall', async (directory) => {
    const database = await openBenchCache(directory);
    try {
      const page = makePage([
        ...set.occupations.map((row) => ({ collection: 9, row })),
        ...set.candidates.map((row) => ({ collection: 1, row })),
      ]);
      const now = new Date(page.server_time);
      for (const _slice of createCacheRepository(database).applyPage(page, { now })) continue;
      const search = openSearch(database);
      const asked = queries.map((query) => {
        const started = performance.now();
        const recall = recallAt20(search, query, now);
        return { text: query.text, recall, milliseconds: performance.now() - started };
      });
      const sum = asked.reduce((total, { recall }) => total + recall, 0);
      return {
        benchmark: 'recall',
        candidates: set.candidates.length,
        recallAt20: rounded(sum / asked.length),
        queries: asked.length,
        withoutAny: asked.filter(({ recall }) => recall === 0).length,
        suggestAndSearch: percentiles(asked.map(({ milliseconds }) => milliseconds)),
        missedExamples: asked.flatMap(({ text, recall }) => (recall < 0.5 ? [text] : [])).slice(0, 8),
        notes: [
          'judged set: alternative labels of ESCO 1.2 occupations, of the half whose hashed id is even; right are the people who want or did the work of an occupation with that label',
          'typed as people do: suggestions that are exactly the text are taken over, else the first suggested occupation, else the words are searched',
        ],
      };
    } finally {
      await database.close();
    }
  });
}
