import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { staleCollections } from '#db/sync/collection-versions.ts';
import { contentSum, sliceOf } from '#db/sync/slice-sums.ts';
import { makeReferenceItem, uuidOf } from '#db/testing/builders.ts';
import { ModelFeed } from '#db/testing/model-feed.ts';
import { openTestDatabase, type TestDirectory, type WiredCache } from '#db/testing/open-test-database.ts';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import { SYSTEM_CLOCK, type Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { SyncServer } from './sync-server.ts';
import { isVerifyDue, refillCollections, verifyCache, type VerifyContext } from './verify-cache.ts';

const ITEM = 11;
const CARD = 1;
const NOW = Date.parse('2026-03-02T10:00:00Z');
const signal = new AbortController().signal;

let wired: WiredCache & { readonly directory: TestDirectory };
let feed: ModelFeed;
let logged: Record<string, unknown>[] = [];
/** Requests of the run: ordinary pulls, refills, comparisons. */
let calls: { pulls: number; refills: number[][]; ranges: [number, number][] };
/** Runs when a comparison is asked for, before it is answered. */
let onVerify: () => void;
beforeEach(async () => {
  wired = await openTestDatabase();
  feed = new ModelFeed();
  feed.subscribe(1);
  logged = [];
  calls = { pulls: 0, refills: [], ranges: [] };
  onVerify = () => undefined;
  for (let at = 0; at < 40; at += 1) feed.put(ITEM, item(at, 'goed'), [1]);
  store(feed.pull(null, 100));
});
afterEach(() => wired.directory.remove());

const item = (at: number, name: string) => makeReferenceItem({ id: uuidOf(`item${at}`), name });
const names = (): string[] => wired.cache.listRows<{ name: string }>(ITEM).map(({ name }) => name);

function store(page: PullResponse): void {
  for (const slice of wired.cache.applyPage(page, { now: new Date(NOW) })) void slice;
}

const server: Pick<SyncServer, 'pull' | 'verify'> = {
  async pull({ cursor, rows, only }) {
    if (only === undefined) calls.pulls += 1;
    else if (cursor === null) calls.refills.push([...only]);
    return feed.pull(cursor, rows, only);
  },
  async verify({ collections, from, to }) {
    calls.ranges.push([from, to]);
    onVerify();
    const sums = Object.fromEntries(
      Object.keys(collections).map((collection) => [collection, new Array<bigint>(to - from).fill(0n)]),
    );
    for (const [key, row] of feed.visible()) {
      const [collection = '', id = ''] = key.split('|');
      const at = sliceOf(id) - from;
      const list = sums[collection];
      if (list !== undefined && at >= 0 && at < list.length) list[at] = (list[at] ?? 0n) ^ contentSum(row);
    }
    const texts = Object.entries(sums).map(([collection, list]) => [collection, list.map(String)]);
    const { head } = feed.pull(null, 0);
    const server_time = '2026-03-02T10:00:00Z';
    return {
      v: 1,
      rid: 'rid',
      server_time,
      epoch: 1,
      head,
      sums: Object.fromEntries(texts) as Record<string, string[]>,
    };
  },
};

function context(overrides: Partial<VerifyContext> = {}): VerifyContext {
  const clock: Clock = { ...SYSTEM_CLOCK, now: () => NOW };
  const write = (fields: Record<string, unknown>, text: string): void => void logged.push({ ...fields, text });
  return {
    cache: wired.cache,
    server,
    clock,
    logger: { error: write, info: write, warn: write } as unknown as Logger,
    build: '1.0.0',
    pageRows: () => 7,
    async pullToEnd() {
      let page: PullResponse;
      do {
        page = await server.pull({ cursor: wired.cache.cursor(), rows: 7, pending: [] }, signal);
        store(page);
      } while (!page.done);
    },
    ...overrides,
  };
}

function spoil(at: number): void {
  wired.database.connection
    .prepare(`update row set d = json_set(d, '$.name', 'bedorven') where id = ?`)
    .run(uuidOf(`item${at}`));
}

describe('comparing contents with the server', () => {
  it('asks for every slice, and changes nothing when they are the same', async () => {
    expect(await verifyCache(context(), signal)).toBe('same');
    expect(calls.ranges).toEqual([0, 32, 64, 96, 128, 160, 192, 224].map((from) => [from, from + 32]));
    expect({ ...calls, ranges: [], logged }).toEqual({ pulls: 0, refills: [], ranges: [], logged: [] });
    expect(wired.cache.verified()).toEqual({ at: '2026-03-02T10:00:00.000Z', build: '1.0.0' });
  });

  it('brings the collections that differ again, and reports their numbers only', async () => {
    spoil(3);
    spoil(20);
    expect(await verifyCache(context(), signal)).toBe('refilled');
    expect(calls.refills).toEqual([[ITEM]]);
    expect(new Set(names())).toEqual(new Set(['goed']));
    expect(logged).toEqual([{ level: 2, collections: [ITEM], build: '1.0.0', text: 'sync.mismatch' }]);
    expect(await verifyCache(context(), signal)).toBe('same');
  });

  it('pulls first when something changed on the server meanwhile, and takes no change for a difference', async () => {
    let changes = 3;
    onVerify = () => {
      if (changes > 0) feed.put(ITEM, item(changes, 'nieuw'), [1]);
      changes -= 1;
    };
    expect(await verifyCache(context(), signal)).toBe('same');
    expect(calls.refills).toEqual([]);
    expect(calls.pulls).toBeGreaterThanOrEqual(3);
    expect(calls.ranges.slice(0, 5)).toEqual([
      [0, 32],
      [0, 16],
      [0, 8],
      [0, 4],
      [4, 12],
    ]);
    expect(names().filter((name) => name === 'nieuw')).toHaveLength(3);
  });

  it('is put off when the server never stands still', async () => {
    let at = 0;
    onVerify = () => feed.put(ITEM, item((at += 1) % 40, 'nieuw'), [1]);
    expect(await verifyCache(context(), signal)).toBe('postponed');
    expect(wired.cache.verified()).toBeNull();
    expect(calls.refills).toEqual([]);
  });

  it('stops between steps when it is told to', async () => {
    const controller = new AbortController();
    onVerify = () => controller.abort(new RangeError('genoeg'));
    await expect(verifyCache(context(), controller.signal)).rejects.toThrow('genoeg');
    expect(wired.cache.verified()).toBeNull();
  });
});

describe('the next comparison', () => {
  it('is due when it was never done, by another build, after a week, and when the contents are in doubt', async () => {
    expect(isVerifyDue(context())).toBe(true);
    await verifyCache(context(), signal);
    expect(isVerifyDue(context())).toBe(false);
    expect(isVerifyDue(context({ build: '1.0.1' }))).toBe(true);
    const later = (days: number): Clock => ({ ...SYSTEM_CLOCK, now: () => NOW + days * 86_400_000 });
    expect([6, 7].map((days) => isVerifyDue(context({ clock: later(days) })))).toEqual([false, true]);
    wired.cache.setVerified(null);
    expect(isVerifyDue(context())).toBe(true);
  });
});

describe('collections of another projection', () => {
  const versions = (value: Record<string, number>): void =>
    void wired.database.connection
      .prepare(`update meta set v = json_patch(v, ?) where k = 'versions'`)
      .run(JSON.stringify(value));

  it('are not compared, and are refilled alone', async () => {
    versions({ [String(ITEM)]: 99 });
    spoil(5);
    expect(await verifyCache(context(), signal)).toBe('same');
    await refillCollections(context(), staleCollections(wired.cache), signal);
    expect(calls.refills).toEqual([[ITEM]]);
    expect(new Set(names())).toEqual(new Set(['goed']));
    expect(staleCollections(wired.cache)).toEqual([]);
  });

  it('stay to be refilled when that is cut short', async () => {
    versions({ [String(ITEM)]: 99, [String(CARD)]: 99 });
    const controller = new AbortController();
    const cut = {
      ...server,
      pull: (...args: Parameters<SyncServer['pull']>) => (controller.abort(), server.pull(...args)),
    };
    const refilling = refillCollections(context({ server: cut }), staleCollections(wired.cache), controller.signal);
    await expect(refilling).rejects.toThrow();
    expect(staleCollections(wired.cache)).toEqual([CARD, ITEM]);
  });
});
