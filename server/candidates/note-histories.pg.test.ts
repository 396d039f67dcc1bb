import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { NOTE_SCOPES } from '@hallowerk/contract/candidates/note.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { checkIntegrity } from '../sync/integrity.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { oracle, type SyncClient } from '../testing/sync-client.ts';
import { SyncWorld, type Regions } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { upsertCandidates } from './candidates.repository.ts';

const REGIONS = ['AM21', 'AM22'] as const;
const CANDIDATES = 3;
const NOTES = 4;
const USERS: readonly { readonly role: Role; readonly regions: Regions }[] = [
  { role: 'EMPLOYER', regions: [{ code: 'AM21', relation: 'own' }] },
  { role: 'EMPLOYER', regions: [{ code: 'AM22', relation: 'own' }] },
  {
    role: 'ACCOUNT_MANAGER',
    regions: [
      { code: 'AM21', relation: 'own' },
      { code: 'AM22', relation: 'connected' },
    ],
  },
];

const who = fc.nat({ max: USERS.length - 1 });
const candidate = fc.nat({ max: CANDIDATES - 1 });
const note = fc.nat({ max: NOTES - 1 });
const scope = fc.constantFrom(...NOTE_SCOPES.codes);
const ago = fc.nat({ max: 5 });
/** Small pools, so that things collide. */
const step = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('candidate' as const),
      candidate,
      visible: fc.boolean(),
      region: fc.constantFrom(...REGIONS),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('gone' as const), candidate }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('create' as const), who, candidate, note, scope }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('edit' as const), who, note, scope, text: fc.constantFrom('a', 'b'), ago }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('delete' as const), who, note, ago }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('resolve' as const), who, keep: fc.constantFrom('current', 'other') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('region' as const), who, region: fc.constantFrom(...REGIONS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('organisation' as const), who, other: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('prune' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('page' as const), who, rows: fc.integer({ min: 1, max: 4 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface History {
  readonly world: SyncWorld;
  readonly organizations: readonly [string, string];
  readonly clients: readonly SyncClient[];
  readonly second: readonly SyncClient[];
  readonly candidates: readonly string[];
  readonly notes: readonly string[];
  readonly seen: Set<string>;
}

async function run(history: History, item: Step): Promise<void> {
  const { world, clients, candidates, notes } = history;
  const { knex } = world;
  switch (item.do) {
    case 'candidate': {
      const id = candidates[item.candidate] ?? '';
      const record = candidateFixture({ id, visibleToEmployers: item.visible, regionCode: item.region });
      await withTransaction(knex, (trx) => upsertCandidates(trx, [record]));
      return;
    }
    case 'gone':
      await withTransaction(knex, (trx) => trx('candidate').where({ id: candidates[item.candidate] }).delete());
      return;
    case 'create': {
      const args = { id: notes[item.note], candidate: candidates[item.candidate], text: 'begin', scope: item.scope };
      return push(history, clients[item.who], 'note.create', args, 0);
    }
    case 'edit': {
      const args = { id: notes[item.note], set: { text: item.text, scope: item.scope }, seen: {} };
      return push(history, (item.ago % 2 === 0 ? clients : history.second)[item.who], 'note.edit', args, item.ago);
    }
    case 'delete':
      return push(history, clients[item.who], 'note.delete', { id: notes[item.note], seen: null }, item.ago);
    case 'resolve': {
      const [conflict] = [...(clients[item.who]?.view().keys() ?? [])].filter((key) => key.startsWith('14|'));
      if (conflict === undefined) return;
      return push(history, clients[item.who], 'note.resolve', { conflict: conflict.slice(3), keep: item.keep }, 0);
    }
    case 'region': {
      const user_id = clients[item.who]?.session.userId;
      await withTransaction(knex, async (trx) => {
        await trx('user_region').where({ user_id }).delete();
        await trx('user_region').insert({ user_id, region_code: item.region, relation: 'own' });
      });
      return;
    }
    case 'organisation': {
      const organization_id = history.organizations[item.other ? 1 : 0];
      await knex('app_user').where({ id: clients[item.who]?.session.userId }).update({ organization_id });
      return;
    }
    case 'prune':
      await knex.raw('select sync_prune((select head from sync_clock))');
      return;
    case 'page':
      await clients[item.who]?.page({ limit: { rows: item.rows, bytes: 524_288 } });
  }
}

async function push(
  { world, seen }: History,
  client: SyncClient | undefined,
  kind: string,
  args: unknown,
  ago: number,
): Promise<void> {
  world.clock.advance(1);
  const edit_ts = new Date(world.clock.now().getTime() - ago).toISOString();
  const mutation: Mutation = { uid: randomUUID(), kind, ver: 1, edit_ts, offset_ms: 0, deps: [], args };
  const answer = await client?.push([mutation]);
  for (const [, status, code] of answer?.results ?? []) seen.add(`${kind} ${code ?? status}`);
}

describe.each(databaseKinds())('histories of notes on %s', (kind) => {
  it(
    'end with every device seeing what the visibility view says, and nothing of others (C1, C6, S1, S2, S4, S7)',
    { timeout: 240_000 },
    async () => {
      const world = await SyncWorld.open(kind);
      const outcomes = new Set<string>();
      try {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 50 }), async (steps) => {
            const history = await begin(world, outcomes);
            for (const item of steps) await run(history, item);
            for (const client of history.clients) {
              await client.sync(3);
              const truth = await oracle(world.knex, client.session.userId);
              expect(client.view()).toEqual(truth);
              const fresh = await world.device(client.session.userId, client.session.role);
              await fresh.sync(7);
              expect(fresh.view()).toEqual(truth);
              assertWithinCandidates(client);
            }
            expect(await checkIntegrity(world.knex)).toEqual({ wrongCounters: 0, wrongEntries: 0, leftovers: 0 });
            await withTransaction(world.knex, (trx) => trx('candidate').delete());
          }),
          { numRuns: Number(process.env['SYNC_HISTORIES'] ?? 12) },
        );
        // What never happened was not tested.
        const floor = [
          'note.create ok',
          'note.create not_available',
          'note.edit ok',
          'note.edit not_available',
          'note.delete ok',
        ];
        expect(floor.filter((outcome) => !outcomes.has(outcome))).toEqual([]);
        expect([...outcomes].filter((outcome) => outcome.endsWith('parked'))).toEqual([]);
      } finally {
        await world.close();
      }
    },
  );
});

