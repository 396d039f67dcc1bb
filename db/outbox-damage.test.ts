import * as fs from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MutationResult } from '@hallowerk/contract/sync/pull.ts';
import type { FileSystem } from './file-system.ts';
import { openOutboxStore, type OutboxStore } from './open-outbox.ts';
import { makeFavouriteMutation, uuidOf } from './testing/builders.ts';
import { applyDamage, copyFolder, damageOf } from './testing/damage.ts';
import { makeTestDirectory, testKey, type TestDirectory } from './testing/open-test-database.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const RUNS = Number(process.env['HALLOWERK_PROPERTY_RUNS'] ?? 12);
const DATABASE = ['outbox.db', 'outbox.db-wal', 'outbox.db-shm'];
const LOG = 'outbox.log';

type Step =
  | { readonly do: 'add'; readonly text: string }
  | { readonly do: 'settle'; readonly which: number; readonly status: MutationResult[1] }
  | { readonly do: 'dismiss' | 'requeue'; readonly which: number }
  | { readonly do: 'reopen' };

const which = fc.nat(20);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('add' as const), text: fc.string({ maxLength: 200 }) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('settle' as const),
        which,
        status: fc.constantFrom('ok' as const, 'noop' as const, 'rejected' as const, 'parked' as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('dismiss' as const, 'requeue' as const), which }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
  ),
  { minLength: 3, maxLength: 25 },
);

let directory: TestDirectory;
let copy: string;
beforeEach(async () => {
  directory = await makeTestDirectory();
  copy = `${directory.path}-copy`;
});
afterEach(async () => {
  await directory.remove();
  await rm(copy, { recursive: true, force: true });
});

function open(path: string, fileSystem?: FileSystem): Promise<OutboxStore> {
  return openOutboxStore({
    directory: path,
    key: testKey('outbox'),
    journalKey: testKey('journal'),
    keyProved: async () => true,
    reserveBytes: 4096,
    fileSystem,
  });
}

/** What must be there, and everything that ever was. */
class Book {
  readonly waiting = new Set<string>();
  readonly refused = new Set<string>();
  readonly ever = new Set<string>();
  #count = 0;
  #epoch = 1;

  do(step: Exclude<Step, { do: 'reopen' }>, { repository }: OutboxStore): void {
    switch (step.do) {
      case 'add': {
        const uid = uuidOf(`m${this.#count}`);
        this.#count += 1;
        this.ever.add(uid);
        repository.add({ ...makeFavouriteMutation(uuidOf('candidate'), true, uid), args: { text: step.text } });
        this.waiting.add(uid);
        return;
      }
      case 'settle': {
        const uid = pick(this.waiting, step.which);
        if (uid === undefined) return;
        this.waiting.delete(uid);
        if (step.status === 'rejected' || step.status === 'parked') this.refused.add(uid);
        repository.settle([[uid, step.status, null]], NOW);
        return;
      }
      case 'dismiss': {
        const uid = pick(this.refused, step.which);
        if (uid === undefined) return;
        this.refused.delete(uid);
        return repository.dismiss(uid);
      }
      case 'requeue': {
        const uid = pick(new Set(repository.settledUids()), step.which);
        if (uid === undefined) return;
        this.#epoch += 1;
        repository.requeue([uid], this.#epoch);
        this.waiting.add(uid);
      }
    }
  }
}

function pick(from: ReadonlySet<string>, at: number): string | undefined {
  return [...from][at % Math.max(1, from.size)];
}

async function live(run: readonly Step[], book: Book, fileSystem?: FileSystem): Promise<OutboxStore> {
  let store = await open(directory.path, fileSystem);
  for (const step of run) {
    if (step.do !== 'reopen') {
      book.do(step, store);
      continue;
    }
    await store.close();
    store = await open(directory.path, fileSystem);
  }
  return store;
}

function found({ repository }: OutboxStore): { waiting: string[]; refused: string[] } {
  return { waiting: repository.unsettled().map(({ uid }) => uid), refused: repository.refused().map(({ uid }) => uid) };
}

/** Opens the copy twice: the second time everything is mended. */
async function expectRecovered(book: Book, { exact }: { readonly exact: boolean }): Promise<void> {
  for (const again of [false, true]) {
    const store = await open(copy);
    const { waiting, refused } = found(store);
    if (again) expect(store.recovered).toBe(0);
    await store.close();
    expect(waiting).toEqual(expect.arrayContaining([...book.waiting]));
    expect([...waiting, ...refused]).toEqual(expect.arrayContaining([...book.refused]));
    expect([...book.ever]).toEqual(expect.arrayContaining([...waiting, ...refused]));
    if (exact) expect({ waiting: waiting.sort(), refused: refused.sort() }).toEqual(sorted(book));
  }
}

function sorted({ waiting, refused }: Book): { waiting: string[]; refused: string[] } {
  return { waiting: [...waiting].sort(), refused: [...refused].sort() };
}

describe('an outbox whose files are damaged behind its back', () => {
  async function inCopy(run: readonly Step[], close: boolean, work: (book: Book) => Promise<void>): Promise<void> {
    const book = new Book();
    const store = await live(run, book);
    if (close) await store.close();
    await copyFolder(directory.path, copy);
    if (!close) await store.close();
    await work(book);
    await rm(copy, { recursive: true, force: true });
    await directory.remove();
  }

  it('has everything that was saved when something happened to the database alone (C3)', async () => {
    const damages = fc.array(fc.tuple(fc.constantFrom(...DATABASE), damageOf([...DATABASE, LOG])), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), damages, (run, close, list) =>
        inCopy(run, close, async (book) => {
          for (const [name, damage] of list) await applyDamage(copy, name, damage);
          await expectRecovered(book, { exact: false });
        }),
      ),
      { numRuns: RUNS },
    );
  }, 120_000);

