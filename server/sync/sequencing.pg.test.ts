import type { Knex } from 'knex';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { checkIntegrity } from './integrity.ts';

const CANDIDATES = 250;
/** One for scopes and one for entries, with some freedom for the plan. */
const MOST_SCANS = 10;

describe.each(databaseKinds())('sequencing a commit on %s', (kind) => {
  let world: SyncWorld;

  beforeEach(async () => {
    world = await SyncWorld.open(kind);
  });
  afterEach(() => world.close());

  const write = (count: number) =>
    withTransaction(world.knex, async (trx) => {
      await upsertCandidates(
        trx,
        Array.from({ length: count }, () => candidateFixture()),
      );
      await trx.raw('set constraints all immediate');
      const { rows } = await trx.raw(
        `select coalesce(sum(seq_scan + idx_scan), 0)::int as scans from pg_stat_xact_user_tables where relname = 'place'`,
      );
      return (rows as { scans: number }[])[0]?.scans ?? 0;
    });

  it('reads the visibility view a few times and not once a row, also when the touched rows were analysed while there were none', async () => {
    await write(CANDIDATES);
    await world.knex.raw('analyze');
    const scans = await write(CANDIDATES);
    expect(scans).toBeGreaterThan(0);
    expect(scans).toBeLessThanOrEqual(MOST_SCANS);
    expect(await checkIntegrity(world.knex)).toEqual({ wrongCounters: 0, wrongEntries: 0, leftovers: 0 });
  });

  it('scans no table for one changed row, also on a connection that made its plans while the tables were empty', async () => {
    const id = uuidv7();
    await withTransaction(world.knex, (trx) => upsertCandidates(trx, [candidateFixture({ id })]));
    await write(CANDIDATES);
    const scans = async (trx: Knex) => {
      const { rows } = await trx.raw('select relname, seq_scan from pg_stat_xact_user_tables order by relname');
      return rows as unknown;
    };
    const { before, after } = await withTransaction(world.knex, async (trx) => {
      await trx('candidate').where({ id }).update({ visible_to_employers: false });
      const before = await scans(trx);
      await trx.raw('set constraints all immediate');
      return { before, after: await scans(trx) };
    });
    expect(after).toEqual(before);
    expect(await checkIntegrity(world.knex)).toEqual({ wrongCounters: 0, wrongEntries: 0, leftovers: 0 });
  });
});
