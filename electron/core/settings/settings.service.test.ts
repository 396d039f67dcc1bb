import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSettingsRepository } from '#db/settings/settings.repository.ts';
import { createOutboxRepository, type OutboxRepository } from '#db/sync/outbox.repository.ts';
import { makePage, uuidOf } from '#db/testing/builders.ts';
import { openTestDatabase } from '#db/testing/open-test-database.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { createSettingsService, type SettingsService } from './settings.service.ts';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
let local: OutboxRepository;
let service: SettingsService;
let sent: Mutation[];
beforeEach(async () => {
  test = await openTestDatabase();
  local = createOutboxRepository(await test.directory.openOutbox());
  sent = [];
  service = createSettingsService({
    settings: createSettingsRepository(test.database),
    local,
    clock: SYSTEM_CLOCK,
    mutate: (mutation) => {
      sent.push({ ...mutation, offset_ms: 0 });
      test.cache.setOverlay(sent);
    },
  });
});
afterEach(() => test.directory.remove());

/** The other device of this user set it. */
function fromElsewhere(key: string, value: string): void {
  const row = { id: uuidOf(key), key, value, updatedAt: '2026-03-01T09:00:00.000Z' };
  const acks = sent.splice(0).map(({ uid }): [string, 'ok', null] => [uid, 'ok', null]);
  const page = makePage([{ collection: 15, row }], { acks });
  for (const slice of test.cache.applyPage(page, { now: new Date() })) void slice;
}

describe('preferences', () => {
  it('of this device stay here', () => {
    service.setPreference({ key: 'panes.explorer', value: [240, 360] });
    expect(service.preferences()).toEqual({ 'panes.explorer': [240, 360] });
    expect([sent, local.preferences()]).toEqual([[], { 'panes.explorer': [240, 360] }]);
  });

  it('that follow the user go out, and are read back at once', () => {
    service.setPreference({ key: 'appearance.theme', value: 'dark' });
    expect(service.preferences()).toEqual({ 'appearance.theme': 'dark' });
    expect(sent).toMatchObject([{ kind: 'settings.set', args: { key: 'appearance.theme', value: 'dark' } }]);
    expect(local.preferences()).toEqual({});
    service.setPreference({ key: 'appearance.theme', value: 'dark' });
    expect(sent).toHaveLength(1);
  });

  it('keep what this device held until a synced value exists', () => {
    local.setPreference('appearance.theme', 'light');
    expect(service.preferences()).toEqual({ 'appearance.theme': 'light' });
    fromElsewhere('appearance.theme', 'dark');
    expect(service.preferences()).toEqual({ 'appearance.theme': 'dark' });
  });

  it('of the other device come in with an event for the collection of settings', () => {
    const changed: number[] = [];
    service.setPreference({ key: 'appearance.language', value: 'en' });
    test.cache.onChanged(({ collections }) => changed.push(...collections));
    fromElsewhere('appearance.language', 'nl');
    expect(service.preferences()).toEqual({ 'appearance.language': 'nl' });
    expect(changed).toContain(15);
  });

  it('are refused when the value does not fit', () => {
    expect(() => service.setPreference({ key: 'appearance.theme', value: 'purple' })).toThrow(/bestaat niet/);
    expect(sent).toEqual([]);
  });
});
