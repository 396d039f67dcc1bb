import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CandidateCase } from '@hallowerk/contract/candidates/candidate.ts';
import { staleBefore, STALE_AFTER, STALE_MONTHS } from '@hallowerk/contract/candidates/confirmation.ts';
import { makeCandidateCard, makeCandidateCase, makePage, uuidOf, type PageRow } from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';
import { createStaleProfilesRepository, type StaleProfilesRepository } from './stale-profiles.repository.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const DAY = 86_400_000;
const CASE = 2;
let test: Awaited<ReturnType<typeof openTestDatabase>>;
let profiles: StaleProfilesRepository;

beforeEach(async () => {
  test = await openTestDatabase();
  profiles = createStaleProfilesRepository(test.database);
});
afterEach(() => test.directory.remove());

const ago = (days: number) => new Date(NOW.getTime() - days * DAY).toISOString();
const person = (name: string, modified: number, confirmed: number | null = null): CandidateCase =>
  makeCandidateCase({
    id: uuidOf(name),
    firstName: name,
    lastModifiedAt: ago(modified),
    lastConfirmedAt: confirmed === null ? null : ago(confirmed),
  });

function apply(rows: readonly CandidateCase[], rev = 1, extra: readonly PageRow[] = []): void {
  const page = makePage([...rows.map((row) => ({ collection: CASE, row, rev })), ...extra]);
  for (const slice of test.cache.applyPage(page, { now: NOW })) void slice;
}
const list = async (days: number, offset = 0, limit = 10_000) => {
  const page = await profiles.page({ before: NOW.getTime() - days * DAY, offset, limit });
  return { total: page.total, names: page.rows.map((row) => row.firstName) };
};

describe('outdated profiles', () => {
  it('BX-07: are those that nobody changed or confirmed, longest ago first, page by page', async () => {
    const card = { collection: 1, row: makeCandidateCard({ id: uuidOf('elsewhere'), lastModifiedAt: ago(900) }) };
    apply([person('new', 10), person('old', 400), person('confirmed', 500, 20), person('older', 700, 450)], 1, [card]);
    expect(await list(184)).toEqual({ total: 2, names: ['older', 'old'] });
    expect(await list(184, 1, 1)).toEqual({ total: 2, names: ['old'] });
    expect(await list(184, 5, 10)).toEqual({ total: 2, names: [] });
  });

  it('follow what is confirmed, changed, added and gone', async () => {
    apply([person('one', 400), person('two', 300), person('three', 10)]);
    expect((await list(184)).names).toEqual(['one', 'two']);
    apply([person('one', 400, 0), person('four', 350), person('three', 290)], 2);
    expect((await list(184)).names).toEqual(['four', 'two', 'three']);
    const left = [person('one', 400, 0), person('two', 300), person('three', 290)];
    const page = makePage(left.map((row) => ({ collection: CASE, row, rev: row.firstName === 'two' ? 1 : 2 })));
    const gone = { ...page, ops: [...page.ops, [1, CASE, uuidOf('four'), 3, 0] as const] };
    for (const slice of test.cache.applyPage(gone as typeof page, { now: NOW })) void slice;
    expect((await list(184)).names).toEqual(['two', 'three']);
  });

  it('BX-07: hold no false entry and miss none, on ten thousand generated profiles', async () => {
    const days = fc.integer({ min: 0, max: 800 });
    const [dates = []] = fc.sample(
      fc.array(fc.tuple(days, fc.option(days)), { minLength: 10_000, maxLength: 10_000 }),
      { numRuns: 1, seed: 7 },
    );
    const people = dates.map(([modified, confirmed], at) => person(`p${at}`, modified, confirmed));
    apply(people);
    for (const months of STALE_MONTHS) {
      const before = staleBefore(months, NOW);
      const { total, rows } = await profiles.page({ before, offset: 0, limit: 10_000 });
      const plain = dates.flatMap(([modified, confirmed], at) =>
        Math.min(modified, confirmed ?? modified) > STALE_AFTER[months] ? [`p${at}`] : [],
      );
      expect(total).toBe(plain.length);
      expect(rows.map((row) => row.firstName).sort()).toEqual(plain.sort());
      const ages = rows.map((row) =>
        Math.max(Date.parse(row.lastModifiedAt), Date.parse(row.lastConfirmedAt ?? '1970-01-01')),
      );
      expect(ages).toEqual(ages.toSorted((one, other) => one - other));
    }
  }, 60_000);
});
