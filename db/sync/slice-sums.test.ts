import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SLICES, VERIFY_VECTOR } from '@hallowerk/contract/sync/verify.ts';
import { makeCandidateCard, makePage, makeReferenceItem, uuidOf } from '../testing/builders.ts';
import { openTestDatabase, type TestDirectory, type WiredCache } from '../testing/open-test-database.ts';
import { contentSum, sliceOf, type SliceSums } from './slice-sums.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
let wired: WiredCache & { readonly directory: TestDirectory };
beforeEach(async () => {
  wired = await openTestDatabase();
});
afterEach(() => wired.directory.remove());

function sums(collections: readonly number[], from: number, to: number): { sums: SliceSums; steps: number } {
  const computing = wired.cache.sliceSums(collections, from, to);
  for (let steps = 0; ; steps += 1) {
    const step = computing.next();
    if (step.done === true) return { sums: step.value, steps };
  }
}

describe('sums over contents', () => {
  it('are those of the contract', () => {
    const { row, slice, sum } = VERIFY_VECTOR;
    expect({ slice: sliceOf(row.id), sum: String(contentSum(row)) }).toEqual({ slice, sum });
    expect(String(contentSum({ b: row.b, a: row.a, id: row.id }))).toBe(sum);
  });

  it('take every row once, whatever the range and the number of its scopes', () => {
    const cards = Array.from({ length: 1200 }, (_, at) => makeCandidateCard({ id: uuidOf(`c${at}`), about: `${at}` }));
    const items = [makeReferenceItem()];
    const rows = [...cards.map((row) => ({ collection: 1, row })), ...items.map((row) => ({ collection: 11, row }))];
    for (const slice of wired.cache.applyPage(makePage(rows), { now: NOW })) void slice;
    const expected = (list: readonly { id: string }[], slice: number): bigint =>
      list.filter(({ id }) => sliceOf(id) === slice).reduce((sum, row) => sum ^ contentSum(row), 0n);

    const whole = sums([1, 11, 13], 0, SLICES);
    expect(whole.steps).toBeGreaterThan(3);
    for (let slice = 0; slice < SLICES; slice += 1) {
      expect(whole.sums.get(1)?.[slice]).toBe(expected(cards, slice));
      expect(whole.sums.get(11)?.[slice]).toBe(expected(items, slice));
    }
    expect(whole.sums.get(13)).toEqual(new Array(SLICES).fill(0n));
    expect(sums([1], 32, 64).sums.get(1)).toEqual(whole.sums.get(1)?.slice(32, 64));
  });
});
