import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import type { MutationResult, PullResponse } from '@hallowerk/contract/sync/pull.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CacheChanges } from '../change-hub.ts';
import { makeCandidateCard, makeFavouriteMutation, makePage, makeScope, uuidOf } from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';
import { entryHash } from './digest.ts';
import { overlayLine } from './overlay.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.directory.remove());

function apply(page: PullResponse, sliceRows?: number) {
  const slices = [];
  const applying = test.cache.applyPage(page, sliceRows === undefined ? { now: NOW } : { now: NOW, sliceRows });
  for (;;) {
    const next = applying.next();
    if (next.done === true) return { slices, result: next.value };
    slices.push(next.value);
  }
}

const cards = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ collection: 1, row: makeCandidateCard({ id: uuidOf(`c${at}`) }) }));

describe('the digest', () => {
  it('is the first eight bytes of SHA-256 over collection, id and revision, signed', () => {
    // printf '1|00000000-0000-7000-8000-000000000001|42' | sha256sum
    const id = '00000000-0000-7000-8000-000000000001';
    expect(
      BigInt.asUintN(64, entryHash(1, id, 42))
        .toString(16)
        .padStart(16, '0'),
    ).toBe('614a5c3ad2763c0e');
  });
});

describe('applying a page', () => {
  it('stores rows in slices and the cursor with the last one', () => {
    const { slices, result } = apply(makePage(cards(25)), 10);
    expect(slices.map(({ applied }) => applied)).toEqual([10, 20, 25]);
    expect(result).toEqual({ applied: 25, acknowledged: 0, done: true });
    expect(test.cache.cursor()).toBe('cursor-1');
    expect(test.cache.complete()).toBe(true);
    expect(test.cache.lastCompletedAt()).toBe(NOW.toISOString());
    expect(test.cache.rowCount()).toBe(25);
    expect(test.cache.listRows<CandidateCard>(1)).toHaveLength(25);
  });

  it('moves what it committed out of the log in slices of their own', () => {
    const { slices } = apply(makePage(cards(74)), 2);
    const afterRest = Array<string>(32).fill('rows');
    const four = Array<string>(4).fill('rows');
    expect(slices.map(({ phase }) => phase)).toEqual([...afterRest, 'checkpoint', ...four, 'checkpoint', 'rows']);
  });

  it('leaves the cursor alone while the page is not stored to its end', () => {
    const applying = test.cache.applyPage(makePage(cards(25)), { now: NOW, sliceRows: 10 });
    applying.next();
    expect(test.cache.cursor()).toBeNull();
    expect(test.cache.complete()).toBe(false);
    expect(test.cache.rowCount()).toBe(10);
  });

  it('changes nothing when it is repeated', () => {
    const page = makePage(cards(5));
    apply(page);
    const before = test.cache.scopes();
    const seen: CacheChanges[] = [];
    test.cache.onChanged((changes) => seen.push(changes));
    apply(page);
    expect(test.cache.scopes()).toEqual(before);
    expect(seen).toEqual([]);
  });

  it('names the scopes whose own sums differ from those of the server, at a complete page only', () => {
    const page = makePage(cards(2));
    const wrong = { ...page, scopes: [makeScope(page.ops, { digest: '1' })] };
    apply(wrong);
    expect(test.cache.mismatches(wrong)).toEqual(['reg:1:cand']);
    expect(test.cache.mismatches({ ...wrong, done: false })).toEqual([]);
    expect(test.cache.mismatches(page)).toEqual([]);
  });

  it('brings everything again after a restart, and drops what is not brought', () => {
    apply(makePage(cards(3)));
    test.cache.restart();
    expect(test.cache.cursor()).toBeNull();
    expect(test.cache.rowCount()).toBe(3);
    apply(makePage(cards(2), { cursor: 'cursor-2' }));
    expect(test.cache.rowCount()).toBe(2);
  });

  it('mends a damaged row in a refill although its revision is the same', () => {
    const page = makePage(cards(1));
    apply(page);
    test.database.connection.prepare(`update row set d = '{}'`).run();
    apply({ ...page, scopes: [makeScope(page.ops, { reset: true, why: 'digest' })] });
    expect(test.cache.listRows(1)).toEqual([page.rows['1']?.[page.ops[0]?.[2] ?? '']]);
  });

  it('drops the rows of a lost scope at once, also when the program stops right after the cursor', async () => {
    apply(makePage(cards(30)));
    const applying = test.cache.applyPage(makePage([], { scopes: [], cursor: 'cursor-2' }), {
      now: NOW,
      sliceRows: 10,
    });
    applying.next();
    expect(test.cache.cursor()).toBe('cursor-2');
    expect(test.cache.scopes()).toEqual([]);
    const { createCacheRepository } = await import('./cache.repository.ts');
    expect(createCacheRepository(test.database).rowCount()).toBe(0);
  });

  it('refuses a live op without its row, and an op of an unlisted scope, before storing anything', () => {
    const page = makePage(cards(2));
    expect(() => apply({ ...page, rows: {} })).toThrow('without its row');
    expect(() => apply({ ...page, scopes: [] })).toThrow('does not list');
    expect(test.cache.rowCount()).toBe(0);
  });

  it('tells which collections and candidates changed, and only after the commit', () => {
    const seen: CacheChanges[] = [];
    const stop = test.cache.onChanged((changes) => {
      expect(test.database.connection.inTransaction).toBe(false);
      seen.push(changes);
    });
    apply(makePage(cards(1)));
    const id = uuidOf('c0');
    expect(seen).toEqual([{ collections: [1], candidates: [{ pk: 1, id, live: true }] }]);
    stop();
    apply(makePage([], { cursor: 'cursor-2' }));
    expect(seen).toHaveLength(1);
  });

  it('cuts a large page into several slices', () => {
    const { slices } = apply(makePage(cards(1000)));
    expect(slices.filter(({ phase }) => phase === 'rows').length).toBeGreaterThan(2);
  });
});

