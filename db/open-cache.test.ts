import { copyFile, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openCacheStore,
  opensCache,
  setAsideCache,
  shredDamagedCache,
  type CacheStore,
  type CacheStoreOptions,
} from './open-cache.ts';
import { openCache } from './open-database.ts';
import type { LocalDatabaseError } from './sqlite-errors.ts';
import { createCacheRepository } from './sync/cache.repository.ts';
import { makeCandidateCard, makePage, uuidOf } from './testing/builders.ts';
import { applyDamage, copyFolder, damageOf } from './testing/damage.ts';
import { makeTestDirectory, testKey, type TestDirectory } from './testing/open-test-database.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const DAY = 86_400_000;
const key = testKey('cache');
const PAGE = 16_384;
let directory: TestDirectory;
let store: CacheStore | null = null;
let rebuilds: LocalDatabaseError[] = [];
beforeEach(async () => {
  directory = await makeTestDirectory();
  rebuilds = [];
});
afterEach(async () => {
  await store?.close();
  store = null;
  await directory.remove();
});

async function start(overrides: Partial<CacheStoreOptions> = {}): Promise<CacheStore> {
  const onRebuild = (error: LocalDatabaseError): void => void rebuilds.push(error);
  const options = { directory: directory.path, key, now: NOW, keyProved: true, onRebuild, ...overrides };
  store = await openCacheStore(options);
  return store;
}
async function close(): Promise<void> {
  await store?.close();
  store = null;
}
/** Ends as a process that is killed does: no mark is removed. */
async function kill(): Promise<void> {
  await store?.database.close();
  store = null;
}
async function filled(count = 200): Promise<void> {
  const { database } = await start();
  const rows = Array.from({ length: count }, (_, at) => ({
    collection: 1,
    row: makeCandidateCard({ id: uuidOf(`c${at}`), about: `nummer ${at} `.repeat(60) }),
  }));
  for (const slice of createCacheRepository(database).applyPage(makePage(rows), { now: NOW })) void slice;
}
const path = (name: string): string => join(directory.path, name);
const rowCount = (): number => createCacheRepository((store as CacheStore).database).rowCount();
const names = async (): Promise<string[]> => (await readdir(directory.path)).sort();
async function overwrite(at: number, length = 200): Promise<void> {
  const handle = await open(path('cache.db'), 'r+');
  await handle.write(Buffer.alloc(length, 0x33), 0, length, at);
  await handle.close();
}
async function overwriteMiddle(): Promise<void> {
  const { size } = await stat(path('cache.db'));
  await overwrite(Math.floor(size / PAGE / 2) * PAGE + 100);
}

describe('the cache at opening', () => {
  it('knows whether the last run closed it', async () => {
    expect((await start()).unclean).toBe(false);
    await close();
    expect((await start()).unclean).toBe(false);
    await kill();
    expect((await start()).unclean).toBe(true);
    await close();
    expect((await start()).unclean).toBe(false);
  });

  it('is read as a whole after a run that did not close it, and rebuilt when it is damaged', async () => {
    await filled();
    await kill();
    await overwriteMiddle();
    const { rebuilt } = await start();
    expect({ rebuilt, rows: rowCount() }).toEqual({ rebuilt: true, rows: 0 });
    expect(rebuilds).toMatchObject([{ code: 'CORRUPT', cause: { code: 'SQLITE_CORRUPT' } }]);
    expect(await names()).toContain('cache.db.damaged-1');
  });

  it('is checked fully once a week', async () => {
    await filled();
    await close();
    await overwriteMiddle();
    expect((await start({ now: new Date(NOW.getTime() + 6 * DAY) })).rebuilt).toBe(false);
    await close();
    expect((await start({ now: new Date(NOW.getTime() + 8 * DAY) })).rebuilt).toBe(true);
  });

  it('does not check again in the week after a check', async () => {
    await filled();
    await close();
    await start({ now: new Date(NOW.getTime() + 8 * DAY) });
    await close();
    await overwriteMiddle();
    expect((await start({ now: new Date(NOW.getTime() + 9 * DAY) })).rebuilt).toBe(false);
  });

  it('keeps what was damaged until it is destroyed, and never more than one', async () => {
    await filled();
    await kill();
    await overwriteMiddle();
    await start();
    await kill();
    await overwrite(0);
    await start();
    expect((await names()).filter((name) => name.includes('damaged'))).toEqual(['cache.db.damaged-1']);
    await shredDamagedCache(directory.path);
    expect((await names()).filter((name) => name.includes('damaged'))).toEqual([]);
    expect(rowCount()).toBe(0);
  });
});

describe('a cache that turned out to be damaged while it was used', () => {
  it('is kept, whole, beside the empty one that takes its place, and never more than one', async () => {
    await filled();
    await close();
    const before = await readFile(path('cache.db'));
    await setAsideCache(directory.path);
    expect(await readFile(path('cache.db.damaged-1'))).toEqual(before);
    await start();
    expect({ rows: rowCount(), rebuilds }).toEqual({ rows: 0, rebuilds: [] });
    await close();
    const second = await readFile(path('cache.db'));
    await setAsideCache(directory.path);
    expect((await names()).filter((name) => name.startsWith('cache.db'))).toEqual(['cache.db.damaged-1']);
    expect(await readFile(path('cache.db.damaged-1'))).toEqual(second);
  });
});

