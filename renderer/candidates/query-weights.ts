import {
  weightKey,
  type CandidateQuery,
  type Criterion,
  type SearchTerm,
  type Weight,
} from '@hallowerk/contract/candidates/candidate-search.ts';

/** How much the criteria of a query count (BX-01). A query names only what does not count once. */

export function weightOf(query: CandidateQuery, criterion: Criterion, code: string | null): Weight {
  return query.weights?.[weightKey(criterion, code)] ?? 'NORMAL';
}

export function weightOfTerm(query: Pick<CandidateQuery, 'weights'>, term: SearchTerm): Weight {
  return query.weights?.[keyOfTerm(term)] ?? 'NORMAL';
}

/** @param key of `weightKey` */
export function withWeight(query: CandidateQuery, key: string, weight: Weight): CandidateQuery {
  return withLivingWeights({ ...query, weights: { ...query.weights, [key]: weight } });
}

export function withoutWeights(query: CandidateQuery): CandidateQuery {
  const { weights: _dropped, ...rest } = query;
  return rest;
}

/** Without the weights that say nothing: of criteria that the query does not have (any more), and the usual ones. */
export function withLivingWeights(query: CandidateQuery): CandidateQuery {
  const living = new Set<string>([
    ...query.terms.map(keyOfTerm),
    ...(query.placeId === null ? [] : [weightKey('DISTANCE', null)]),
    weightKey('FRESHNESS', null),
  ]);
  const kept = Object.entries(query.weights ?? {}).filter(([key, weight]) => living.has(key) && weight !== 'NORMAL');
  const rest = withoutWeights(query);
  return kept.length === 0 ? rest : { ...rest, weights: Object.fromEntries(kept) };
}

/** Keywords count together. */
function keyOfTerm(term: SearchTerm): string {
  return term.kind === 'KEYWORD' ? weightKey('KEYWORD', null) : weightKey(term.kind, term.code);
}
