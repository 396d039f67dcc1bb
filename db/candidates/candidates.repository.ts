import type { CandidateCard, CandidateCase } from '@hallowerk/contract/candidates/candidate.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { LocalDatabase } from '../open-database.ts';

/** A case holds the fields for matching staff of the own region, a card does not (§5.9). */
export type StoredCandidate =
  { readonly kind: 'card'; readonly row: CandidateCard } | { readonly kind: 'case'; readonly row: CandidateCase };

export interface CandidatesRepository {
  /** null when this user may not see him (any more). Who is here as both comes as a case. */
  get(id: string): StoredCandidate | null;
  /** How many are on this device. */
  count(): number;
  /** In the order of `ids`, without those that are not here. */
  getMany(ids: readonly string[]): StoredCandidate[];
  /** By the integer keys of the search index, in their order; unknown ones are left out. */
  cardsByPk(pks: readonly number[]): CandidateCard[];
}

const CARD = COLLECTIONS.candidateCard.number;
const CASE = COLLECTIONS.candidateCase.number;

export function createCandidatesRepository(database: LocalDatabase): CandidatesRepository {
  const statement = database.connection.prepare<string>('select d from row where coll = ? and id = ?').pluck();
  const count = database.connection
    .prepare<number>(`select count(distinct id) from row where coll in (${CARD}, ${CASE})`)
    .pluck();
  const byPk = database.connection.prepare<string>('select d from row where pk = ?').pluck();

  const get = (id: string): StoredCandidate | null => {
    const stored = statement.get(CASE, id);
    if (stored !== undefined) return { kind: 'case', row: JSON.parse(stored) as CandidateCase };
    const card = statement.get(CARD, id);
    return card === undefined ? null : { kind: 'card', row: JSON.parse(card) as CandidateCard };
  };

  return {
    get: (id) => database.read(() => get(id)),
    count: () => database.read(() => count.get() ?? 0),
    getMany: (ids) => database.read(() => ids.flatMap((id) => get(id) ?? [])),
    cardsByPk: (pks) =>
      database.read(() =>
        pks.flatMap((pk) => {
          const content = byPk.get(pk);
          return content === undefined ? [] : (JSON.parse(content) as CandidateCard);
        }),
      ),
  };
}
