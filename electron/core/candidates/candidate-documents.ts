import type { CacheRepository } from '#db/sync/cache.repository.ts';
import type { CandidateDocument } from '@hallowerk/contract/candidates/candidate.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';

/** Documents of a candidate that this user may open, by kind and name (HW-PROF-06). Their contents are not here. */
export type CandidateDocuments = (candidateId: string) => CandidateDocument[];

const DOCUMENT = COLLECTIONS.candidateDocument.number;

/** The cache knows documents by their own id only, so they are grouped once, and again after one changed. */
export function createCandidateDocuments(cache: Pick<CacheRepository, 'listRows' | 'onChanged'>): CandidateDocuments {
  let grouped: ReadonlyMap<string, CandidateDocument[]> | null = null;
  cache.onChanged(({ collections }) => {
    if (collections.includes(DOCUMENT)) grouped = null;
  });
  return (candidateId) => {
    grouped ??= Map.groupBy(cache.listRows<CandidateDocument>(DOCUMENT), (row) => row.candidateId);
    return (grouped.get(candidateId) ?? []).toSorted(
      (a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name, 'nl') || (a.id < b.id ? -1 : 1),
    );
  };
}