async function begin(world: SyncWorld, seen: Set<string>): Promise<History> {
  const clients: SyncClient[] = [];
  const second: SyncClient[] = [];
  for (const { role, regions } of USERS) {
    const client = await world.user(role, regions);
    clients.push(client);
    second.push(await world.device(client.session.userId, role));
  }
  const user = await world.knex('app_user').where({ id: clients[0]?.session.userId }).first('organization_id');
  const other = uuidv7();
  await world.knex('organization').insert({ id: other, name: 'Ander' });
  const history: History = {
    world,
    organizations: [user.organization_id, other],
    clients,
    second,
    candidates: Array.from({ length: CANDIDATES }, () => uuidv7()),
    notes: Array.from({ length: NOTES }, () => uuidv7()),
    seen,
  };
  // A world with something in it: from an empty one little happens.
  for (const [index, region] of (['AM21', 'AM22', 'AM21'] as const).entries()) {
    await run(history, { do: 'candidate', candidate: index, visible: true, region });
    await run(history, { do: 'create', who: index, candidate: index, note: index, scope: 'ORGANIZATION' });
  }
  return history;
}

/** A note, or a conflict of one, is nowhere without its candidate; and a private one is its author's only. */
function assertWithinCandidates(client: SyncClient): void {
  const view = client.view();
  for (const [key, row] of view) {
    if (!/^1[34]\|/.test(key)) continue;
    const { candidateId, authorId, scope } = row as { candidateId: string; authorId?: string; scope?: string };
    expect(view.has(`1|${candidateId}`) || view.has(`2|${candidateId}`)).toBe(true);
    if (scope === 'PRIVATE') expect(authorId).toBe(client.session.userId);
  }
}
