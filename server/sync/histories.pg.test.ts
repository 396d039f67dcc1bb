import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { CANARY, candidateFixture, documentFixture, profileFixture } from '../testing/candidate-fixture.ts';
import { oracle, type SyncClient } from '../testing/sync-client.ts';
import { SyncWorld, type Regions } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { checkIntegrity } from './integrity.ts';

const RUNS = 12;
const CANDIDATES = 5;
const REGIONS = ['AM21', 'AM22'] as const;
const OWN: Regions = [{ code: 'AM21', relation: 'own' }];
const PROFILES: readonly { readonly role: Role; readonly regions: Regions }[] = [
  { role: 'EMPLOYER', regions: OWN },
  { role: 'EMPLOYER', regions: [{ code: 'AM22', relation: 'own' }] },
  { role: 'ACCOUNT_MANAGER', regions: [...OWN, { code: 'AM22', relation: 'connected' }] },
];

const who = fc.nat({ max: PROFILES.length - 1 });
const candidate = fc.nat({ max: CANDIDATES - 1 });
const pageSizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 });
/** Small pools, so that things collide. */
const step = fc.oneof(
  fc.record({
    do: fc.constant('write' as const),
    candidate,
    visible: fc.boolean(),
    region: fc.constantFrom(...REGIONS),
    documents: fc.nat({ max: 2 }),
    version: fc.nat({ max: 2 }),
  }),
  fc.record({ do: fc.constant('delete' as const), candidate }),
  fc.record({ do: fc.constant('favourite' as const), who, candidate, on: fc.boolean(), ago: fc.nat({ max: 5 }) }),
  fc.record({ do: fc.constant('move' as const), who, region: fc.constantFrom(...REGIONS) }),
  fc.record({
    do: fc.constant('role' as const),
    who,
    role: fc.constantFrom('EMPLOYER' as const, 'ACCOUNT_MANAGER' as const),
  }),
  fc.record({ do: fc.constant('prune' as const) }),
  fc.record({ do: fc.constant('page' as const), who, rows: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('replay' as const), who, rows: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('sync' as const), who, sizes: pageSizes }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface History {
  readonly world: SyncWorld;
  readonly clients: readonly SyncClient[];
  readonly ids: readonly string[];
  /** Users who were staff at some time: the employer's rule of no internal byte does not hold for them. */
  readonly staff: Set<number>;
}

async function run({ world, clients, ids, staff }: History, item: Step): Promise<void> {
  const { knex } = world;
  switch (item.do) {
    case 'write': {
      const id = ids[item.candidate] ?? '';
      const documents = [0, 1]
        .slice(0, item.documents)
        .map((n) => documentFixture(id, n === 0, `${id.slice(0, -1)}${n + 1}`));
      const profile = profileFixture({ oneLiner: `versie ${item.version}`, about: item.visible ? '' : CANARY });
      const record = candidateFixture({
        id,
        visibleToEmployers: item.visible,
        regionCode: item.region,
        documents,
        profile,
      });
      await withTransaction(knex, (trx) => upsertCandidates(trx, [record]));
      return;
    }
    case 'delete':
      await withTransaction(knex, (trx) => trx('candidate').where({ id: ids[item.candidate] }).delete());
      return;
    case 'favourite': {
      world.clock.advance(1);
      await clients[item.who]?.push([world.favourite(ids[item.candidate] ?? '', item.on, item.ago)]);
      return;
    }
    case 'move': {
      const user_id = clients[item.who]?.session.userId;
      await withTransaction(knex, async (trx) => {
        await trx('user_region').where({ user_id }).delete();
        await trx('user_region').insert({ user_id, region_code: item.region, relation: 'own' });
      });
      return;
    }
    case 'role': {
      if (item.role !== 'EMPLOYER') staff.add(item.who);
      const id = clients[item.who]?.session.userId;
      await withTransaction(knex, (trx) => trx('app_user').where({ id }).update({ role: item.role }));
      return;
    }
    case 'prune':
      await knex.raw('select sync_prune((select head from sync_clock))');
      return;
    case 'page':
      await clients[item.who]?.page({ limit: { rows: item.rows, bytes: 524_288 } });
      return;
    case 'replay': {
      // The answer got lost after it was applied halfway: the same page is asked for and applied again.
      const client = clients[item.who];
      const cursor = client?.cursor ?? null;
      await client?.page({ limit: { rows: item.rows, bytes: 524_288 } });
      if (client) client.cursor = cursor;
      return;
    }
    case 'sync':
      await clients[item.who]?.sync(item.sizes);
      return;
  }
}

describe.each(databaseKinds())('histories on %s', (kind) => {
  it(
    'end with every device seeing exactly what the visibility view says (C1, C5, C6, S1, S2, S4)',
    { timeout: 240_000 },
    async () => {
      const world = await SyncWorld.open(kind);
      try {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
            const clients: SyncClient[] = [];
            for (const { role, regions } of PROFILES) clients.push(await world.user(role, regions));
            const ids = Array.from({ length: CANDIDATES }, () => `${uuidv7().slice(0, -1)}0`);
            const history = { world, clients, ids, staff: new Set([2]) };
            for (const item of steps) await run(history, item);
            for (const [index, client] of clients.entries()) {
              await client.sync(3);
              const truth = await oracle(world.knex, client.session.userId);
              expect(client.view()).toEqual(truth);
              const fresh = await world.device(client.session.userId, client.session.role);
              await fresh.sync(7);
              expect(fresh.view()).toEqual(truth);
              if (!history.staff.has(index)) expect(client.received).not.toContain(CANARY);
            }
            expect(await checkIntegrity(world.knex)).toEqual({ wrongCounters: 0, wrongEntries: 0, leftovers: 0 });
            await withTransaction(world.knex, (trx) => trx('candidate').delete());
          }),
          { numRuns: Number(process.env['SYNC_HISTORIES'] ?? RUNS) },
        );
      } finally {
        await world.close();
      }
    },
  );
});