describe('a cache that cannot be used', () => {
  const ways: [string, string, () => Promise<void>][] = [
    ['whose beginning was overwritten', 'WRONG_KEY', () => overwrite(0)],
    ['that was cut off in its first page', 'WRONG_KEY', () => truncate(path('cache.db'), 500)],
    ['that is another file', 'WRONG_KEY', () => writeFile(path('cache.db'), Buffer.alloc(90_000, 7))],
    ['that was cut off in the middle', 'CORRUPT', () => truncate(path('cache.db'), 8 * PAGE)],
    ['of a newer version', 'NEWER_SCHEMA', newerSchema],
  ];
  it.each(ways)('%s is rebuilt when the key is proved', async (_, code, damage) => {
    await filled();
    await kill();
    await damage();
    const { rebuilt } = await start();
    expect({ rebuilt, rows: rowCount() }).toEqual({ rebuilt: true, rows: 0 });
    expect(rebuilds).toMatchObject([{ code }]);
  });

  it('is left alone when its beginning is unreadable and nothing proves the key', async () => {
    await filled();
    await close();
    const before = await names();
    const wrong = start({ key: testKey('wrong'), keyProved: false });
    await expect(wrong).rejects.toMatchObject({ code: 'WRONG_KEY' });
    expect(await names()).toEqual(before);
    await start();
    expect({ rows: rowCount(), rebuilds }).toEqual({ rows: 200, rebuilds: [] });
  });

  it.each([
    ['empty', () => truncate(path('cache.db'), 0)],
    ['missing', () => rm(path('cache.db'))],
  ])('because it is %s is filled anew', async (_, damage) => {
    await filled();
    await close();
    await damage();
    await start();
    const cache = createCacheRepository((store as CacheStore).database);
    expect({ rows: cache.rowCount(), cursor: cache.cursor(), complete: cache.complete() }).toEqual({
      rows: 0,
      cursor: null,
      complete: false,
    });
  });

  it('loses from a damaged log only what was not yet in the file', async () => {
    await filled();
    await copyFile(path('cache.db-wal'), path('wal'));
    await kill();
    await copyFile(path('wal'), path('cache.db-wal'));
    await truncate(path('cache.db-wal'), 50_000);
    await start();
    expect(rebuilds).toEqual([]);
    expect((store as CacheStore).unclean).toBe(true);
  });

  it('that another program holds is waited for, and not rebuilt', async () => {
    await filled();
    await close();
    const other = await openCache({ directory: directory.path, key });
    other.connection.pragma('locking_mode=exclusive');
    other.connection.exec('begin exclusive');
    let waited = 0;
    const wait = async (milliseconds: number): Promise<void> => {
      waited += milliseconds;
      if (waited > 2000) await other.close();
    };
    const { rebuilt } = await start({ wait });
    expect({ rebuilt, rows: rowCount() }).toEqual({ rebuilt: false, rows: 200 });
  });

  async function newerSchema(): Promise<void> {
    const database = await openCache({ directory: directory.path, key });
    await database.knex('knex_migrations').insert({ name: '9999-later', batch: 9, migration_time: 0 });
    await database.close();
  }
});

describe('the key of the cache', () => {
  it('is known by whether it opens the file', async () => {
    expect(await opensCache({ directory: directory.path, key })).toBe(false);
    await filled();
    await close();
    expect(await opensCache({ directory: directory.path, key })).toBe(true);
    expect(await opensCache({ directory: directory.path, key: testKey('wrong') })).toBe(false);
  });
});

describe('a cache that is damaged at random', () => {
  it('opens after an unclean end, and holds rows of the server or nothing', async () => {
    await filled(60);
    const copy = `${directory.path}-copy`;
    const files = ['cache.db', 'cache.db-wal', 'cache.db-shm'];
    const damages = fc.array(fc.tuple(fc.constantFrom(...files), damageOf(files)), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(damages, async (list) => {
        await copyFolder(directory.path, copy);
        for (const [name, damage] of list) await applyDamage(copy, name, damage);
        const options = { directory: copy, key, now: NOW, keyProved: true, onRebuild: () => undefined };
        const opened = await openCacheStore(options);
        const cache = createCacheRepository(opened.database);
        for (const row of cache.listRows<{ id: string; about: string }>(1)) expect(row.about).toContain('nummer');
        const again = makePage([{ collection: 1, row: makeCandidateCard({ id: uuidOf('new') }) }]);
        for (const slice of cache.applyPage(again, { now: NOW })) void slice;
        await opened.close();
        await rm(copy, { recursive: true, force: true });
      }),
      { numRuns: Number(process.env['HALLOWERK_PROPERTY_RUNS'] ?? 25) },
    );
  }, 120_000);
});
