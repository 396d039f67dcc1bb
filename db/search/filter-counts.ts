import type { FilterCounts } from '@hallowerk/contract/candidates/candidate-search.ts';
import { FILTER_CATEGORIES, type FilterCategory } from '@hallowerk/contract/reference/reference.ts';
import { bucketCounts } from '@hallowerk/contract/candidates/last-modified.ts';
import type { PassResult } from './facet-pass.ts';
import type { OptionDictionary } from './option-dictionary.ts';
import { activityCounts } from './physical-capacity.ts';

/** What the pass counted, by category and code. Physical capacity only when the server answered for it. */
export function filterCounts(pass: PassResult, dictionary: OptionDictionary, withCapacity: boolean): FilterCounts {
  const counts = Object.fromEntries(FILTER_CATEGORIES.map((category) => [category, {}])) as Record<
    FilterCategory,
    Record<string, number>
  >;
  pass.optionCounts.forEach((count, id) => {
    const option = count === 0 ? undefined : dictionary.option(id);
    if (option !== undefined && isFilter(option.category)) counts[option.category][option.code] = count;
  });
  counts.lastModified = bucketCounts(pass.modifiedCounts);
  if (withCapacity) counts.physicalCapacity = activityCounts(pass.capacityCounts);
  return counts;
}

function isFilter(category: string): category is FilterCategory {
  return (FILTER_CATEGORIES as readonly string[]).includes(category);
}
