import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { CANARY, candidateFixture, documentFixture, profileFixture } from '../testing/candidate-fixture.ts';
import { userScopeKeys } from '../shared/visibility.ts';
import { oracle, type SyncClient } from '../testing/sync-client.ts';
import { SyncWorld, type Regions } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { checkIntegrity, checkVisibility } from './integrity.ts';

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
  fc.record({ do: fc.constant('cut off' as const), who, rows: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('sync' as const), who, sizes: pageSizes }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Found once: a candidate came and went in a region while the user was elsewhere, and his device never noticed that. */
const AWAY_UNNOTICED: Step[] = [
  { do: 'page', who: 1, rows: 1 },
  { do: 'move', who: 1, region: 'AM21' },
  { do: 'write', candidate: 0, visible: true, region: 'AM22', documents: 0, version: 0 },
  { do: 'delete', candidate: 0 },
  { do: 'move', who: 1, region: 'AM22' },
  { do: 'sync', who: 1, sizes: [1] },
];
/** Found once: a page that was cut off while the user was elsewhere must not take his first region from him. */
const CUT_OFF_WHILE_AWAY: Step[] = [
  { do: 'write', candidate: 0, visible: true, region: 'AM22', documents: 0, version: 0 },
  { do: 'sync', who: 1, sizes: [6] },
  { do: 'move', who: 1, region: 'AM21' },
  { do: 'cut off', who: 1, rows: 6 },
  { do: 'move', who: 1, region: 'AM22' },
];

interface History {
  readonly world: SyncWorld;
  readonly clients: readonly SyncClient[];
  readonly ids: readonly string[];
  /** Users who were staff at some time: the employer's rule of no internal byte does not hold for them. */
  readonly staff: Set<number>;
  readonly seen: Seen[];
  /** Mutations of everybody. */
  readonly uids: string[];
}

/** What one user may know: ids he could see at some time, and his own. */
interface Seen {
  readonly ids: Set<string>;
}

const CLEAN = { wrongCounters: 0, wrongEntries: 0, leftovers: 0 };
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Lets one device pull, and holds every byte it gets against the view (S4, S7). Nothing else happens meanwhile. */
async function pulling(history: History, who: number, work: (client: SyncClient) => Promise<unknown>): Promise<void> {
  const { world, clients, seen } = history;
  const client = clients[who];
  const known = seen[who]?.ids;
  if (client === undefined || known === undefined) throw new Error('No such user');
  const truth = await oracle(world.knex, client.session.userId);
  for (const id of JSON.stringify([...truth]).match(UUID) ?? []) known.add(id);
  const before = client.received.length;
  await work(client);
  const answers = client.received.slice(before).replace(/"rid":"[^"]*"/g, '');
  const unknown = (answers.match(UUID) ?? []).filter((id) => !known.has(id));
  if (unknown.length > 0) throw new Error(`Not his to know: ${unknown.join(', ')} in ${answers}`);
  const rows = [...answers.matchAll(/\[\d+,(\d+),"([0-9a-f-]{36})",\d+,1\]/g)];
  expect(rows.filter(([, collection, id]) => !truth.has(`${collection}|${id}`))).toEqual([]);
}

/**
 * Everything that anybody may see now, also when it is gone again before he pulls: that is what a tombstone tells. It tells
 * the bare id too of what came and went in a region that the user had left for so short that his device never noticed.
 */
async function look({ world, clients, seen }: History): Promise<void> {
  for (const [index, { session, heldScopes }] of clients.entries()) {
    const held = await world.knex.raw('select row_id from sync_entry where live and scope_id = any(?::int[])', [
      heldScopes as number[],
    ]);
    for (const row of held.rows as { row_id: string }[]) seen[index]?.ids.add(row.row_id);
    const keys = (await userScopeKeys(world.knex, session.userId)) ?? [];
    const { rows } = await world.knex.raw('select distinct row_id from sync_desired where skey = any(?)', [
      keys as string[],
    ]);
    for (const row of rows as { row_id: string }[]) seen[index]?.ids.add(row.row_id);
  }
}

async function everybody(history: Omit<History, 'seen'>): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const { session } of history.clients) {
    const user = await history.world.knex('app_user').where({ id: session.userId }).first('organization_id');
    seen.push({ ids: new Set([session.userId, user.organization_id]) });
  }
  return seen;
}

async function run(history: History, item: Step): Promise<void> {
  const { world, clients, ids, staff, seen, uids } = history;
  const { knex } = world;
  const pending = uids.slice(-200);
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
      const mutation = world.favourite(ids[item.candidate] ?? '', item.on, item.ago);
      uids.push(mutation.uid);
      seen[item.who]?.ids.add(mutation.uid);
      const answer = await clients[item.who]?.push([mutation]);
      expect(answer?.results.map(([uid]) => uid)).toEqual([mutation.uid]);
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
      await pulling(history, item.who, (client) =>
        client.page({ limit: { rows: item.rows, bytes: 524_288 }, pending }),
      );
      return;
    case 'cut off':
      // The rows are stored, and the process dies before the cursor is: the same page is asked for again.
      await pulling(history, item.who, (client) => client.cutOffPage({ limit: { rows: item.rows, bytes: 524_288 } }));
      return;
    case 'sync':
      await pulling(history, item.who, (client) => client.sync(item.sizes, { pending }));
      return;
  }
}

describe.each(databaseKinds())('histories on %s', (kind) => {
  it(
    'end with every device seeing exactly what the visibility view says (C1, C5, C6, S1, S2, S4, S7)',
    { timeout: 240_000 },
    async () => {
      const world = await SyncWorld.open(kind);
      try {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
            const clients: SyncClient[] = [];
            for (const { role, regions } of PROFILES) clients.push(await world.user(role, regions));
            const ids = Array.from({ length: CANDIDATES }, () => `${uuidv7().slice(0, -1)}0`);
            const parts = { world, clients, ids, staff: new Set([2]), uids: [] };
            const history: History = { ...parts, seen: await everybody(parts) };
            for (const item of steps) {
              await run(history, item);
              await look(history);
              expect(await checkIntegrity(world.knex)).toEqual(CLEAN);
            }
            for (const [index, client] of clients.entries()) {
              await client.sync(3);
              const truth = await oracle(world.knex, client.session.userId);
              expect(client.view()).toEqual(truth);
              const fresh = await world.device(client.session.userId, client.session.role);
              await fresh.sync(7);
              expect(fresh.view()).toEqual(truth);
              if (!history.staff.has(index)) expect(client.received).not.toContain(CANARY);
            }
            expect(await checkVisibility(world.knex)).toBe(0);
            await withTransaction(world.knex, (trx) => trx('candidate').delete());
          }),
          {
            numRuns: Number(process.env['SYNC_HISTORIES'] ?? RUNS),
            examples: [[CUT_OFF_WHILE_AWAY], [AWAY_UNNOTICED]],
          },
        );
      } finally {
        await world.close();
      }
    },
  );
});
