import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFavouriteMutation, uuidOf } from '../testing/builders.ts';
import { makeTestDirectory, type TestDirectory } from '../testing/open-test-database.ts';
import {
  createOutboxRepository,
  MAX_OUTBOX_BYTES,
  MAX_OUTBOX_ITEMS,
  OutboxFullError,
  type OutboxRepository,
} from './outbox.repository.ts';

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

  it('deletes a preference that is set to null', async () => {
    outbox.setPreference('draft', { text: 'geheim' });
    outbox.setPreference('theme', 'dark');
    outbox.setPreference('draft', null);
    outbox.setPreference('unknown', null);
    expect(outbox.preferences()).toEqual({ theme: 'dark' });
    const { knex } = await directory.openOutbox();
    expect(await knex('preference').pluck('key')).toEqual(['theme']);
  });
});

describe('a full outbox', () => {
  it('takes a thousand changes and refuses the next, until something was settled', () => {
    for (let at = 0; at < MAX_OUTBOX_ITEMS; at += 1) {
      expect(outbox.isFull()).toBe(false);
      outbox.add(mutation(`m${at}`));
    }
    expect(outbox.isFull()).toBe(true);
    expect(() => outbox.add(mutation('more'))).toThrow(OutboxFullError);
    // What is there already is no new change.
    outbox.add(mutation('m7'));
    expect(outbox.waitingCount()).toBe(MAX_OUTBOX_ITEMS);
    outbox.settle([[uuidOf('m0'), 'ok', null]], NOW);
    outbox.add(mutation('more'));
    expect(outbox.isFull()).toBe(true);
  });

  it('is also full by the size of what waits', () => {
    const text = 'x'.repeat(MAX_OUTBOX_BYTES / 4);
    for (const name of ['a', 'b', 'c']) outbox.add({ ...mutation(name), args: { text } });
    expect(outbox.isFull()).toBe(false);
    outbox.add({ ...mutation('d'), args: { text } });
    expect(() => outbox.add(mutation('e'))).toThrow(OutboxFullError);
  });

  it('takes several changes together or none of them', () => {
    const many = (count: number, from: string) => Array.from({ length: count }, (_, at) => mutation(`${from}${at}`));
    outbox.addAll(many(MAX_OUTBOX_ITEMS - 1, 'a'));
    expect(() => outbox.addAll(many(2, 'b'))).toThrow(OutboxFullError);
    expect(outbox.waitingCount()).toBe(MAX_OUTBOX_ITEMS - 1);
    // What is there already needs no room.
    outbox.addAll([...many(2, 'a'), ...many(1, 'b')]);
    expect(outbox.pending()).toEqual([...many(MAX_OUTBOX_ITEMS - 1, 'a'), ...many(1, 'b')]);
  });

  it('queues again what a restored server forgot, however full it is', () => {
    outbox.add(mutation('old'));
    outbox.settle([[uuidOf('old'), 'ok', null]], NOW);
    for (let at = 0; at < MAX_OUTBOX_ITEMS; at += 1) outbox.add(mutation(`m${at}`));
    outbox.requeue([uuidOf('old')], 2);
    expect(outbox.pending(1)).toEqual([mutation('old')]);
  });
});

describe('what was refused', () => {
  const later = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);

  it('stays, with its content, until the user puts it away', () => {
    for (const name of ['a', 'b', 'c', 'd']) outbox.add(mutation(name));
    outbox.settle(
      [
        [uuidOf('c'), 'parked', null],
        [uuidOf('a'), 'rejected', 'stale'],
        [uuidOf('b'), 'ok', null],
      ],
      NOW,
    );
    outbox.settle([], later(60));
    const line = (name: string) => ({
      uid: uuidOf(name),
      kind: 'favourite.set',
      ver: 1,
      args: { candidate: uuidOf('candidate'), on: true },
      editedAt: '2026-03-02T10:00:00Z',
    });
    expect(outbox.refused()).toEqual([
      { ...line('a'), status: 'rejected', code: 'stale' },
      { ...line('c'), status: 'parked', code: null },
    ]);
    expect(outbox.refusedCount()).toBe(2);
    outbox.dismiss(uuidOf('a'));
    outbox.dismiss(uuidOf('unknown'));
    expect(outbox.refused().map(({ uid }) => uid)).toEqual([uuidOf('c')]);
    expect(outbox.refusedCount()).toBe(1);
  });

  it('is forgotten like everything else once it was put away', async () => {
    outbox.add(mutation('a'));
    outbox.settle([[uuidOf('a'), 'rejected', 'stale']], NOW);
    outbox.dismiss(uuidOf('a'));
    const { knex } = await directory.openOutbox();
    outbox.settle([], later(13));
    expect(await knex('result').pluck('uid')).toEqual([uuidOf('a')]);
    outbox.settle([], later(15));
    expect(await knex('result').pluck('uid')).toEqual([]);
  });
});

describe('after a restore of the server', () => {
  it('accepted changes can be listed, oldest first, and queued again before newer ones', () => {
    for (const name of ['z', 'a', 'm', 'q']) outbox.add(mutation(name));
    outbox.settle(
      [
        [uuidOf('a'), 'ok', null],
        [uuidOf('z'), 'noop', null],
        [uuidOf('m'), 'rejected', 'stale'],
      ],
      NOW,
    );
    outbox.add(mutation('newer'));
    expect(outbox.settledUids()).toEqual([uuidOf('z'), uuidOf('a')]);
    outbox.requeue([uuidOf('a'), uuidOf('z')], 7);
    expect(outbox.pending()).toEqual(['z', 'a', 'q', 'newer'].map(mutation));
    expect(outbox.identity()).toEqual({ deviceId: null, userId: null, epochOk: 7 });
    expect(outbox.settledUids()).toEqual([]);
    expect(outbox.refusedCount()).toBe(1);
  });

  it('answered changes that were not acknowledged wait again as well', () => {
    outbox.add(mutation('a'));
    outbox.recordResults([[uuidOf('a'), 'ok', null]], NOW);
    outbox.requeue([uuidOf('a')], 7);
    expect(outbox.pending()).toEqual([mutation('a')]);
  });
});

describe('how long changes have waited', () => {
  it('is told by the oldest that was not answered', () => {
    expect(outbox.oldestWaitingAt()).toBeNull();
    outbox.add({ ...mutation('a'), edit_ts: '2026-03-02T09:00:00Z' });
    outbox.add({ ...mutation('b'), edit_ts: '2026-03-02T09:30:00Z' });
    expect(outbox.oldestWaitingAt()).toBe('2026-03-02T09:00:00Z');
    outbox.recordResults([[uuidOf('a'), 'ok', null]], NOW);
    expect(outbox.oldestWaitingAt()).toBe('2026-03-02T09:30:00Z');
  });
});
