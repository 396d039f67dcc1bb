import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCandidateCard, makeCandidateCase, makeReferenceItem, uuidOf } from '../testing/builders.ts';
import { ModelFeed } from '../testing/model-feed.ts';
import { makeTestDirectory, wireCache, type TestDirectory, type WiredCache } from '../testing/open-test-database.ts';
import type { CollectionRefill } from './collection-refill.ts';
import { CURRENT_VERSIONS, staleCollections } from './collection-versions.ts';
import { entryHash } from './digest.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const CARD = 1;
const CASE = 2;
const ITEM = 11;
let directory: TestDirectory;
let wired: WiredCache;
let feed: ModelFeed;
beforeEach(async () => {
  directory = await makeTestDirectory();
  await renew();
});
afterEach(() => directory.remove());

async function renew(): Promise<void> {
  wired = wireCache(await directory.openCache());
  feed = new ModelFeed();
  feed.subscribe(1);
  feed.subscribe(2);
}

function rowOf(at: number, collection: number, word: string): { id: string } {
  const id = uuidOf(`row${at}`);
  if (collection === CARD) return makeCandidateCard({ id, about: word });
  if (collection === CASE) return makeCandidateCase({ id, about: word });
  return makeReferenceItem({ id, name: word });
}

function pull(limit = 50): void {
  for (let round = 0; round < 100; round += 1) {
    const page = feed.pull(wired.cache.cursor(), limit);
    for (const slice of wired.cache.applyPage(page, { now: NOW })) void slice;
    if (!page.done) continue;
    // C11: also after a refill the own sums are those of the server.
    expect(wired.cache.mismatches(page)).toEqual([]);
    return;
  }
  throw new Error('The feed never ends');
}

function refillPage(refill: CollectionRefill, limit = 4): boolean {
  const applying = refill.apply(feed.pull(refill.cursor(), limit, refill.collections));
  for (;;) {
    const step = applying.next();
    if (step.done === true) return step.value;
  }
}

function refill(collections: readonly number[], limit = 4): void {
  const running = wired.cache.refill(collections);
  while (!refillPage(running, limit));
}

function content(): Map<string, unknown> {
  const rows = wired.database.connection
    .prepare<{ coll: number; id: string; d: string }>('select coll, id, d from row')
    .all();
  return new Map(rows.map(({ coll, id, d }) => [`${coll}|${id}`, JSON.parse(d) as unknown]));
}

/** C2 and C7. */
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
  expect(wired.cache.rowCount()).toBe(count('select count(*) from row'));
}

/** Changes what is stored without anybody noticing: neither digest nor revision says it. */
function spoil(collection: number, id: string): void {
  wired.database.connection
    .prepare(`update row set d = json_set(d, '$.about', 'bedorven', '$.name', 'bedorven') where coll = ? and id = ?`)
    .run(collection, id);
}

