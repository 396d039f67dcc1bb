import { inject } from 'vitest';
import { describe, expect, it } from 'vitest';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { migrate } from '../database/migrations.ts';
import { openDatabase } from '../database/knex.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { candidateFixture, documentFixture } from '../testing/candidate-fixture.ts';
import { oracle } from '../testing/sync-client.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { createTestDatabase } from '../testing/test-database.ts';
import { checkIntegrity } from './integrity.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;
const CLEAN = { wrongCounters: 0, wrongEntries: 0, leftovers: 0 };
const absent = inject('postgresUrl') === null;
if (absent) console.warn('Concurrent writers: skipped, PostgreSQL is not on this machine');

describe.skipIf(absent)('many at once on postgresql', () => {
  it('never shows a reader less or more than a moment of the truth (S1, S2, S4)', { timeout: 120_000 }, async () => {
    const world = await SyncWorld.open('postgresql');
    const ids = Array.from({ length: 12 }, () => uuidv7());
    let writing = true;
    const writer = async (seed: number): Promise<void> => {
      for (let n = 0; n < 25; n++) {
        const id = ids[(seed * 7 + n * 5) % ids.length] ?? '';
        const documents = [documentFixture(id, true, `${id.slice(0, -1)}${(n % 2) + 1}`)];
        const visibleToEmployers = (seed + n) % 3 !== 0;
        const record = candidateFixture({ id, visibleToEmployers, documents, postcode: `${2000 + n}` });
        await withTransaction(world.knex, (trx) => upsertCandidates(trx, [record]));
      }
    };
    const readers = await Promise.all([1, 2, 3, 4].map(() => world.user('EMPLOYER', OWN)));
    const reading = readers.map(async (reader, index) => {
      // `sync` checks count and digest of every complete answer: reading at READ COMMITTED fails here.
      while (writing) await reader.sync([1 + index, 5]);
    });
    const writers = Promise.all([1, 2, 3, 4, 5, 6].map(writer)).finally(() => (writing = false));
    await Promise.all([writers, ...reading]);
    for (const reader of readers) {
      await reader.sync();
      expect(reader.view()).toEqual(await oracle(world.knex, reader.session.userId));
    }
    expect(await checkIntegrity(world.knex)).toEqual(CLEAN);
    await world.close();
  });

  it(
    'never leaves a document of a hidden candidate visible, whoever commits first (S1)',
    { timeout: 60_000 },
    async () => {
      const world = await SyncWorld.open('postgresql');
      for (let race = 0; race < 20; race++) {
        const id = uuidv7();
        await withTransaction(world.knex, (trx) => upsertCandidates(trx, [candidateFixture({ id })]));
        const { candidateId, kind, name, shareable, ...document } = documentFixture(id, true);
        await Promise.all([
          withTransaction(world.knex, (trx) => trx('candidate').where({ id }).update({ visible_to_employers: false })),
          withTransaction(world.knex, (trx) =>
            trx('candidate_document').insert({
              id: document.id,
              candidate_id: candidateId,
              kind,
              name,
              media_type: document.mediaType,
              size_bytes: document.sizeBytes,
              shareable,
            }),
          ),
        ]);
      }
      expect(await checkIntegrity(world.knex)).toEqual(CLEAN);
      await world.close();
    },
  );

  it('executes one of many copies of a mutation that arrive together (S6)', async () => {
    const world = await SyncWorld.open('postgresql');
    const candidate = candidateFixture();
    await withTransaction(world.knex, (trx) => upsertCandidates(trx, [candidate]));
    const client = await world.user('EMPLOYER', OWN);
    const mutation = world.favourite(candidate.id, true);
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.push([mutation])));
    for (const { results } of answers) expect(results).toEqual([[mutation.uid, 'ok', null]]);
    expect(await world.knex('favourite').count({ n: '*' }).first()).toEqual({ n: '1' });
    await world.close();
  });

  it('migrates an empty database once when several nodes start together', async () => {
    const database = await createTestDatabase('postgresql');
    const node = await openDatabase(database.config);
    await node.knex.raw('drop schema public cascade; create schema public');
    const applied = await Promise.all([migrate(node.knex), migrate(node.knex), migrate(node.knex)]);
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    await node.close();
    await database.drop();
  });
});
