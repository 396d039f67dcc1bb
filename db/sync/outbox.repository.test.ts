import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFavouriteMutation, uuidOf } from '../testing/builders.ts';
import { makeTestDirectory, type TestDirectory } from '../testing/open-test-database.ts';
import { createOutboxRepository, type OutboxRepository } from './outbox.repository.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const mutation = (name: string) => makeFavouriteMutation(uuidOf('candidate'), true, uuidOf(name));
let directory: TestDirectory;
let outbox: OutboxRepository;
beforeEach(async () => {
  directory = await makeTestDirectory();
  outbox = createOutboxRepository(await directory.openOutbox());
});
afterEach(() => directory.remove());

describe('the outbox', () => {
  it('gives back changes as they were added, oldest first', () => {
    const added = ['z', 'a', 'm'].map(mutation);
    added.forEach((one) => outbox.add(one));
    expect(outbox.pending()).toEqual(added);
    expect(outbox.pending(2)).toEqual(added.slice(0, 2));
    expect(outbox.waitingCount()).toBe(3);
  });

  it('keeps a change that was added twice once', () => {
    outbox.add(mutation('a'));
    outbox.add(mutation('a'));
    expect(outbox.pending()).toHaveLength(1);
  });

  it('keeps changes over a restart', async () => {
    outbox.add(mutation('a'));
    const again = createOutboxRepository(await directory.openOutbox());
    expect(again.pending()).toEqual([mutation('a')]);
  });

  it('does not push an answered change again, but waits for its acknowledgement', () => {
    outbox.add(mutation('a'));
    outbox.add(mutation('b'));
    outbox.recordResults([[uuidOf('a'), 'ok', null]], NOW);
    expect(outbox.pending()).toEqual([mutation('b')]);
    expect(outbox.waitingCount()).toBe(1);
    expect(outbox.unsettled()).toEqual([mutation('a'), mutation('b')]);
  });

  it('settles acknowledged changes, as often as it is told', async () => {
    outbox.add(mutation('a'));
    const acks = [[uuidOf('a'), 'rejected', 'stale'] as [string, 'rejected', 'stale']];
    outbox.settle(acks, NOW);
    outbox.settle(acks, NOW);
    expect(outbox.unsettled()).toEqual([]);
    const { knex } = await directory.openOutbox();
    expect(await knex('result').select('uid', 'status', 'code')).toEqual([
      { uid: uuidOf('a'), status: 'rejected', code: 'stale' },
    ]);
  });

  it('forgets results after 14 days', async () => {
    outbox.add(mutation('a'));
    outbox.settle([[uuidOf('a'), 'ok', null]], NOW);
    const { knex } = await directory.openOutbox();
    outbox.settle([], new Date(NOW.getTime() + 13 * 86_400_000));
    expect(await knex('result').pluck('uid')).toHaveLength(1);
    outbox.settle([], new Date(NOW.getTime() + 15 * 86_400_000));
    expect(await knex('result').pluck('uid')).toHaveLength(0);
  });

  it('remembers identity and preferences', () => {
    expect(outbox.identity()).toBeNull();
    outbox.setIdentity({ deviceId: uuidOf('d'), userId: null, epochOk: 3 });
    expect(outbox.identity()).toEqual({ deviceId: uuidOf('d'), userId: null, epochOk: 3 });
    outbox.setPreference('panes.width', [240, 360]);
    outbox.setPreference('theme', 'dark');
    outbox.setPreference('theme', 'light');
    expect(outbox.preferences()).toEqual({ 'panes.width': [240, 360], theme: 'light' });
  });
});
