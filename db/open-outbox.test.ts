import { appendFile, copyFile, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { openOutbox } from './open-database.ts';
import { openOutboxStore, type OutboxStore, type OutboxStoreOptions } from './open-outbox.ts';
import { encodeFrame } from './sync/journal-frame.ts';
import { makeFavouriteMutation, uuidOf } from './testing/builders.ts';
import { makeTestDirectory, testKey, type TestDirectory } from './testing/open-test-database.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const mutation = (name: string): Mutation => makeFavouriteMutation(uuidOf('candidate'), true, uuidOf(name));
const keys = { key: testKey('outbox'), journalKey: testKey('journal') };
let directory: TestDirectory;
let store: OutboxStore | null = null;
beforeEach(async () => {
  directory = await makeTestDirectory();
});
afterEach(async () => {
  await closeStore();
  await directory.remove();
});

const path = (name: string): string => join(directory.path, name);
const DB = 'outbox.db';
const LOG = 'outbox.log';

async function start(overrides: Partial<OutboxStoreOptions> = {}): Promise<OutboxStore> {
  await closeStore();
  store = await openOutboxStore({ directory: directory.path, ...keys, reserveBytes: 4096, ...overrides });
  return store;
}
async function closeStore(): Promise<void> {
  await store?.close();
  store = null;
}
/** A folder that was used: a and b wait, c was accepted, d refused; closed. */
async function used(): Promise<void> {
  const { repository } = await start();
  repository.setIdentity({ deviceId: uuidOf('device'), userId: uuidOf('user'), epochOk: 3 });
  repository.setPreference('theme', 'dark');
  for (const name of ['c', 'd', 'a', 'b']) repository.add(mutation(name));
  repository.settle(
    [
      [uuidOf('c'), 'ok', null],
      [uuidOf('d'), 'rejected', 'stale'],
    ],
    NOW,
  );
  await closeStore();
}
async function overwrite(name: string, at: number, length = 200): Promise<void> {
  const handle = await open(path(name), 'r+');
  await handle.write(Buffer.alloc(length, 0x33), 0, length, at);
  await handle.close();
}
const fileNames = () => readdir(directory.path);
const waiting = () => (store as OutboxStore).repository.unsettled();

describe('the two copies of the outbox', () => {
  it('agree after an ordinary day, and nothing is set aside', async () => {
    await used();
    const { recovered, setAside, keyProved, repository } = await start();
    expect({ recovered, setAside, keyProved }).toEqual({ recovered: 0, setAside: [], keyProved: true });
    expect(waiting()).toEqual([mutation('a'), mutation('b')]);
    expect(repository.preferences()).toEqual({ theme: 'dark' });
  });

  it('do not prove the key on a first start', async () => {
    expect((await start()).keyProved).toBe(false);
  });

  it('hold a change in the log before it is in the outbox', async () => {
    const { repository, database } = await start();
    const before = (await stat(path(LOG))).size;
    database.connection.exec(`create trigger stop before insert on outbox begin select raise(abort, 'stop'); end`);
    expect(() => repository.add(mutation('a'))).toThrow('stop');
    // Taken back, because the user is told that it was not saved.
    expect((await stat(path(LOG))).size).toBe(before);
    database.connection.exec('drop trigger stop');
    repository.add(mutation('b'));
    await start();
    expect(waiting()).toEqual([mutation('b')]);
  });

  it('insert a frame that never reached the outbox (C3)', async () => {
    await used();
    await appendFile(path(LOG), encodeFrame(keys.journalKey, { t: 'add', n: 5, mutation: mutation('e') }));
    expect((await start()).recovered).toBe(1);
    expect(waiting()).toEqual([mutation('a'), mutation('b'), mutation('e')]);
  });

  it('keep what was saved in one action together, whichever of the two is lost', async () => {
    const { repository, database } = await start();
    const three = ['a', 'b', 'c'].map(mutation);
    database.connection.exec(
      `create trigger stop before insert on outbox when new.uid = '${uuidOf('c')}' begin select raise(abort, 'stop'); end`,
    );
    expect(() => repository.addAll(three)).toThrow('stop');
    expect(waiting()).toEqual([]);
    database.connection.exec('drop trigger stop');
    await start();
    expect(waiting()).toEqual([]);
    (store as OutboxStore).repository.addAll(three);
    await closeStore();
    await rm(path(DB));
    expect((await start()).recovered).toBe(3);
    expect(waiting()).toEqual(three);
    await closeStore();
    // A frame that was torn off holds none of them.
    await truncate(path(LOG), (await stat(path(LOG))).size - 1);
    await rm(path(DB));
    await start();
    expect(waiting()).toEqual([]);
  });

  it('do not bring back what was settled, refused or put away', async () => {
    await used();
    const { repository } = await start();
    repository.dismiss(uuidOf('d'));
    repository.settle([[uuidOf('a'), 'noop', null]], NOW);
    await closeStore();
    await rm(path(DB));
    expect((await start()).recovered).toBe(1);
    expect(waiting()).toEqual([mutation('b')]);
    expect((store as OutboxStore).repository.refused()).toEqual([]);
  });

  it('are short again when everything was sent', async () => {
    const { repository } = await start();
    repository.setIdentity({ deviceId: uuidOf('device'), userId: null, epochOk: 1 });
    const names = Array.from({ length: 50 }, (_, at) => `m${at}`);
    names.forEach((name) => repository.add(mutation(name)));
    expect((await stat(path(LOG))).size).toBeGreaterThan(10_000);
    repository.settle(
      names.map((name) => [uuidOf(name), 'ok', null]),
      NOW,
    );
    expect((await stat(path(LOG))).size).toBeLessThan(500);
    await closeStore();
    await rm(path(DB));
    expect((await start()).recovered).toBe(0);
    expect((store as OutboxStore).repository.identity()).toEqual({
      deviceId: uuidOf('device'),
      userId: null,
      epochOk: 1,
    });
  });

  it('queue again what a restored server forgot, in both, at the old place', async () => {
    await used();
    const { repository } = await start();
    repository.recordResults([[uuidOf('b'), 'ok', null]], NOW);
    repository.requeue([uuidOf('c'), uuidOf('b'), uuidOf('unknown')], 4);
    expect(repository.pending()).toEqual([mutation('c'), mutation('a'), mutation('b')]);
    expect(repository.identity()).toEqual({ deviceId: uuidOf('device'), userId: uuidOf('user'), epochOk: 4 });
    expect(repository.settledUids()).toEqual([]);
    await closeStore();
    await rm(path(DB));
    await start();
    expect(waiting()).toEqual([mutation('c'), mutation('a'), mutation('b')]);
    expect((store as OutboxStore).repository.identity()?.epochOk).toBe(4);
  });
});

describe('a damaged outbox', () => {
  const ways: [string, () => Promise<void>][] = [
    ['is missing', () => rm(path(DB))],
    ['is empty', () => truncate(path(DB), 0)],
    ['was cut off within its first page', () => truncate(path(DB), 100)],
    ['was cut off in the middle', async () => truncate(path(DB), Math.floor((await stat(path(DB))).size / 2))],
    ['has another beginning', () => overwrite(DB, 0)],
    ['is damaged in the middle', () => overwrite(DB, 4096 * 3 + 100)],
    [
      'is damaged in every page',
      async () => {
        const { size } = await stat(path(DB));
        for (let at = 0; at < size; at += 4096) await overwrite(DB, at + 60, 20);
      },
    ],
    ['is another file', () => writeFile(path(DB), Buffer.alloc(40_000, 7))],
  ];
  it.each(ways)('comes back from its log when it %s (C3)', async (_, damage) => {
    await used();
    await damage();
    const { recovered, repository, keyProved } = await start();
    expect(waiting()).toEqual([mutation('a'), mutation('b')]);
    expect(repository.refused().map(({ uid }) => uid)).toEqual([uuidOf('d')]);
    expect(repository.identity()).toEqual({ deviceId: uuidOf('device'), userId: uuidOf('user'), epochOk: 3 });
    expect(keyProved).toBe(true);
    expect(recovered).toBeGreaterThan(0);
    await start();
    expect(waiting()).toEqual([mutation('a'), mutation('b')]);
    expect((store as OutboxStore).recovered).toBe(0);
  });

  it('is kept until what was recovered has been sent, and then destroyed', async () => {
    await used();
    await overwrite(DB, 0);
    expect((await start()).setAside).toEqual(['outbox.db.damaged-1']);
    const { repository } = await start();
    expect(await fileNames()).toContain('outbox.db.damaged-1');
    repository.settle(
      [
        [uuidOf('a'), 'ok', null],
        [uuidOf('b'), 'ok', null],
      ],
      NOW,
    );
    repository.dismiss(uuidOf('d'));
    await closeStore();
    expect((await fileNames()).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('gives what can still be read of it, also without its log', async () => {
    await used();
    await rm(path(LOG));
    const pages = Math.floor((await stat(path(DB))).size / 4096);
    // The last page only: most of the file is whole.
    await overwrite(DB, (pages - 1) * 4096 + 50);
    const { setAside, recovered } = await start();
    expect(setAside).toEqual(['outbox.db.damaged-1']);
    expect(recovered).toBe(2);
    expect(waiting()).toEqual([mutation('a'), mutation('b')]);
  });

  it('that was replaced by an older copy of itself gets from the log what it lacks', async () => {
    const { repository } = await start();
    repository.add(mutation('a'));
    await closeStore();
    await copyFile(path(DB), path('old'));
    (await start()).repository.add(mutation('b'));
    await closeStore();
    await copyFile(path('old'), path(DB));
    expect((await start()).recovered).toBe(1);
    expect(waiting()).toEqual([mutation('a'), mutation('b')]);
  });
});

describe('a damaged log', () => {
  it('is written anew from the outbox, and kept until everything was sent', async () => {
    await used();
    await overwrite(LOG, 20, 30);
    const { setAside, recovered } = await start();
    expect({ setAside, recovered }).toEqual({ setAside: ['outbox.log.damaged-1'], recovered: 0 });
    await closeStore();
    await rm(path(DB));
    await start();
    expect(waiting()).toEqual([mutation('a'), mutation('b')]);
  });

  it.each([
    ['missing', () => rm(path(LOG))],
    ['empty', () => truncate(path(LOG), 0)],
    ['of another user', () => writeFile(path(LOG), encodeFrame(testKey('other'), { t: 'head' }))],
    ['noise', () => writeFile(path(LOG), Buffer.alloc(5000, 9))],
  ])('that is %s is written anew from the outbox', async (_, damage) => {
    await used();
    await damage();
    expect((await start()).recovered).toBe(0);
    await closeStore();
    await rm(path(DB));
    await start();
    expect(waiting()).toEqual([mutation('a'), mutation('b')]);
    expect((store as OutboxStore).repository.refused()).toHaveLength(1);
  });
});

describe('the key of the outbox', () => {
  const wrong = { key: testKey('wrong'), journalKey: testKey('wrong too') };

  it('is refused when it is wrong, and every file stays as it is', async () => {
    await used();
    const before = await contents();
    await expect(start({ ...wrong, keyProved: async () => false })).rejects.toMatchObject({ code: 'WRONG_KEY' });
    expect(await contents()).toEqual(before);
    await start();
    expect(waiting()).toEqual([mutation('a'), mutation('b')]);
  });

  it('is not taken for damage when the outbox is gone and the log does not open', async () => {
    await used();
    await rm(path(DB));
    await expect(start(wrong)).rejects.toMatchObject({ code: 'WRONG_KEY' });
    await start();
    expect(waiting()).toEqual([mutation('a'), mutation('b')]);
  });

  it('that something else proves lets both damaged copies be replaced', async () => {
    await used();
    await overwrite(DB, 0, 4096);
    await truncate(path(LOG), 0);
    await expect(start()).rejects.toMatchObject({ code: 'WRONG_KEY' });
    const { setAside } = await start({ keyProved: async () => true });
    expect(setAside).toEqual(['outbox.db.damaged-1']);
    expect(waiting()).toEqual([]);
    (store as OutboxStore).repository.setIdentity({ deviceId: uuidOf('device'), userId: null, epochOk: null });
    expect(await fileNames()).toContain('outbox.db.damaged-1');
  });

  async function contents(): Promise<Record<string, string>> {
    const names = (await fileNames()).filter((name) => name.startsWith('outbox')).sort();
    const bytes = await Promise.all(names.map((name) => readFile(path(name), 'base64')));
    return Object.fromEntries(names.map((name, at) => [name, bytes[at] ?? '']));
  }
});

describe('an outbox of a newer version', () => {
  it('is read, and written to, with unknown columns ignored', async () => {
    await used();
    const newer = await openOutbox({ directory: directory.path, key: keys.key });
    await newer.knex.raw(`alter table outbox add column later text`);
    await newer.knex.raw(`alter table result add column later integer not null default 1`);
    await newer.knex.raw('create table later (x)');
    await newer.knex('knex_migrations').insert({ name: '9999-later', batch: 9, migration_time: 0 });
    await newer.close();
    const { repository, setAside } = await start();
    expect(setAside).toEqual([]);
    expect(waiting()).toEqual([mutation('a'), mutation('b')]);
    repository.add(mutation('e'));
    repository.settle([[uuidOf('a'), 'ok', null]], NOW);
    await start();
    expect(waiting()).toEqual([mutation('b'), mutation('e')]);
  });
});

describe('a file that another program holds', () => {
  it('is waited for', async () => {
    await used();
    const other = await openOutbox({ directory: directory.path, key: keys.key });
    other.connection.pragma('locking_mode=exclusive');
    other.connection.exec('begin exclusive');
    let waited = 0;
    const wait = async (milliseconds: number): Promise<void> => {
      waited += milliseconds;
      if (waited > 2000) await other.close();
    };
    await start({ wait });
    expect(waited).toBeGreaterThan(2000);
    expect((store as OutboxStore).setAside).toEqual([]);
    expect(waiting()).toEqual([mutation('a'), mutation('b')]);
  });

  it('is given up after ten seconds, untouched', async () => {
    await used();
    const other = await openOutbox({ directory: directory.path, key: keys.key });
    other.connection.pragma('locking_mode=exclusive');
    other.connection.exec('begin exclusive');
    let waited = 0;
    const wait = async (milliseconds: number): Promise<void> => void (waited += milliseconds);
    await expect(start({ wait })).rejects.toMatchObject({ code: 'IO' });
    expect(waited).toBeGreaterThan(9_000);
    expect((await fileNames()).filter((name) => name.includes('damaged'))).toEqual([]);
    await other.close();
  });
});
