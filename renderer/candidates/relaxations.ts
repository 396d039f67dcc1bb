import type { CandidateQuery, SearchTerm } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { FilterCategory } from '@hallowerk/contract/reference/reference.ts';

/** One way to ask for less when a search gave nobody. */
export type Relaxation = Readonly<{ query: CandidateQuery }> &
  (
    | { readonly kind: 'filter'; readonly category: FilterCategory }
    | { readonly kind: 'term'; readonly term: SearchTerm }
    | { readonly kind: 'radius' }
    | { readonly kind: 'variants' }
  );

/** A relaxation with the number of candidates that it would give. */
export type CountedRelaxation = Relaxation & { readonly total: number };

/** True for an element that takes candidates away: a keyword, a requirement or an exclusion (decision 6.25). */
function limits(term: SearchTerm): boolean {
  return term.kind === 'KEYWORD' || term.mode !== 'MAY';
}

/** Every single thing that could be let go, the strictest kinds first. */
export function relaxationsOf(query: CandidateQuery): readonly Relaxation[] {
  const terms = query.terms.filter(limits).map((term) => ({
    kind: 'term' as const,
    term,
    query: { ...query, terms: query.terms.filter((other) => other !== term) },
  }));
  const categories = Object.keys(query.filters) as FilterCategory[];
  const filters = categories
    .filter((category) => (query.filters[category] ?? []).length > 0)
    .map((category) => ({ kind: 'filter' as const, category, query: withoutCategory(query, category) }));
  const limitedByRadius = query.placeId !== null && query.radiusKm !== null;
  const radius = limitedByRadius ? [{ kind: 'radius' as const, query: { ...query, radiusKm: null } }] : [];
  const literally = query.variants === false && query.terms.some(({ kind }) => kind === 'KEYWORD');
  const variants = literally ? [{ kind: 'variants' as const, query: { ...query, variants: true } }] : [];
  return [...variants, ...terms, ...radius, ...filters];
}

function withoutCategory(query: CandidateQuery, category: FilterCategory): CandidateQuery {
  const { [category]: _dropped, ...filters } = query.filters;
  return { ...query, filters };
}
