import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCandidateCard, makeCandidateCase, makeReferenceItem, uuidOf } from '../testing/builders.ts';
import { ModelFeed } from '../testing/model-feed.ts';
import { makeTestDirectory, wireCache, type TestDirectory, type WiredCache } from '../testing/open-test-database.ts';
import { entryHash } from './digest.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const UNKNOWN_COLLECTION = 99;

type Step =
  | {
      readonly do: 'put';
      readonly row: number;
      readonly kind: number;
      readonly scopes: number[];
      readonly word: string;
    }
  | { readonly do: 'remove'; readonly row: number; readonly kind: number }
  | { readonly do: 'subscribe' | 'unsubscribe'; readonly scope: number }
  | { readonly do: 'reset'; readonly scope: number; readonly why: 'pruned' | 'revoked' | 'epoch' | 'digest' | 'schema' }
  /** `slices`: how many slices of the page are stored before the process dies; null is all of them. */
  | { readonly do: 'pull'; readonly slices: number | null; readonly limit: number; readonly reopen: boolean };

const scope = fc.integer({ min: 1, max: 3 });
const row = fc.integer({ min: 0, max: 5 });
const kind = fc.constantFrom(1, 1, 2, 11, UNKNOWN_COLLECTION);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      row,
      kind,
      scopes: fc.uniqueArray(scope, { minLength: 1, maxLength: 3 }),
      word: fc.constantFrom('appel', 'peer', 'kers'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), row, kind }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('subscribe' as const, 'unsubscribe' as const), scope }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('reset' as const),
      scope,
      why: fc.constantFrom(
        'pruned' as const,
        'revoked' as const,
        'epoch' as const,
        'digest' as const,
        'schema' as const,
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('pull' as const),
      slices: fc.option(fc.integer({ min: 0, max: 4 })),
      limit: fc.integer({ min: 1, max: 6 }),
      reopen: fc.boolean(),
    }),
  },
);

function makeRow(at: number, collection: number, word: string): { id: string } {
  const id = uuidOf(`row${at}`);
  if (collection === 1) return makeCandidateCard({ id, about: word, lat: at, lon: at, workTypes: ['CARE'] });
  if (collection === 2) return makeCandidateCase({ id, about: word, workTypes: ['ICT'] });
  return makeReferenceItem({ id, name: word });
}

let directory: TestDirectory;
let wired: WiredCache;
beforeEach(async () => {
  directory = await makeTestDirectory();
});
afterEach(() => directory.remove());

async function reopen(): Promise<void> {
  await wired.database.close();
  wired = wireCache(await directory.openCache());
}

/** One page; with `slices` the process dies after so many transactions. Tells whether the page was stored to its end. */
function pullOnce(feed: ModelFeed, limit: number, slices: number | null): boolean {
  const page = feed.pull(wired.cache.cursor(), limit);
  const applying = wired.cache.applyPage(page, { now: NOW, sliceRows: 1 });
  let stored = 0;
  while (slices === null || stored < slices) {
    if (applying.next().done === true) {
      feed.resetsDelivered();
      expect(wired.cache.mismatches(page)).toEqual([]);
      return page.done;
    }
    stored += 1;
  }
  // The reset is over for the server once the cursor of its page is stored, though sweeping may have been cut short.
  if (wired.cache.cursor() === page.cursor) feed.resetsDelivered();
  return false;
}

async function run(feed: ModelFeed, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    switch (step.do) {
      case 'put':
        feed.put(step.kind, makeRow(step.row, step.kind, step.word), step.scopes);
        break;
      case 'remove':
        feed.remove(step.kind, uuidOf(`row${step.row}`));
        break;
      case 'subscribe':
        feed.subscribe(step.scope);
        break;
      case 'unsubscribe':
        feed.unsubscribe(step.scope);
        break;
      case 'reset':
        feed.reset(step.scope, step.why);
        break;
      case 'pull':
        pullOnce(feed, step.limit, step.slices);
        if (step.reopen) await reopen();
        checkSums();
    }
  }
}

/** C2: the running digest is the recomputed one, always. C7: no row without membership and the other way round. */
function checkSums(): void {
  const { connection } = wired.database;
  const members = connection
    .prepare<{ scope: number; coll: number; id: string; rev: number }>(
      'select m.scope, r.coll, r.id, r.rev from member m join row r on r.pk = m.pk',
    )
    .all();
  for (const { s, cnt, digest } of wired.cache.scopes()) {
    const own = members.filter((member) => member.scope === s);
    const sum = own.reduce((xor, { coll, id, rev }) => xor ^ entryHash(coll, id, rev), 0n);
    expect({ cnt, digest }).toEqual({ cnt: own.length, digest: String(sum) });
  }
  const count = (sql: string) => connection.prepare<number>(sql).pluck().get();
  expect(count('select count(*) from member where pk not in (select pk from row)')).toBe(0);
  expect(count('select count(*) from row where pk not in (select pk from member)')).toBe(0);
  expect(count('select count(*) from member where scope not in (select id from scope)')).toBe(0);
  expect(wired.cache.rowCount()).toBe(count('select count(*) from row'));
}

function content(): Map<string, unknown> {
  const rows = wired.database.connection
    .prepare<{ coll: number; id: string; d: string }>('select coll, id, d from row')
    .all();
  return new Map(rows.map(({ coll, id, d }) => [`${coll}|${id}`, JSON.parse(d) as unknown]));
}

/** What search finds without and with a keyword must be exactly the candidates that are here, each once. */
function checkSearch(): void {
  const found = (terms: { kind: 'KEYWORD'; text: string }[]) =>
    wired.search
      .search({ query: { terms, placeId: null, radiusKm: null, filters: {} }, offset: 0, limit: 200, now: NOW })
      .items.map(({ id }) => id)
      .sort();
  const expected = new Map<string, string>();
  for (const [key, value] of content()) {
    const { id, about } = value as { id: string; about: string };
    if (key.startsWith('1|') && !expected.has(id)) expected.set(id, about);
    if (key.startsWith('2|')) expected.set(id, about);
  }
  expect(found([])).toEqual([...expected.keys()].sort());
  for (const word of ['appel', 'peer', 'kers']) {
    const withWord = [...expected].filter(([, about]) => about === word).map(([id]) => id);
    expect(found([{ kind: 'KEYWORD', text: word }])).toEqual(withWord.sort());
  }
}

describe('the cache', () => {
  it('C1 C2 C5 C6 C7 C11: ends equal to the feed, however often the process dies between slices', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        wired = wireCache(await directory.openCache());
        const feed = new ModelFeed();
        feed.subscribe(1);
        await run(feed, steps);
        for (let round = 0; round < 60 && !pullOnce(feed, 4, null); round += 1) checkSums();
        expect(content()).toEqual(feed.visible());
        checkSums();
        checkSearch();
        await reopen();
        expect(content()).toEqual(feed.visible());
        checkSearch();
        await wired.database.close();
        await directory.remove();
      }),
      { numRuns: Number(process.env['HALLOWERK_PROPERTY_RUNS'] ?? 40) },
    );
  }, 120_000);

  it('forgets what was removed between a first page that was cut short and its repetition', async () => {
    wired = wireCache(await directory.openCache());
    const feed = new ModelFeed();
    feed.subscribe(1);
    for (const at of [0, 1, 2]) feed.put(1, makeRow(at, 1, 'appel'), [1]);
    pullOnce(feed, 6, 1);
    expect(content().size).toBe(1);
    feed.remove(1, uuidOf('row0'));
    await reopen();
    pullOnce(feed, 6, null);
    expect(content()).toEqual(feed.visible());
    checkSearch();
  });
});
