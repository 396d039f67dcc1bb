import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { CacheRepository } from './cache.repository.ts';

/** Collection number → projection version. */
export type CollectionVersions = Readonly<Record<string, number>>;

/** What this program asks for and understands (sync §2.18). */
export const CURRENT_VERSIONS: CollectionVersions = Object.fromEntries(
  Object.values(COLLECTIONS).map(({ number, version }) => [String(number), version]),
);

/**
 * Collections whose stored rows have another projection version than this program wants, or that it did not know when it
 * filled the cache: to be refilled, and nothing else. Empty while nothing has been pulled yet.
 */
export function staleCollections(cache: Pick<CacheRepository, 'cursor' | 'collectionVersions'>): number[] {
  if (cache.cursor() === null) return [];
  const stored = cache.collectionVersions();
  return Object.entries(CURRENT_VERSIONS)
    .filter(([number, version]) => stored[number] !== version)
    .map(([number]) => Number(number));
}
