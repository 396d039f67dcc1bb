import { afterEach, beforeEach, expect, it } from 'vitest';
import { makePage } from '../testing/builders.ts';
import { judgedSet, recallAt20 } from '../testing/judged-set.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const SAMPLE = 150;
const set = judgedSet((reason) => process.stderr.write(`${reason}\n`));

let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.directory.remove());

it.skipIf(set === null)(
  'BX-10: puts the people of an occupation first for whoever types another name of it',
  () => {
    const { occupations, candidates, queries } = set as NonNullable<typeof set>;
    const page = makePage([
      ...occupations.map((row) => ({ collection: 9, row })),
      ...candidates.map((row) => ({ collection: 1, row })),
    ]);
    for (const slice of test.cache.applyPage(page, { now: NOW })) void slice;
    const step = Math.floor(queries.length / SAMPLE);
    const sample = queries.filter((_, at) => at % step === 0).slice(0, SAMPLE);
    const recalls = sample.map((query) => recallAt20(test.search, query, NOW));
    expect(recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length).toBeGreaterThanOrEqual(0.95);
  },
  60_000,
);
