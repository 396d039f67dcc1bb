import type { Knex } from 'knex';
import { upsertCandidates } from '../../server/candidates/candidates.repository.ts';
import { openDatabase } from '../../server/database/knex.ts';
import { migrate } from '../../server/database/migrations.ts';
import { withTransaction } from '../../server/database/transaction.ts';
import { checkIntegrity } from '../../server/sync/integrity.ts';
import { seedProductLists } from '../../server/demo/seed-demo-region.ts';
import { benchRegion, REGION_CODE } from '../data/region.ts';
import { findPostgres, startPostgres } from '../lib/postgres-cluster.ts';
import { rounded } from '../lib/statistics.ts';
import { progress, type BenchOptions, type BenchReport } from './benchmark.ts';

const CANDIDATES = 2000;
const CANDIDATES_AT_ONCE = 250;
const WRITERS = [1, 4, 16] as const;
const SECONDS = 6;

/**
 * Transactions a second that change one candidate, scopes of him and his documents derived inside the commit under the
 * commit clock, beside bare inserts of as many bytes in a table without triggers, on the same PostgreSQL, taking turns.
 */
export async function runServerWrites(options: BenchOptions): Promise<BenchReport> {
  const bin = findPostgres();
  if (bin === null) throw new Error('No PostgreSQL server is installed: set POSTGRES_BIN or install postgresql');
  const candidates = options.candidates ?? (options.quick ? 200 : CANDIDATES);
  const seconds = options.quick ? 1 : SECONDS;
  const cluster = await startPostgres(bin);
  const database = await openDatabase({ kind: 'postgres', url: cluster.connectionString, poolSize: 20 });
  try {
    const { knex } = database;
    await migrate(knex);
    const ids = await seed(knex, candidates);
    const figures: Record<string, number> = {};
    for (const writers of WRITERS) {
      const derived = await throughput(writers, seconds, (random) => changeCandidate(knex, ids, random));
      const bare = await throughput(writers, seconds, () => bareInsert(knex));
      figures[`tx${writers}`] = rounded(derived);
      figures[`bare${writers}`] = rounded(bare);
      figures[`ratio${writers}`] = rounded(derived / bare);
      progress(`${writers} writers: ${derived.toFixed(0)} tx/s, bare ${bare.toFixed(0)} tx/s`);
    }
    const integrity = await checkIntegrity(knex);
    if (Object.values(integrity).some((count) => count !== 0)) throw new Error('The audit differs after the writes');
    return {
      benchmark: 'server-writes',
      candidates,
      ...figures,
      postgres: cluster.version,
      notes: [
        'txN: N writers, each changing or hiding one candidate with his documents in a transaction of its own, READ COMMITTED',
        'bareN: one insert of the same size a transaction, no triggers, same pool; PostgreSQL runs without fsync',
      ],
    };
  } finally {
    await database.close();
    cluster.stop();
  }
}

async function seed(knex: Knex, count: number): Promise<readonly string[]> {
  const region = benchRegion();
  await seedProductLists(knex, [REGION_CODE]);
  await withTransaction(knex, (trx) =>
    trx('region').insert({ code: REGION_CODE, name: 'Bench', connected: false }).onConflict('code').ignore(),
  );
  await knex.raw('create table bare (id bigint generated always as identity primary key, content text not null)');
  const ids: string[] = [];
  for (let at = 0; at < count; at += CANDIDATES_AT_ONCE) {
    const rows = Array.from({ length: Math.min(CANDIDATES_AT_ONCE, count - at) }, (_, n) => region.record(at + n));
    await withTransaction(knex, (trx) => upsertCandidates(trx, rows));
    ids.push(...rows.map(({ id }) => id));
  }
  return ids;
}

async function changeCandidate(knex: Knex, ids: readonly string[], random: number): Promise<void> {
  const id = ids[Math.floor(random * ids.length)] as string;
  await withTransaction(knex, (trx) =>
    trx.raw('update candidate set visible_to_employers = not visible_to_employers, updated_at = now() where id = ?', [
      id,
    ]),
  );
}

const CONTENT = 'x'.repeat(2000);

async function bareInsert(knex: Knex): Promise<void> {
  await withTransaction(knex, (trx) => trx('bare').insert({ content: CONTENT }));
}

/** Transactions a second of `writers` that work side by side for so many seconds. */
async function throughput(writers: number, seconds: number, write: (random: number) => Promise<void>): Promise<number> {
  const started = performance.now();
  const until = started + seconds * 1000;
  let done = 0;
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (performance.now() < until) {
        await write(Math.random());
        done += 1;
      }
    }),
  );
  return (done * 1000) / (performance.now() - started);
}
