import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { makePage, uuidOf } from '../testing/builders.ts';
import { openTestDatabase } from '../testing/open-test-database.ts';
import { createSettingsRepository, type SettingsRepository } from './settings.repository.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
let test: Awaited<ReturnType<typeof openTestDatabase>>;
let settings: SettingsRepository;
beforeEach(async () => {
  test = await openTestDatabase();
  settings = createSettingsRepository(test.database);
});
afterEach(() => test.directory.remove());

function store(values: Readonly<Record<string, unknown>>, acks: readonly string[] = []): void {
  const rows = Object.entries(values).map(([key, value]) => ({
    collection: 15,
    row: { id: uuidOf(key), key, value, updatedAt: NOW.toISOString() },
  }));
  const page = makePage(rows, { acks: acks.map((uid) => [uid, 'ok', null]) });
  for (const slice of test.cache.applyPage(page, { now: NOW })) void slice;
}

function set(key: string, value: unknown): Mutation {
  const uid = uuidOf(`${key} ${String(value)}`);
  return {
    uid,
    kind: 'settings.set',
    ver: 1,
    edit_ts: NOW.toISOString(),
    offset_ms: 0,
    deps: [],
    args: { key, value },
  };
}

describe('synced settings', () => {
  it('are those of the server with the waiting ones on top, per key', () => {
    expect(settings.values()).toEqual({});
    store({ 'appearance.theme': 'light', 'appearance.language': 'nl' });
    test.cache.setOverlay([set('appearance.theme', 'dark'), set('appearance.theme', 'system')]);
    expect(settings.values()).toEqual({ 'appearance.theme': 'system', 'appearance.language': 'nl' });
  });

  it('show the prediction until its effect comes in (C8)', () => {
    const waiting = set('appearance.theme', 'dark');
    test.cache.setOverlay([waiting]);
    const seen: unknown[] = [];
    test.cache.onChanged(() => seen.push(settings.values()));
    store({ 'appearance.theme': 'dark' }, [waiting.uid]);
    expect(seen).toContainEqual({ 'appearance.theme': 'dark' });
    expect(new Set(seen.map((value) => JSON.stringify(value))).size).toBe(1);
  });

  it('leave out what a newer version of the program wrote', () => {
    store({ 'appearance.theme': 'sepia', 'appearance.later': true, 'appearance.language': 'en' });
    expect(settings.values()).toEqual({ 'appearance.language': 'en' });
  });
});
