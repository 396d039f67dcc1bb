import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PokeEvent } from '@hallowerk/contract/sync/poke.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import type { SessionContext } from '../security/session.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { createPokeHub, POKE_POLL_MS, type PokeHub } from './poke-hub.ts';
import { changedScopes, lastPosition, SCAN_LIMIT } from './poke.repository.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;

describe.each(databaseKinds())('the hub of pokes on %s', (kind) => {
  let world: SyncWorld;
  let hub: PokeHub;
  let timers: ManualTimers;
  let faults: unknown[];
  let queries: number;

  beforeEach(async () => {
    world = await SyncWorld.open(kind);
    [timers, faults, queries] = [new ManualTimers(), [], 0];
    world.knex.on('query', () => (queries += 1));
    const onFault = (error: unknown): void => void faults.push(error);
    hub = createPokeHub({ knex: world.knex, clock: world.clock, timers, pollMs: POKE_POLL_MS, onFault });
  });
  afterEach(async () => {
    await hub.close();
    await world.close();
  });

  const listener = async () => {
    const { session } = await world.user('EMPLOYER', OWN);
    const { id } = await addSession(session);
    const events: PokeEvent[] = [];
    const put = (event: PokeEvent): void => void events.push(event);
    const leave = await hub.add({ ...session, sessionId: id }, { send: put, end: put });
    return { events, leave, session };
  };
  const addSession = async ({ userId, deviceId }: SessionContext): Promise<{ id: string }> => {
    const id = randomUUID();
    const until = new Date(world.clock.now().getTime() + 3_600_000);
    const row = { id, user_id: userId, device_id: deviceId, created_at: world.clock.now() };
    await world.knex('session').insert({ ...row, idle_until: until, ends_at: until });
    return { id };
  };
  const write = () => withTransaction(world.knex, (trx) => upsertCandidates(trx, [candidateFixture()]));
  /** Lets time pass until something is true: each look at the database takes its own real while. */
  const untilPassing = (expectation: () => void) =>
    vi.waitFor(() => {
      timers.advance(POKE_POLL_MS);
      expectation();
    });

  const queriesOf = async (work: () => Promise<unknown>): Promise<number> => {
    const before = queries;
    await work();
    return queries - before;
  };

  it('asks the database nothing while nobody listens', async () => {
    const own = await queriesOf(write);
    expect(own).toBeGreaterThan(0);
    const first = await listener();
    await write();
    await untilPassing(() => expect(first.events).toHaveLength(1));
    first.leave();
    // A look that was under way when he left still ends.
    await vi.waitFor(async () => {
      const asked = await queriesOf(async () => {
        hub.look({ sessions: true });
        timers.advance(60_000);
        await write();
        hub.look();
        await world.knex.raw('select 1');
      });
      expect(asked).toBe(own + 1);
    });
    const second = await listener();
    await write();
    await untilPassing(() => expect(second.events).toHaveLength(1));
  });

  it('says once that the database cannot be read, keeps trying, and loses no change meanwhile', async () => {
    const { events } = await listener();
    await world.knex.raw('alter table sync_scope rename to sync_scope_away');
    await untilPassing(() => expect(faults).toHaveLength(1));
    const before = queries;
    await untilPassing(() => expect(queries).toBeGreaterThan(before + 3));
    expect(faults).toHaveLength(1);
    await world.knex.raw('alter table sync_scope_away rename to sync_scope');
    await write();
    await untilPassing(() => expect(events.map(({ type }) => type)).toEqual(['poke']));
  });

  it('refuses a user who is not active', async () => {
    const { session } = await world.user('EMPLOYER', OWN);
    await world.knex('app_user').where({ id: session.userId }).update({ state: 'BLOCKED' });
    const sink = { send: vi.fn(), end: vi.fn() };
    await expect(hub.add(session, sink)).rejects.toMatchObject({ status: 401 });
    expect(sink.end).not.toHaveBeenCalled();
  });

  it('tells a user that he was blocked, and nothing after that', async () => {
    const { events, session } = await listener();
    await world.knex('app_user').where({ id: session.userId }).update({ state: 'BLOCKED' });
    await untilPassing(() => expect(events).toEqual([{ type: 'auth' }]));
    await write();
    const witness = await listener();
    await write();
    await untilPassing(() => expect(witness.events).toHaveLength(1));
    expect(events).toEqual([{ type: 'auth' }]);
  });

  it('finds every scope of one large commit, also where a page ends in the middle of it', async () => {
    const start = await lastPosition(world.knex);
    const head = start.head + 1;
    const many = 2 * SCAN_LIMIT + 1;
    await world.knex.raw(`insert into sync_scope(key, head) select 'test:' || n, ? from generate_series(1, ?::int) n`, [
      head,
      many,
    ]);
    const keys: string[] = [];
    let from = start;
    for (
      let page = await changedScopes(world.knex, from);
      page.length > 0;
      page = await changedScopes(world.knex, from)
    ) {
      keys.push(...page.map(({ key }) => key));
      from = page.at(-1) ?? from;
    }
    expect(keys).toHaveLength(many);
    expect(new Set(keys).size).toBe(many);
  });
});
