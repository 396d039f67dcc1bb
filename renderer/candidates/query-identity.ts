import type { CandidateQuery, SearchTerm } from '@hallowerk/contract/candidates/candidate-search.ts';
import { withLivingWeights } from './query-weights.ts';

/** When two queries ask the same, however they were put together. */

export function asksNothing(query: CandidateQuery): boolean {
  return query.terms.length === 0 && query.placeId === null && filterCodes(query).length === 0;
}

export function sameQuery(a: CandidateQuery, b: CandidateQuery): boolean {
  return queryKey(a) === queryKey(b);
}

/** Equal for queries that give the same people in the same order. A radius without a place means nothing. */
export function queryKey(query: CandidateQuery): string {
  return JSON.stringify([
    query.terms.map((term) => `${termKey(term)}:${term.kind === 'KEYWORD' ? '' : term.mode}`).sort(),
    query.placeId,
    query.placeId === null ? null : query.radiusKm,
    filterCodes(query),
    query.terms.some(({ kind }) => kind === 'KEYWORD') && query.variants !== false,
    Object.entries(withLivingWeights(query).weights ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

/** True when `next` holds every element, place and filter of `query`: a step further on the same way. */
export function goesOnFrom(query: CandidateQuery, next: CandidateQuery): boolean {
  const terms = new Set(next.terms.map(termKey));
  const codes = new Set(filterCodes(next));
  return (
    query.terms.every((term) => terms.has(termKey(term))) &&
    (query.placeId === null || query.placeId === next.placeId) &&
    filterCodes(query).every((code) => codes.has(code))
  );
}

function termKey(term: SearchTerm): string {
  return term.kind === 'KEYWORD' ? `KEYWORD:${term.text.toLowerCase()}` : `${term.kind}:${term.code}`;
}

function filterCodes(query: CandidateQuery): readonly string[] {
  return Object.entries(query.filters)
    .flatMap(([category, codes]) => codes.map((code) => `${category}:${code}`))
    .sort();
}
