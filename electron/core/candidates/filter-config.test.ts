import { expect, it } from 'vitest';
import type { FilterOptions } from '#db/search/filter-options.ts';
import { FILTER_CATEGORIES, type Showcase } from '@hallowerk/contract/reference/reference.ts';
import { filterConfig } from './filter-config.ts';

const OPTIONS = Object.fromEntries(FILTER_CATEGORIES.map((category) => [category, []])) as unknown as FilterOptions;
const showcase = (name: string, ...regionCodes: string[]): Showcase => ({
  id: `0195f2a0-0000-7000-8000-00000000000${regionCodes.length}`,
  name,
  regionCodes,
  filterCategories: ['language', 'workType'],
});
const configured = (showcases: readonly Showcase[], regions: readonly string[]) => {
  const { showcaseName, categories } = filterConfig(showcases, regions, OPTIONS, false);
  return [showcaseName, categories.map(({ category }) => category)];
};

it('has the filters of the showcase of the own region, in its order (HW-EXP-07)', () => {
  const showcases = [showcase('Niemand'), showcase('Buren', 'AM22'), showcase('Wij', 'AM21')];
  expect(configured(showcases, ['AM21', 'AM22'])).toEqual(['Wij', ['language', 'workType']]);
  expect(configured(showcases, ['AM22', 'AM21'])).toEqual(['Buren', ['language', 'workType']]);
});

it('has all twelve filters where none of his regions has a showcase', () => {
  expect(configured([showcase('Elders', 'AM30'), showcase('Concept')], ['AM21'])).toEqual([
    'Kandidaten',
    [...FILTER_CATEGORIES],
  ]);
});
