import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Setting } from '@hallowerk/contract/settings/setting.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { MINUTE } from '../security/clock.ts';
import { checkIntegrity } from '../sync/integrity.ts';
import { oracle, type SyncClient } from '../testing/sync-client.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;

describe.each(databaseKinds())('synced settings on %s', (kind) => {
  let world: SyncWorld;
  let laptop: SyncClient;
  let desktop: SyncClient;
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    laptop = await world.user('EMPLOYER', OWN);
    desktop = await world.device(laptop.session.userId, 'EMPLOYER');
    world.clock.advance(MINUTE);
  });

  function set(key: string, value: unknown, ago = 0): Mutation {
    const edit_ts = new Date(world.clock.now().getTime() - ago).toISOString();
    return { uid: randomUUID(), kind: 'settings.set', ver: 1, edit_ts, offset_ms: 0, deps: [], args: { key, value } };
  }
  const outcome = async (client: SyncClient, mutation: Mutation) => {
    const [result] = (await client.push([mutation])).results;
    return result?.[2] ?? result?.[1];
  };
  const values = async (client: SyncClient) => {
    await client.sync();
    expect(client.view()).toEqual(await oracle(world.knex, client.session.userId));
    return Object.fromEntries(
      [...client.view()].flatMap(([key, row]) => {
        const setting = row as Setting;
        return key.startsWith('15|') ? [[setting.key, setting.value]] : [];
      }),
    );
  };

  it('follow the user to his other device, and nobody else', async () => {
    const other = await world.user('EMPLOYER', OWN);
    expect(await outcome(laptop, set('appearance.theme', 'dark'))).toBe('ok');
    expect(await values(desktop)).toEqual({ 'appearance.theme': 'dark' });
    expect(await values(other)).toEqual({});
    expect(await checkIntegrity(world.knex)).toEqual({ wrongCounters: 0, wrongEntries: 0, leftovers: 0 });
  });

  it.each(['older first', 'newer first'] as const)('are decided per key by who wrote last, %s', async (order) => {
    const older = () => outcome(laptop, set('appearance.theme', 'light', 20_000));
    const newer = () => outcome(desktop, set('appearance.theme', 'dark', 10_000));
    if (order === 'older first') expect([await older(), await newer()]).toEqual(['ok', 'ok']);
    else expect([await newer(), await older()]).toEqual(['ok', 'noop']);
    await outcome(laptop, set('appearance.language', 'en', 30_000));
    expect(await values(laptop)).toEqual({ 'appearance.theme': 'dark', 'appearance.language': 'en' });
    expect(await values(desktop)).toEqual(await values(laptop));
  });

  it('are executed once, however often they are sent (S6)', async () => {
    const first = set('appearance.theme', 'dark');
    expect(await outcome(laptop, first)).toBe('ok');
    world.clock.advance(1000);
    expect(await outcome(desktop, set('appearance.theme', 'light'))).toBe('ok');
    expect(await outcome(laptop, first)).toBe('ok');
    expect(await values(laptop)).toEqual({ 'appearance.theme': 'light' });
  });

  it('are refused when the value does not fit the key, or the key is not known', async () => {
    expect(await outcome(laptop, set('appearance.theme', 'purple'))).toBe('invalid');
    expect(await outcome(laptop, set('appearance.language', null))).toBe('invalid');
    expect(await outcome(laptop, set('panes.explorer', [1, 2]))).toBe('invalid');
    expect(await values(laptop)).toEqual({});
  });
});
