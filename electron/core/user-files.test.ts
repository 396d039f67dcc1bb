import { open, readdir, readFile, rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCacheRepository } from '#db/sync/cache.repository.ts';
import { makeCandidateCard, makeFavouriteMutation, makePage, uuidOf } from '#db/testing/builders.ts';
import { makeTestDirectory, testKey, type TestDirectory } from '#db/testing/open-test-database.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import type { Logger } from './logging/logger.ts';
import { openUserFiles, type UserFiles } from './user-files.ts';

const NOW = Date.parse('2026-03-02T10:00:00Z');
let directory: TestDirectory;
let files: UserFiles | null = null;
let logged: { readonly text: string; readonly recovered?: number; readonly setAside?: string[] }[] = [];
beforeEach(async () => {
  directory = await makeTestDirectory();
  logged = [];
});
afterEach(async () => {
  await close();
  await directory.remove();
});

async function start(key = 'device'): Promise<UserFiles> {
  const write = (fields: object, text: string): void => void logged.push({ ...fields, text });
  files = await openUserFiles({
    directory: directory.path,
    deviceKey: testKey(key),
    clock: { ...SYSTEM_CLOCK, now: () => NOW },
    logger: { error: write, warn: write } as unknown as Logger,
  });
  return files;
}
async function close(state?: 'in doubt'): Promise<void> {
  await files?.close(state);
  files = null;
}
/** One change waits, two candidates are here; closed. */
async function used(): Promise<void> {
  const { outbox, cacheFile } = await start();
  outbox.add(makeFavouriteMutation(uuidOf('candidate'), true, uuidOf('a')));
  const rows = [1, 2].map((at) => ({ collection: 1, row: makeCandidateCard({ id: uuidOf(`c${at}`) }) }));
  for (const slice of createCacheRepository(cacheFile).applyPage(makePage(rows), { now: new Date(NOW) })) void slice;
  await close();
}
const state = () => ({
  waiting: files?.outbox.pending().map(({ uid }) => uid),
  rows: files === null ? null : createCacheRepository(files.cacheFile).rowCount(),
});
const file = (name: string): string => path.join(directory.path, name);
async function overwrite(name: string): Promise<void> {
  const handle = await open(file(name), 'r+');
  const { size } = await handle.stat();
  await handle.write(Buffer.alloc(size, 0x44), 0, size, 0);
  await handle.close();
}
async function contents(): Promise<Record<string, string>> {
  const names = await readdir(directory.path);
  const texts = await Promise.all(names.sort().map((name) => readFile(file(name), 'base64')));
  return Object.fromEntries(names.map((name, at) => [name, texts[at] ?? '']));
}

describe('the files of a user', () => {
  it('come back as they were closed', async () => {
    await used();
    const { recovered, unclean } = await start();
    expect({ recovered, unclean, ...state() }).toEqual({
      recovered: 0,
      unclean: false,
      waiting: [uuidOf('a')],
      rows: 2,
    });
    expect(logged).toEqual([]);
  });

  it('stay as they are when the key is another one', async () => {
    await used();
    const before = await contents();
    await expect(start('other device')).rejects.toMatchObject({ code: 'WRONG_KEY' });
    expect(await contents()).toEqual(before);
    await start();
    expect(state()).toEqual({ waiting: [uuidOf('a')], rows: 2 });
  });

  it('give the outbox back from its log, and say how many changes (C3)', async () => {
    await used();
    await overwrite('outbox.db');
    expect((await start()).recovered).toBe(1);
    expect(state()).toEqual({ waiting: [uuidOf('a')], rows: 2 });
    expect(logged).toEqual([{ recovered: 1, setAside: ['outbox.db.damaged-1'], text: 'the outbox was mended' }]);
  });

  it('let the outbox prove the key, so that a cache without a beginning is rebuilt', async () => {
    await used();
    await overwrite('cache.db');
    await start();
    expect(state()).toEqual({ waiting: [uuidOf('a')], rows: 0 });
  });

  it('let the cache prove the key when nothing of the outbox can be read', async () => {
    await used();
    await overwrite('outbox.db');
    await overwrite('outbox.log');
    await start();
    expect(state()).toEqual({ waiting: [], rows: 2 });
    expect((await readdir(directory.path)).filter((name) => name.includes('damaged')).sort()).toEqual([
      'outbox.db.damaged-1',
      'outbox.log.damaged-1',
    ]);
  });

  it('are left alone when nothing at all proves the key', async () => {
    await used();
    for (const name of ['outbox.db', 'cache.db', 'outbox.log']) await overwrite(name);
    const before = await contents();
    await expect(start()).rejects.toMatchObject({ code: 'WRONG_KEY' });
    expect(await contents()).toEqual(before);
  });

  it('have their cache checked after it was closed in doubt', async () => {
    await used();
    await start();
    await close('in doubt');
    await truncate(file('cache.db'), 3 * 16_384);
    expect((await start()).unclean).toBe(true);
    expect(state()).toEqual({ waiting: [uuidOf('a')], rows: 0 });
  });

  it('destroy a damaged cache after the first complete pull', async () => {
    await used();
    await overwrite('cache.db');
    const opened = await start();
    expect(await readdir(directory.path)).toContain('cache.db.damaged-1');
    opened.pulledCompletely();
    await close();
    expect((await readdir(directory.path)).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('take the reserve again after a complete pull', async () => {
    await used();
    const opened = await start();
    await rm(file('reserve.bin'));
    opened.pulledCompletely();
    expect(await readdir(directory.path)).toContain('reserve.bin');
  });
});