describe('bringing a collection again', () => {
  it('mends contents that no digest can show, and leaves other collections alone', () => {
    for (const at of [0, 1, 2]) feed.put(CARD, rowOf(at, CARD, 'appel'), [1]);
    feed.put(ITEM, rowOf(9, ITEM, 'peer'), [1]);
    pull();
    spoil(CARD, uuidOf('row1'));
    spoil(ITEM, uuidOf('row9'));
    refill([CARD]);
    expect(content().get(`${CARD}|${uuidOf('row1')}`)).toEqual(rowOf(1, CARD, 'appel'));
    expect(content().get(`${ITEM}|${uuidOf('row9')}`)).toMatchObject({ name: 'bedorven' });
    refill([ITEM]);
    expect(content()).toEqual(feed.visible());
    checkSums();
  });

  it('makes what was mended findable again', () => {
    feed.put(CARD, rowOf(0, CARD, 'appel'), [1]);
    pull();
    spoil(CARD, uuidOf('row0'));
    wired.database.connection.exec('delete from text_block');
    refill([CARD]);
    const query = { terms: [{ kind: 'KEYWORD' as const, text: 'appel' }], placeId: null, radiusKm: null, filters: {} };
    expect(wired.search.search({ query, offset: 0, limit: 10, now: NOW }).items).toHaveLength(1);
  });

  it('removes what the server does not have, and brings what is missing here', () => {
    for (const at of [0, 1, 2]) feed.put(CARD, rowOf(at, CARD, 'appel'), [1, 2]);
    pull();
    const { connection } = wired.database;
    const pk = connection.prepare<number>('select pk from row where id = ?').pluck().get(uuidOf('row1')) ?? 0;
    connection.exec(`delete from member where pk = ${pk}; delete from row where pk = ${pk}`);
    connection.exec(`insert into row (coll, id, rev, d) values (1, '${uuidOf('ghost')}', 1, '{}')`);
    connection.exec(`insert into member (scope, pk, gen) select 1, pk, 1 from row where id = '${uuidOf('ghost')}'`);
    refill([CARD]);
    expect([...content().keys()].sort()).toEqual([...feed.visible().keys()].sort());
  });

  it('leaves cursor and completeness of the ordinary pull as they were', () => {
    feed.put(CARD, rowOf(0, CARD, 'appel'), [1]);
    pull();
    const before = [wired.cache.cursor(), wired.cache.complete(), wired.cache.lastCompletedAt()];
    feed.put(CARD, rowOf(1, CARD, 'peer'), [1]);
    refill([CARD]);
    expect([wired.cache.cursor(), wired.cache.complete(), wired.cache.lastCompletedAt()]).toEqual(before);
    expect(content()).toEqual(feed.visible());
    pull();
    expect(content()).toEqual(feed.visible());
  });

  it('refuses an answer without its rows before storing anything', () => {
    feed.put(CARD, rowOf(0, CARD, 'appel'), [1]);
    pull();
    const running = wired.cache.refill([CARD]);
    const page = { ...feed.pull(null, 5, [CARD]), rows: {} };
    expect(() => running.apply(page).next()).toThrow('without its row');
  });

  it('ends equal to the feed whatever is damaged, interrupted, or changed meanwhile (C1, C2, C5, C7, C11)', async () => {
    const put = fc.record({
      do: fc.constant('put' as const),
      row: fc.nat(6),
      kind: fc.constantFrom(CARD, CASE, ITEM),
      scopes: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { minLength: 1 }),
      word: fc.constantFrom('appel', 'peer'),
    });
    const step = fc.oneof(
      { weight: 6, arbitrary: put },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constantFrom('remove' as const, 'spoil' as const),
          row: fc.nat(6),
          kind: fc.constantFrom(CARD, CASE, ITEM),
        }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('pull' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('gain' as const, 'lose' as const) }) },
      /** One page of a refill; it goes on, or is abandoned for a new one. */
      { weight: 5, arbitrary: fc.record({ do: fc.constant('refill' as const), again: fc.boolean() }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        let running = wired.cache.refill([CARD, ITEM]);
        let spoiled = false;
        pull();
        for (const one of steps) {
          if (one.do === 'put') feed.put(one.kind, rowOf(one.row, one.kind, one.word), one.scopes);
          if (one.do === 'remove') feed.remove(one.kind, uuidOf(`row${one.row}`));
          if (one.do === 'spoil' && one.kind !== CASE) {
            spoil(one.kind, uuidOf(`row${one.row}`));
            spoiled = true;
          }
          if (one.do === 'gain') feed.subscribe(3);
          if (one.do === 'lose') feed.unsubscribe(3);
          if (one.do === 'pull') pull(3);
          if (one.do === 'refill') {
            if (one.again) running = wired.cache.refill([CARD, ITEM]);
            if (refillPage(running, 2)) running = wired.cache.refill([CARD, ITEM]);
          }
          checkSums();
        }
        pull();
        if (spoiled) refill([CARD, ITEM]);
        expect(content()).toEqual(feed.visible());
        checkSums();
        await wired.database.close();
        await directory.remove();
        await renew();
      }),
      { numRuns: Number(process.env['HALLOWERK_PROPERTY_RUNS'] ?? 30) },
    );
  }, 120_000);
});

describe('projection versions', () => {
  const note = (versions: Record<string, number>): void => {
    wired.database.connection
      .prepare(`insert or replace into meta (k, v) values ('versions', ?)`)
      .run(JSON.stringify(versions));
  };

  it('are those of this program after a first fill', () => {
    expect(staleCollections(wired.cache)).toEqual([]);
    feed.put(CARD, rowOf(0, CARD, 'appel'), [1]);
    pull();
    expect(wired.cache.collectionVersions()).toEqual(CURRENT_VERSIONS);
    expect(staleCollections(wired.cache)).toEqual([]);
  });

  it('that differ, or are new, ask for these collections only, until they have come whole', () => {
    for (const at of [0, 1, 2, 3, 4]) feed.put(CARD, rowOf(at, CARD, 'appel'), [1]);
    pull();
    const { [String(ITEM)]: _, ...others } = CURRENT_VERSIONS;
    note({ ...others, [String(CARD)]: 99 });
    expect(staleCollections(wired.cache)).toEqual([CARD, ITEM]);
    const running = wired.cache.refill([CARD, ITEM]);
    expect(refillPage(running, 2)).toBe(false);
    expect(staleCollections(wired.cache)).toEqual([CARD, ITEM]);
    while (!refillPage(running, 2));
    expect(staleCollections(wired.cache)).toEqual([]);
  });

  it('are unknown in a cache of before they were noted, which is filled again', () => {
    feed.put(CARD, rowOf(0, CARD, 'appel'), [1]);
    pull();
    wired.database.connection.exec(`delete from meta where k = 'versions'`);
    expect(staleCollections(wired.cache)).toEqual(Object.keys(CURRENT_VERSIONS).map(Number));
  });
});