  it('has exactly what was saved when something happened to the log alone (C3)', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), damageOf([...DATABASE, LOG]), (run, close, damage) =>
        inCopy(run, close, async (book) => {
          await applyDamage(copy, LOG, damage);
          await expectRecovered(book, { exact: true });
        }),
      ),
      { numRuns: RUNS },
    );
  }, 120_000);

  it('opens whatever happened to both, with nothing that was never there', async () => {
    const any = fc.tuple(fc.constantFrom(...DATABASE, LOG, 'reserve.bin'), damageOf([...DATABASE, LOG]));
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), fc.array(any, { minLength: 2, maxLength: 6 }), (run, close, list) =>
        inCopy(run, close, async (book) => {
          for (const [name, damage] of list) await applyDamage(copy, name, damage);
          const store = await open(copy);
          const { waiting, refused } = found(store);
          store.repository.add(makeFavouriteMutation(uuidOf('candidate'), true, uuidOf('later')));
          await store.close();
          expect([...book.ever]).toEqual(expect.arrayContaining([...waiting, ...refused]));
          const again = await open(copy);
          expect(found(again).waiting).toContain(uuidOf('later'));
          await again.close();
        }),
      ),
      { numRuns: RUNS },
    );
  }, 120_000);
});

describe('a power cut', () => {
  /** Copies the folder at the `moment`-th call that touches the log, and knows how much of the log was synced then. */
  function cutAt(moment: number, book: Book): { system: FileSystem; cut: () => Cut | null } {
    const file = join(directory.path, LOG);
    let calls = 0;
    let synced = 0;
    let result: Cut | null = null;
    const watch = (): void => {
      calls += 1;
      if (calls !== moment || result !== null) return;
      fs.cpSync(directory.path, copy, { recursive: true });
      result = { synced: Math.min(synced, sizeOf(file)), waiting: [...book.waiting], refused: [...book.refused] };
    };
    const system: FileSystem = {
      ...fs,
      writeSync: ((...args: Parameters<typeof fs.writeSync>) => {
        watch();
        const written = fs.writeSync(...args);
        watch();
        return written;
      }) as typeof fs.writeSync,
      fsyncSync: (handle) => {
        fs.fsyncSync(handle);
        synced = sizeOf(file);
        watch();
      },
      ftruncateSync: (handle, length) => {
        fs.ftruncateSync(handle, length);
        synced = Math.min(synced, length ?? 0);
        watch();
      },
      renameSync: (from, to) => {
        fs.renameSync(from, to);
        synced = sizeOf(file);
        watch();
      },
    };
    return { system, cut: () => result };
  }

  interface Cut {
    readonly synced: number;
    readonly waiting: readonly string[];
    readonly refused: readonly string[];
  }
  const sizeOf = (file: string): number => (fs.existsSync(file) ? fs.statSync(file).size : 0);

  it('loses nothing that was saved, wherever the unsynced ends of log and database are cut (C3)', async () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    let cuts = 0;
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 60 }), share, share, async (run, moment, ofLog, ofWal) => {
        const book = new Book();
        const { system, cut } = cutAt(moment, book);
        const store = await live(run, book, system);
        await store.close();
        const at = cut();
        if (at !== null) {
          cuts += 1;
          await tearTail(LOG, at.synced, ofLog);
          // More than a real power cut takes: SQLite has synced its log as well by the time that it commits.
          await tearTail('outbox.db-wal', 0, ofWal);
          const recovered = await open(copy);
          const { waiting, refused } = found(recovered);
          await recovered.close();
          expect([...waiting, ...refused]).toEqual(expect.arrayContaining([...at.waiting, ...at.refused]));
          expect([...book.ever]).toEqual(expect.arrayContaining([...waiting, ...refused]));
        }
        await rm(copy, { recursive: true, force: true });
        await directory.remove();
      }),
      { numRuns: 2 * RUNS },
    );
    expect(cuts).toBeGreaterThan(RUNS / 2);
  }, 120_000);

  it('keeps what went back to waiting after a restore of the server, when the database lost the end of its log', async () => {
    const run: Step[] = [
      { do: 'add', text: 'a' },
      { do: 'settle', which: 0, status: 'ok' },
      { do: 'reopen' },
      { do: 'requeue', which: 0 },
    ];
    const book = new Book();
    const store = await live(run, book);
    await copyFolder(directory.path, copy);
    await store.close();
    await tearTail('outbox.db-wal', 0, 0);
    const recovered = await open(copy);
    expect(found(recovered).waiting).toEqual([...book.waiting]);
    expect(recovered.repository.identity()?.epochOk).toBe(2);
    await recovered.close();
  });

  async function tearTail(name: string, from: number, share: number): Promise<void> {
    const file = join(copy, name);
    if (!fs.existsSync(file)) return;
    const { size } = await stat(file);
    fs.truncateSync(file, from + Math.floor((size - from) * share));
  }
});
