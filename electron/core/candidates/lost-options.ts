import type { CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { FilterConfig, SavedSearchRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { FILTER_CATEGORIES } from '@hallowerk/contract/reference/reference.ts';

type Lost = SavedSearchRow['lost'];

/** Filter options of a kept query that the explorer does not offer any more, in the order of the categories. */
export function lostOptions({ filters }: CandidateQuery, config: FilterConfig): Lost {
  const offered = new Map(
    config.categories.map(({ category, options }) => [category, new Set(options.map(({ code }) => code))]),
  );
  return FILTER_CATEGORIES.flatMap((category) =>
    (filters[category] ?? [])
      .filter((code) => offered.get(category)?.has(code) !== true)
      .map((code) => ({ category, code })),
  );
}

/** The query as it runs: a category of which every option is lost does not limit any more. */
export function withoutLost(query: CandidateQuery, lost: Lost): CandidateQuery {
  if (lost.length === 0) return query;
  const filters = { ...query.filters };
  for (const { category, code } of lost) {
    const rest = (filters[category] ?? []).filter((option) => option !== code);
    if (rest.length > 0) filters[category] = rest;
    else delete filters[category];
  }
  return { ...query, filters };
}
