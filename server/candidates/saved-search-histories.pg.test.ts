import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { EMPTY_QUERY, JUDGEMENTS } from '@hallowerk/contract/candidates/candidate-search.ts';
import { NOTE_SCOPES } from '@hallowerk/contract/candidates/note.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { checkIntegrity, checkVisibility } from '../sync/integrity.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { oracle, type SyncClient } from '../testing/sync-client.ts';
import { mutationOf } from '../testing/sync-tools.ts';
import { SyncWorld, type Regions } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { upsertCandidates } from './candidates.repository.ts';

const REGIONS = ['AM21', 'AM22'] as const;
const CANDIDATES = 2;
const SEARCHES = 3;
const BOTH: Regions = [
  { code: 'AM21', relation: 'own' },
  { code: 'AM22', relation: 'connected' },
];
const USERS: readonly { readonly role: Role; readonly regions: Regions }[] = [
  { role: 'EMPLOYER', regions: BOTH.slice(0, 1) },
  { role: 'EMPLOYER', regions: BOTH },
  { role: 'ACCOUNT_MANAGER', regions: BOTH },
];

const who = fc.nat({ max: USERS.length - 1 });
const candidate = fc.nat({ max: CANDIDATES - 1 });
const search = fc.nat({ max: SEARCHES - 1 });
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
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      who,
      search,
      name: fc.constantFrom('a', 'b'),
      scope: fc.constantFrom(...NOTE_SCOPES.codes),
      ago,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), who, search, ago }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('mark' as const), who, search, pinned: fc.boolean(), ago }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('judge' as const),
      who,
      search,
      candidate,
      value: fc.constantFrom(...JUDGEMENTS.codes, null),
      ago,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('organisation' as const), who, other: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('prune' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('page' as const), who, rows: fc.integer({ min: 1, max: 4 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface History {
  readonly world: SyncWorld;
  readonly organizations: readonly [string, string];
  readonly clients: readonly SyncClient[];
  readonly candidates: readonly string[];
  readonly searches: readonly string[];
  readonly outcomes: Set<string>;
}

async function run(history: History, item: Step): Promise<void> {
  const { world, clients, candidates, searches } = history;
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
      return;
    default:
      world.clock.advance(1);
      return push(history, clients[item.who], mutation(world, item, searches[item.search] ?? '', candidates));
  }
}

type Work = Extract<Step, { readonly search: number }>;

function mutation(world: SyncWorld, item: Work, id: string, candidates: readonly string[]): Mutation {
  switch (item.do) {
    case 'put': {
      const { name, scope } = item;
      return mutationOf(world, 'savedSearch.put', { id, name, query: EMPTY_QUERY, scope, seen: null }, item.ago);
    }
    case 'delete':
      return mutationOf(world, 'savedSearch.delete', { id, seen: new Date(0).toISOString() }, item.ago);
    case 'mark': {
      const mark = { search: id, pinned: item.pinned, watch: 'APP', lastSeenAt: null } as const;
      return mutationOf(world, 'searchMark.set', mark, item.ago);
    }
    case 'judge': {
      const judged = { search: id, candidate: candidates[item.candidate] ?? '', value: item.value };
      return mutationOf(world, 'judgement.set', judged, item.ago);
    }
  }
}

async function push({ outcomes }: History, client: SyncClient | undefined, item: Mutation): Promise<void> {
  const answer = await client?.push([item]);
  for (const [, status, code] of answer?.results ?? []) outcomes.add(`${item.kind} ${code ?? status}`);
}

async function begin(world: SyncWorld, outcomes: Set<string>): Promise<History> {
  const clients: SyncClient[] = [];
  for (const { role, regions } of USERS) clients.push(await world.user(role, regions));
  const user = await world.knex('app_user').where({ id: clients[0]?.session.userId }).first('organization_id');
  const other = uuidv7();
  await world.knex('organization').insert({ id: other, name: 'Ander' });
  const history: History = {
    world,
    organizations: [user.organization_id, other],
    clients,
    candidates: Array.from({ length: CANDIDATES }, () => uuidv7()),
    searches: Array.from({ length: SEARCHES }, () => uuidv7()),
    outcomes,
  };
  // A world with something in it: from an empty one little happens.
  for (const [index, region] of REGIONS.entries()) {
    await run(history, { do: 'candidate', candidate: index, visible: true, region });
    await run(history, { do: 'put', who: index, search: index, name: 'a', scope: 'ORGANIZATION', ago: 0 });
    await run(history, { do: 'judge', who: 1, search: index, candidate: index, value: 'LATER', ago: 0 });
  }
  return history;
}

/** Nobody holds a private search of another; a mark or judgement is nowhere without its search, nor without its candidate. */
function assertWithinSearches(client: SyncClient): void {
  const view = client.view();
  for (const [key, row] of view) {
    const { searchId, candidateId, ownerId, scope } = row as Record<string, string | undefined>;
    if (key.startsWith('17|') && scope === 'PRIVATE') expect(ownerId).toBe(client.session.userId);
    if (/^1[89]\|/.test(key)) expect(view.has(`17|${searchId}`)).toBe(true);
    if (key.startsWith('19|')) expect(view.has(`1|${candidateId}`) || view.has(`2|${candidateId}`)).toBe(true);
  }
}

describe.each(databaseKinds())('histories of saved searches on %s', (kind) => {
  it(
    'end with every device seeing what the visibility view says, and nothing of others (C1, C6, S1, S2, S4)',
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
              assertWithinSearches(client);
            }
            expect(await checkIntegrity(world.knex)).toEqual({ wrongCounters: 0, wrongEntries: 0, leftovers: 0 });
            expect(await checkVisibility(world.knex)).toBe(0);
            await withTransaction(world.knex, (trx) => trx('candidate').delete());
            await withTransaction(world.knex, (trx) => trx('saved_search').delete());
          }),
          { numRuns: Number(process.env['SYNC_HISTORIES'] ?? 12) },
        );
        // What never happened was not tested.
        const kinds = ['savedSearch.put', 'savedSearch.delete', 'searchMark.set', 'judgement.set'];
        const floor = kinds.flatMap((name) => [`${name} ok`, `${name} not_available`]);
        expect(floor.filter((outcome) => !outcomes.has(outcome))).toEqual([]);
        expect([...outcomes].filter((outcome) => outcome.endsWith('parked'))).toEqual([]);
      } finally {
        await world.close();
      }
    },
  );
});
