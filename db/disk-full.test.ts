import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { openCacheStore } from './open-cache.ts';
import { openOutboxStore, type OutboxStore, type OutboxStoreOptions } from './open-outbox.ts';
import { createCacheRepository } from './sync/cache.repository.ts';
import { makeCandidateCard, makeFavouriteMutation, makePage, uuidOf } from './testing/builders.ts';
import { testKey } from './testing/open-test-database.ts';
import { mountSmallDisk, type SmallDisk } from './testing/small-disk.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const RESERVE = 1280 * 1024;
const text = 'Onvindbaarheid '.repeat(600);
const mutation = (name: string): Mutation => ({
  ...makeFavouriteMutation(uuidOf('candidate'), true, uuidOf(name)),
  args: { text },
});
const DISK_FULL = expect.objectContaining({ name: 'LocalDatabaseError', code: 'DISK_FULL' }) as Error;

let canMount = false;
let disk: SmallDisk;
let store: OutboxStore | null = null;
beforeAll(async () => {
  const probe = await mountSmallDisk(100);
  canMount = probe !== null;
  await probe?.remove();
});
beforeEach(async (context) => {
  const mounted = canMount ? await mountSmallDisk(5000) : null;
  if (mounted === null) return context.skip();
  disk = mounted;
});
afterEach(async () => {
  await store?.close();
  store = null;
  if (canMount) await disk.remove();
});

async function start(options: Pick<OutboxStoreOptions, 'wait'> = {}): Promise<OutboxStore> {
  await store?.close();
  store = null;
  const keys = { key: testKey('outbox'), journalKey: testKey('journal') };
  store = await openOutboxStore({ directory: disk.path, ...keys, reserveBytes: RESERVE, ...options });
  return store;
}
/** Adds until the disk is full; gives the names that were saved. */
function addUntilFull({ repository }: OutboxStore): string[] {
  const saved: string[] = [];
  for (let at = 0; at < 1000; at += 1) {
    try {
      repository.add(mutation(`m${at}`));
    } catch (error) {
      expect(error).toEqual(DISK_FULL);
      return saved;
    }
    saved.push(`m${at}`);
  }
  throw new Error('The disk never became full');
}
const uids = (names: readonly string[]): string[] => names.map(uuidOf);
const waiting = ({ repository }: OutboxStore): string[] => repository.pending().map(({ uid }) => uid);
const hasReserve = (): boolean => existsSync(join(disk.path, 'reserve.bin'));

describe('a full disk', () => {
  it('refuses a change visibly, and that change never comes back (C3)', async () => {
    const saved = addUntilFull(await start());
    expect(saved.length).toBeGreaterThan(20);
    expect(waiting(store as OutboxStore)).toEqual(uids(saved));
    await start();
    expect((store as OutboxStore).recovered).toBe(0);
    expect(waiting(store as OutboxStore)).toEqual(uids(saved));
  });

  it('gives up its reserve, so that what waits can be answered, acknowledged and forgotten', async () => {
    const { repository } = await start();
    expect(hasReserve()).toBe(true);
    const saved = addUntilFull(store as OutboxStore);
    expect(hasReserve()).toBe(false);
    for (let from = 0; from < saved.length; from += 50) {
      const batch = saved.slice(from, from + 50);
      repository.recordResults(
        batch.map((name) => [uuidOf(name), 'ok', null]),
        NOW,
      );
      repository.settle(
        batch.map((name) => [uuidOf(name), 'ok', null]),
        NOW,
      );
    }
    expect(repository.unsettled()).toEqual([]);
    expect(repository.settledUids()).toHaveLength(saved.length);
  });

  it('keeps the reserve for what waits: nothing new is taken until there is room again', async () => {
    const { repository, reserve } = await start();
    addUntilFull(store as OutboxStore);
    // The reserve gave back more than a megabyte, and still nothing small is taken.
    expect(() => repository.add(makeFavouriteMutation(uuidOf('x'), true, uuidOf('small')))).toThrow(DISK_FULL);
    disk.resize(9000);
    repository.add(mutation('after'));
    expect(waiting(store as OutboxStore)).toContain(uuidOf('after'));
    expect(hasReserve()).toBe(true);
    expect(reserve.spent).toBe(false);
  });

  it('takes changes again when everything has been sent, with or without a reserve', async () => {
    const { repository } = await start();
    const saved = addUntilFull(store as OutboxStore);
    repository.settle(
      saved.map((name) => [uuidOf(name), 'ok', null]),
      NOW,
    );
    disk.resize(5400);
    repository.add(mutation('after'));
    expect(waiting(store as OutboxStore)).toEqual([uuidOf('after')]);
  });

  it('does not keep the outbox from opening', async () => {
    const { repository } = await start();
    repository.add(mutation('a'));
    disk.fill();
    await start();
    expect(waiting(store as OutboxStore)).toEqual([uuidOf('a')]);
  });

  it('does not keep the cache from opening', async () => {
    const { reserve } = await start();
    const options = {
      directory: disk.path,
      key: testKey('cache'),
      now: NOW,
      keyProved: true,
      onRebuild: () => undefined,
      onDiskFull: () => void reserve.release(),
    };
    const first = await openCacheStore(options);
    await first.close();
    disk.fill();
    const again = await openCacheStore({ ...options, now: new Date(NOW.getTime() + 8 * 86_400_000) });
    expect({ rebuilt: again.rebuilt, reserve: hasReserve() }).toEqual({ rebuilt: false, reserve: false });
    await again.close();
  });

  it('rolls back a page, gives up the reserve, and the page comes in when there is room (C5)', async () => {
    const { reserve } = await start();
    const open = () =>
      openCacheStore({
        directory: disk.path,
        key: testKey('cache'),
        now: NOW,
        keyProved: true,
        onRebuild: () => undefined,
        onDiskFull: () => void reserve.release(),
      });
    const { database, close } = await open();
    const cache = createCacheRepository(database);
    const rows = Array.from({ length: 600 }, (_, at) => ({
      collection: 1,
      row: makeCandidateCard({ id: uuidOf(`c${at}`), about: `${text} ${at}` }),
    }));
    const page = makePage(rows, { acks: [[uuidOf('a'), 'ok', null]] });
    const apply = (one: PullResponse): void => {
      for (const slice of cache.applyPage(one, { now: NOW })) void slice;
    };
    expect(() => apply(page)).toThrow(DISK_FULL);
    expect(hasReserve()).toBe(false);
    expect({ cursor: cache.cursor(), acked: cache.ackedUids() }).toEqual({ cursor: null, acked: [] });
    disk.resize(60_000);
    apply(page);
    expect(cache.rowCount()).toBe(600);
    expect(cache.mismatches(page)).toEqual([]);
    apply({ ...page, ops: [], rows: {}, cursor: 'cursor-2' });
    expect(cache.ackedUids()).toEqual([uuidOf('a')]);
    await close();
  });
});

describe('a disk that cannot be written', () => {
  it('is an IO error, and nothing is set aside or rebuilt', async () => {
    const { repository } = await start();
    repository.add(mutation('a'));
    await store?.close();
    store = null;
    disk.remount('ro');
    await expect(start({ wait: async () => undefined })).rejects.toMatchObject({ code: 'IO' });
    disk.remount('rw');
    expect((await start()).setAside).toEqual([]);
    expect(waiting(store as unknown as OutboxStore)).toEqual([uuidOf('a')]);
  });
});
