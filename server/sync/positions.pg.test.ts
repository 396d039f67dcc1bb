import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withSnapshot, withTransaction, type Trx } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { candidateFixture, documentFixture } from '../testing/candidate-fixture.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;

interface Positions {
  readonly head: number;
  /** `collection|row|scope` → position and revision. */
  readonly entries: ReadonlyMap<string, { readonly pos: number; readonly rev: number }>;
}

async function positions(trx: Trx): Promise<Positions> {
  const clock = await trx('sync_clock').first('head');
  const rows = await trx('sync_entry').select('coll', 'row_id', 'scope_id', 'pos', 'rev');
  const entries = rows.map(
    (row) => [`${row.coll}|${row.row_id}|${row.scope_id}`, { pos: Number(row.pos), rev: Number(row.rev) }] as const,
  );
  return { head: Number(clock.head), entries: new Map(entries) };
}

/** Whoever has read everything up to `one.head` finds all that is new in `two` behind it (S3). */
function expectOnlyForward(one: Positions, two: Positions): void {
  expect(two.head).toBeGreaterThanOrEqual(one.head);
  expect(Math.max(0, ...[...two.entries.values()].map(({ pos }) => pos))).toBeLessThanOrEqual(two.head);
  for (const [key, now] of two.entries) {
    const before = one.entries.get(key);
    if (before?.pos === now.pos) expect(now.rev).toBe(before.rev);
    else expect(now.pos).toBeGreaterThan(one.head);
    if (before) expect(now.rev).toBeGreaterThanOrEqual(before.rev);
  }
  for (const key of one.entries.keys()) expect(two.entries.has(key)).toBe(true);
}

describe.each(databaseKinds())('positions on %s', (kind) => {
  let world: SyncWorld;
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
  });
  afterAll(() => world.close());

  const change = fc.record({
    candidate: fc.nat({ max: 3 }),
    region: fc.constantFrom('AM21', 'AM22'),
    visible: fc.boolean(),
    documents: fc.nat({ max: 2 }),
    remove: fc.boolean(),
  });

  it('are the next one for every commit, and entries only move forward (S3)', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
        async (commits) => {
          const ids = Array.from({ length: 4 }, () => `${uuidv7().slice(0, -1)}0`);
          let before = await withSnapshot(world.knex, positions);
          for (const commit of commits) {
            await withTransaction(world.knex, async (trx) => {
              for (const { candidate, region, visible, documents, remove } of commit) {
                const id = ids[candidate] ?? '';
                if (remove) await trx('candidate').where({ id }).delete();
                else {
                  const files = [1, 2]
                    .slice(0, documents)
                    .map((n) => documentFixture(id, n === 1, id.slice(0, -1) + n));
                  const record = { id, regionCode: region, visibleToEmployers: visible, documents: files };
                  await upsertCandidates(trx, [candidateFixture(record)]);
                }
              }
            });
            const after = await withSnapshot(world.knex, positions);
            expectOnlyForward(before, after);
            const moved = [...after.entries].filter(([key, { pos }]) => before.entries.get(key)?.pos !== pos);
            expect(after.head - before.head).toBeLessThanOrEqual(1);
            expect(moved.every(([, { pos }]) => pos === before.head + 1)).toBe(true);
            before = after;
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  it('show effect and outcome of a mutation in exactly the same snapshots (S5)', { timeout: 60_000 }, async () => {
    const ids = Array.from({ length: 24 }, () => uuidv7());
    await withTransaction(world.knex, (trx) =>
      upsertCandidates(
        trx,
        ids.map((id) => candidateFixture({ id })),
      ),
    );
    const writer = await world.user('EMPLOYER', OWN);
    const reader = await world.device(writer.session.userId, 'EMPLOYER');
    await reader.sync();
    const mutations = ids.map((id) => world.favourite(id, true));
    const pending = mutations.map(({ uid }) => uid);
    let writing = true;
    const push = async (): Promise<void> => {
      for (const mutation of mutations) await writer.push([mutation]);
    };
    const told = new Set<string>();
    const read = async (): Promise<void> => {
      for (let last = false; !last;) {
        last = !writing;
        // The embedded database answers in microtasks only, and would never let the writer in.
        await setImmediate();
        const page = await reader.page({ pending });
        expect(page.done).toBe(true);
        for (const [uid] of page.acks) told.add(ids[pending.indexOf(uid)] ?? '');
        const favourites = [...reader.view()].filter(([key]) => key.startsWith('5|'));
        const effects = favourites.map(([, row]) => (row as { candidateId: string }).candidateId);
        expect(new Set(effects)).toEqual(told);
      }
    };
    await Promise.all([push().finally(() => (writing = false)), read()]);
    expect(told).toEqual(new Set(ids));
  });
});

const absent = inject('postgresUrl') === null;
if (absent) console.warn('Positions under concurrent writers: skipped, PostgreSQL is not on this machine');

describe.skipIf(absent)('positions of many writers at once', () => {
  it('appear behind what any reader has read, never before it (S3)', { timeout: 60_000 }, async () => {
    const world = await SyncWorld.open('postgresql');
    const ids = Array.from({ length: 8 }, () => uuidv7());
    let writing = true;
    const write = async (seed: number): Promise<void> => {
      for (let n = 0; n < 20; n++) {
        const id = ids[(seed + n * 3) % ids.length] ?? '';
        const record = candidateFixture({ id, visibleToEmployers: (seed + n) % 2 === 0, postcode: `${1000 + n}` });
        await withTransaction(world.knex, (trx) => upsertCandidates(trx, [record]));
      }
    };
    const read = async (): Promise<number> => {
      let before = await withSnapshot(world.knex, positions);
      let heads = 0;
      while (writing) {
        const after = await withSnapshot(world.knex, positions);
        expectOnlyForward(before, after);
        if (after.head > before.head) heads++;
        before = after;
      }
      return heads;
    };
    const writers = Promise.all([1, 2, 3, 4, 5].map(write)).finally(() => (writing = false));
    const [, ...seen] = await Promise.all([writers, read(), read()]);
    for (const heads of seen) expect(heads).toBeGreaterThan(3);
    await world.close();
  });
});
