import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CACHE_MIGRATIONS } from './migrations/cache/cache-migrations.ts';
import { OUTBOX_MIGRATIONS } from './migrations/outbox/outbox-migrations.ts';
import { discardCache, isSound, openCache } from './open-database.ts';
import { createCacheRepository } from './sync/cache.repository.ts';
import { makeCandidateCard, makePage, uuidOf } from './testing/builders.ts';
import { makeTestDirectory, testKey, type TestDirectory } from './testing/open-test-database.ts';

let directory: TestDirectory;
beforeEach(async () => {
  directory = await makeTestDirectory();
});
afterEach(() => directory.remove());

const cacheFile = () => join(directory.path, 'cache.db');

async function fillAndClose(count: number): Promise<void> {
  const database = await directory.openCache();
  const rows = Array.from({ length: count }, (_, at) => ({
    collection: 1,
    row: makeCandidateCard({ id: uuidOf(`c${at}`), about: `Onvindbaarheid nummer ${at} `.repeat(60) }),
  }));
  for (const slice of createCacheRepository(database).applyPage(makePage(rows), { now: new Date() })) void slice;
  await database.close();
}

describe('the local files', () => {
  it('open from empty in write-ahead mode, with every migration applied', async () => {
    for (const database of [await directory.openCache(), await directory.openOutbox()]) {
      expect(database.journalMode).toBe('wal');
      expect(database.connection.pragma('secure_delete', { simple: true })).toBe(1);
      expect(database.connection.pragma('temp_store', { simple: true })).toBe(2);
    }
    const cache = await directory.openCache();
    expect(await cache.knex('knex_migrations').pluck('name')).toEqual(CACHE_MIGRATIONS.map(({ name }) => name));
  });

  it('sync the cache when it suits and the outbox at every commit', async () => {
    expect((await directory.openCache()).connection.pragma('synchronous', { simple: true })).toBe(1);
    expect((await directory.openOutbox()).connection.pragma('synchronous', { simple: true })).toBe(2);
  });

  it.each([CACHE_MIGRATIONS, OUTBOX_MIGRATIONS])('have migrations with unique names in order', (...migrations) => {
    const names = migrations.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
  });

  it('hold no plain text, neither in the file nor in its log', async () => {
    const database = await directory.openCache();
    const row = makeCandidateCard({ about: 'Onvindbaarheid' });
    for (const slice of createCacheRepository(database).applyPage(makePage([{ collection: 1, row }]), {
      now: new Date(),
    }))
      void slice;
    expect((await stat(`${cacheFile()}-wal`)).size).toBeGreaterThan(0);
    for (const name of await readdir(directory.path)) {
      const bytes = await readFile(join(directory.path, name));
      expect(bytes.includes('Onvindbaarheid')).toBe(false);
      expect(bytes.includes('onvindbaarheid')).toBe(false);
      expect(bytes.includes('SQLite format 3')).toBe(false);
    }
  });

  it('refuse a wrong key and delete nothing', async () => {
    await fillAndClose(3);
    const before = await readFile(cacheFile());
    const wrong = openCache({ directory: directory.path, key: testKey('wrong') });
    await expect(wrong).rejects.toMatchObject({ name: 'LocalDatabaseError', code: 'WRONG_KEY' });
    expect((await readFile(cacheFile())).equals(before)).toBe(true);
    expect(createCacheRepository(await directory.openCache()).rowCount()).toBe(3);
  });

  it('refuse a key of another length', async () => {
    await expect(openCache({ directory: directory.path, key: Buffer.alloc(16) })).rejects.toThrow(RangeError);
  });

  it('say that they are damaged when a page was overwritten', async () => {
    await fillAndClose(400);
    const handle = await open(cacheFile(), 'r+');
    const { size } = await handle.stat();
    for (let at = 16_384 * 8; at < size; at += 16_384) await handle.write(Buffer.alloc(64, 7), 0, 64, at + 200);
    await handle.close();
    const reading = async () => {
      const cache = createCacheRepository(await directory.openCache());
      cache.listRows(1);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'CORRUPT' });
  });

  it('can be checked as a whole', async () => {
    await fillAndClose(50);
    expect(isSound(await directory.openCache())).toBe(true);
  });

  it('refuse to open what a newer version wrote', async () => {
    const database = await directory.openCache();
    await database.knex('knex_migrations').insert({ name: '9999-later', batch: 9, migration_time: 0 });
    await database.close();
    await expect(directory.openCache()).rejects.toMatchObject({ code: 'NEWER_SCHEMA' });
  });

  it('open after a process was killed while migrating', async () => {
    const database = await directory.openCache();
    await database.knex('knex_migrations').delete();
    await database.knex('knex_migrations_lock').update({ is_locked: 1 });
    await database.knex.schema.dropView('candidate_facet');
    for (const table of await userTables(database.knex)) await database.knex.raw(`drop table if exists "${table}"`);
    await database.close();
    const again = await directory.openCache();
    expect(await again.knex.schema.hasTable('row')).toBe(true);
  });

  it('can be discarded and made anew without touching the outbox', async () => {
    await fillAndClose(5);
    await directory.openOutbox();
    await discardCache(directory.path);
    expect((await readdir(directory.path)).filter((name) => name.startsWith('cache'))).toEqual([]);
    expect(await readdir(directory.path)).toContain('outbox.db');
    expect(createCacheRepository(await directory.openCache()).rowCount()).toBe(0);
  });

  it('keep nothing of a write that failed, and let Knex and write see the same data', async () => {
    const database = await directory.openOutbox();
    const set = database.connection.prepare('insert into preference (key, value) values (?, ?)');
    expect(() =>
      database.write(() => {
        set.run('a', '1');
        throw new Error('stop');
      }),
    ).toThrow('stop');
    database.write(() => set.run('b', '2'));
    expect(await database.knex('preference').select('key', 'value')).toEqual([{ key: 'b', value: '2' }]);
  });

  it('report a full disk as such', async () => {
    const database = await directory.openOutbox();
    database.connection.pragma('max_page_count=20');
    const set = database.connection.prepare('insert into preference (key, value) values (?, ?)');
    const fill = () => database.write(() => set.run('a', 'x'.repeat(1_000_000)));
    expect(fill).toThrow(expect.objectContaining({ code: 'DISK_FULL' }));
  });
});

async function userTables(knex: Awaited<ReturnType<TestDirectory['openCache']>>['knex']): Promise<string[]> {
  const tables = await knex('sqlite_master')
    .where({ type: 'table' })
    .whereNot('name', 'like', 'sqlite%')
    .whereNot('name', 'like', 'knex%')
    .pluck('name');
  return tables as string[];
}
