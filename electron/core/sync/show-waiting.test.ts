import pino from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openCache, type LocalDatabase } from '#db/open-database.ts';
import { createNotesRepository } from '#db/candidates/notes.repository.ts';
import { createCacheRepository } from '#db/sync/cache.repository.ts';
import { makeTestDirectory, testKey, type TestDirectory } from '#db/testing/open-test-database.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { testId } from '../testing/make-candidate.ts';
import { showWaiting } from './show-waiting.ts';

const logger = pino({ level: 'silent' });
const me = { id: testId(7, 1), fullName: 'Test Persoon' };
const waiting = Array.from({ length: 60 }, (_, n): Mutation => ({
  uid: testId(20, n),
  kind: 'note.create',
  ver: 1,
  edit_ts: '2026-11-22T10:00:00.000Z',
  offset_ms: 0,
  deps: [],
  args: { id: testId(13, n), candidate: testId(1, 1), text: 'lang '.repeat(700), scope: 'PRIVATE' },
}));

let directory: TestDirectory;
let file: LocalDatabase;
let onDiskFull: () => void;

beforeEach(async () => {
  directory = await makeTestDirectory();
  onDiskFull = () => undefined;
  file = await openCache({ directory: directory.path, key: testKey('cache'), onDiskFull: () => onDiskFull() });
});
afterEach(async () => {
  await file.close();
  await directory.remove();
});

const limitTo = (pages: number): void => void file.connection.pragma(`max_page_count=${pages}`);
const pages = (): number => file.connection.pragma('page_count', { simple: true }) as number;
const show = (onCacheDamaged = vi.fn()) =>
  showWaiting({ cache: createCacheRepository(file), outbox: { unsettled: () => waiting }, logger, onCacheDamaged });
const shown = (): number => createNotesRepository(file).list(testId(1, 1), me).length;

it('shows what waits', () => {
  show();
  expect(shown()).toBe(60);
});

it('shows it on a full disk with the room of the reserve', () => {
  limitTo(pages());
  onDiskFull = () => limitTo(100_000);
  show();
  expect(shown()).toBe(60);
});

it('is no failure of the change when there is no room at all: that is saved already', () => {
  limitTo(pages());
  expect(() => show()).not.toThrow();
  expect(shown()).toBe(0);
  limitTo(100_000);
  show();
  expect(shown()).toBe(60);
});
