import type { CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { createCandidatesRepository } from '../../db/candidates/candidates.repository.ts';
import { createFavouritesRepository } from '../../db/candidates/favourites.repository.ts';
import type { LocalDatabase } from '../../db/open-database.ts';
import { createReferenceRepository } from '../../db/reference/reference.repository.ts';
import { createCandidateSearch, type CandidateSearch } from '../../db/search/candidate-search.ts';
import { openBenchCache } from '../data/product-cache.ts';
import { TODAY } from '../data/region.ts';
import type { BenchAnswer, BenchQuery } from '../queries/bench-query.ts';
import { FIRST, type BenchEngine } from './engine.ts';
import { openFloor } from './floor.ts';

/** The product's search as core composes it. */
export function openSearch(database: LocalDatabase): CandidateSearch {
  return createCandidateSearch(database, {
    candidates: createCandidatesRepository(database),
    favourites: createFavouritesRepository(database),
    reference: createReferenceRepository(database),
  });
}

export function toProductQuery(query: BenchQuery): CandidateQuery {
  const keywords = query.words.map((text) => ({ kind: 'KEYWORD' as const, text }));
  const { occupation, around } = query;
  return {
    terms: [
      ...keywords,
      ...(occupation === null
        ? []
        : [{ kind: 'OCCUPATION' as const, code: occupation.id, label: occupation.label, mode: 'MUST' as const }]),
    ],
    placeId: around?.placeId ?? null,
    radiusKm: around?.km ?? null,
    filters: Object.fromEntries(Object.entries(query.filters).map(([category, codes]) => [category, [...codes]])),
    // The peers search literal words.
    variants: false,
  };
}

/** Opens the encrypted cache in `directory`, filled from the corpus: the product, and the floor beside it. */
export async function openProduct(directory: string): Promise<readonly [product: BenchEngine, floor: BenchEngine]> {
  const database = await openBenchCache(directory);
  const engine = openSearch(database);
  const numbers = numbersById(database);
  const product: BenchEngine = {
    name: 'product',
    handles: () => true,
    answer(query): BenchAnswer {
      const { total, items, counts } = engine.search({
        query: toProductQuery(query),
        offset: 0,
        limit: FIRST,
        now: TODAY,
      });
      const named: Record<string, number> = {};
      for (const [category, options] of Object.entries(counts)) {
        for (const [code, count] of Object.entries(options)) if (count > 0) named[`${category}:${code}`] = count;
      }
      return { total, first: items.map(({ id }) => numbers.get(id) as number), counts: named };
    },
    close: () => database.close(),
  };
  return [product, openFloor(directory)];
}

/** Rows came in in the order of the corpus. */
function numbersById(database: LocalDatabase): Map<string, number> {
  const ids = database.connection
    .prepare<string>(`select id from row where coll = ${COLLECTIONS.candidateCard.number} order by pk`)
    .pluck()
    .all();
  return new Map(ids.map((id, number) => [id, number]));
}