describe('acknowledgements and the overlay', () => {
  const candidate = uuidOf('c0');
  const uid = uuidOf('mutation');
  const ack: MutationResult = [uid, 'ok', null];

  it('shows a waiting favourite until the page that brings its effect', () => {
    test.cache.setOverlay([makeFavouriteMutation(candidate, true, uid)]);
    expect([...test.favourites.ids()]).toEqual([candidate]);
    const favourite = { id: uuidOf('fav'), candidateId: candidate, createdAt: '2026-03-02T10:00:00Z' };
    const states: boolean[] = [];
    test.cache.onChanged(() => states.push(test.favourites.ids().has(candidate)));
    apply(makePage([{ collection: 5, row: favourite }], { acks: [ack] }));
    expect(states).toEqual([true]);
    expect(test.favourites.list({ offset: 0, limit: 20, sort: 'name-asc' }).items).toEqual([
      { candidateId: candidate, name: null, pending: false },
    ]);
  });

  it('takes a rejected change back', () => {
    test.cache.setOverlay([makeFavouriteMutation(candidate, true, uid)]);
    apply(makePage([], { acks: [[uid, 'rejected', 'not_available']] }));
    expect(test.favourites.ids().size).toBe(0);
  });

  it('keeps acknowledged uids until they are cleared, and leaves their mutations out of a new overlay', () => {
    apply(makePage([], { acks: [ack] }));
    expect(test.cache.acked()).toEqual([ack]);
    test.cache.setOverlay([makeFavouriteMutation(candidate, true, uid)]);
    expect(test.favourites.ids().size).toBe(0);
    test.cache.clearAcked(test.cache.ackedUids());
    expect(test.cache.ackedUids()).toEqual([]);
  });

  it('lets the latest of several waiting changes count', () => {
    test.cache.setOverlay([
      makeFavouriteMutation(candidate, true, uuidOf('m1')),
      makeFavouriteMutation(candidate, false, uuidOf('m2')),
    ]);
    expect(test.favourites.ids().size).toBe(0);
  });

  it('shows nothing ahead of time for a kind it does not know', () => {
    const waiting = makeFavouriteMutation(candidate, true, uid);
    expect(overlayLine({ ...waiting, kind: 'later.kind' })).toBeNull();
  });

  it('shows nothing ahead of time for a payload of another version, which may have waited for an update', () => {
    const waiting = makeFavouriteMutation(candidate, true, uid);
    expect(overlayLine({ ...waiting, ver: 2 })).toBeNull();
    expect(overlayLine({ ...waiting, args: { candidate: 'an older shape' } })).toBeNull();
    test.cache.setOverlay([{ ...waiting, args: null }]);
    expect(test.favourites.ids().size).toBe(0);
  });
});
