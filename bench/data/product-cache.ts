import { createHash } from 'node:crypto';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import { openCache, type LocalDatabase } from '../../db/open-database.ts';
import { openOutboxStore } from '../../db/open-outbox.ts';
import { createCacheRepository, type CacheRepository } from '../../db/sync/cache.repository.ts';
import type { OutboxRepository } from '../../db/sync/outbox.repository.ts';
import { breathe } from '../lib/measure.ts';
import { readCards } from './corpus.ts';
import { cardPage, referencePage } from './pull-pages.ts';
import type { BenchRegion } from './region.ts';

/** The key of the files that the benchmarks make and throw away. */
export const BENCH_KEY = createHash('sha256').update('bench').digest();

export const ROWS_PER_PAGE = 1000;

/** Cache and outbox of one device. */
export interface BenchDevice {
  readonly database: LocalDatabase;
  readonly cache: CacheRepository;
  readonly outbox: OutboxRepository;
  close(): Promise<void>;
}

export async function openBenchDevice(directory: string): Promise<BenchDevice> {
  const database = await openBenchCache(directory);
  const journalKey = createHash('sha256').update('bench journal').digest();
  const outbox = await openOutboxStore({ directory, key: BENCH_KEY, journalKey });
  return {
    database,
    cache: createCacheRepository(database),
    outbox: outbox.repository,
    async close() {
      await outbox.close();
      await database.close();
    },
  };
}

export const openBenchCache = (directory: string): Promise<LocalDatabase> => openCache({ directory, key: BENCH_KEY });

/** Makes the product's encrypted cache with the cards of a corpus file, as a sync would, without measuring anything. */
export async function fillCache(directory: string, corpus: string, region: BenchRegion): Promise<void> {
  const database = await openBenchCache(directory);
  await fillDatabase(database, corpus, region);
  await database.close();
}

/** Reference lists and the cards of `corpus`; none when it is null. */
export async function fillDatabase(database: LocalDatabase, corpus: string | null, region: BenchRegion): Promise<void> {
  const cache = createCacheRepository(database);
  const apply = async (page: PullResponse): Promise<void> => {
    for (const _slice of cache.applyPage(page, { now: new Date() })) await breathe();
  };
  await apply(referencePage(region));
  let number = 1;
  let cards = [];
  if (corpus !== null) {
    for await (const card of readCards(corpus)) {
      if (cards.push(card) < ROWS_PER_PAGE) continue;
      await apply(cardPage({ number: number++, done: false, cards }));
      cards = [];
    }
  }
  await apply(cardPage({ number, done: true, cards }));
}
