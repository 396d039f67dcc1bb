import type { PullOp } from '@hallowerk/contract/sync/pull.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCandidateCard, makePage, makeScope, uuidOf } from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.directory.remove());

function fill(count: number, sliceRows: number): void {
  const rows = Array.from({ length: count }, (_, at) => ({
    collection: 1,
    row: makeCandidateCard({ id: uuidOf(`c${at}`), lastName: at === 3 ? 'Qwxyzilofoon' : 'Jansen', about: 'lasser' }),
  }));
  for (const slice of test.cache.applyPage(makePage(rows), { now: NOW, sliceRows })) void slice;
}

/** The candidate with the name nobody else has leaves the only scope. */
function removeTheRareOne(): void {
  const ops: PullOp[] = [[1, 1, uuidOf('c3'), 2, 0]];
  const page = { ...makePage([]), ops, scopes: [makeScope([])], cursor: 'cursor-2' };
  for (const slice of test.cache.applyPage(page, { now: NOW })) void slice;
}

function maintain(): string[] {
  return [...test.cache.maintain()].map(({ phase }) => phase);
}

/** Whether the words of the text index have it. */
function indexHolds(word: string): boolean {
  const words = test.database.connection.prepare<number>('select count(*) from text_term where term = ?').pluck();
  return words.get(word) !== 0;
}

const segments = (): number =>
  test.database.connection.prepare<number>('select count(*) from text_segment').pluck().get() ?? 0;

const found = (text: string): number =>
  test.search.search({
    query: { terms: [{ kind: 'KEYWORD', text }], placeId: null, radiusKm: null, filters: {} },
    offset: 0,
    limit: 10,
    now: NOW,
  }).total;

describe('maintenance of the cache', () => {
  it('takes the words of a removed candidate out of the file', () => {
    fill(20, 5);
    maintain();
    expect(indexHolds('qwxyzilofoon')).toBe(true);
    removeTheRareOne();
    expect(found('qwxyzilofoon')).toBe(0);
    maintain();
    expect(indexHolds('qwxyzilofoon')).toBe(false);
    expect(found('lasser')).toBe(19);
  });

  it('goes on with that after it was dropped half-way', () => {
    fill(20, 5);
    removeTheRareOne();
    const dropped = test.cache.maintain();
    dropped.next();
    dropped.return();
    maintain();
    expect(indexHolds('qwxyzilofoon')).toBe(false);
  });

  it('does not write the index anew when nobody left', () => {
    fill(20, 5);
    maintain();
    expect(maintain()).toEqual(['checkpoint']);
  });

  it('merges what many small transactions left, and finds the same', () => {
    fill(40, 1);
    const before = segments();
    const total = found('lasser');
    maintain();
    expect(segments()).toBeLessThan(before);
    expect(found('lasser')).toBe(total);
  });

  it('empties the log', () => {
    fill(20, 5);
    maintain();
    const { connection } = test.database;
    expect(connection.pragma('wal_checkpoint(PASSIVE)')).toEqual([{ busy: 0, log: 0, checkpointed: 0 }]);
  });
});
