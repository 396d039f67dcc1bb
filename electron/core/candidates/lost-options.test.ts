import { expect, it } from 'vitest';
import { EMPTY_QUERY, type CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { FilterConfig } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { lostOptions, withoutLost } from './lost-options.ts';

const option = (code: string) => ({ code, label: code });
const CONFIG: FilterConfig = {
  showcaseName: 'Kandidaten',
  categories: [
    { category: 'certificate', label: 'Certificaat', available: true, options: [option('VCA'), option('BHV')] },
    { category: 'language', label: 'Taal', available: true, options: [option('nld')] },
  ],
};
const query: CandidateQuery = {
  ...EMPTY_QUERY,
  filters: { language: ['ukr'], certificate: ['VCA', 'TAXI_PASS'], targetGroup: ['WORK_STUDY'] },
};

it('names the options that the explorer does not offer any more, also of a category that it does not have', () => {
  expect(lostOptions(query, CONFIG)).toEqual([
    { category: 'certificate', code: 'TAXI_PASS' },
    { category: 'targetGroup', code: 'WORK_STUDY' },
    { category: 'language', code: 'ukr' },
  ]);
  expect(lostOptions(EMPTY_QUERY, CONFIG)).toEqual([]);
});

it('leaves the query as it runs without them, and without categories of which nothing is left', () => {
  const lost = lostOptions(query, CONFIG);
  expect(withoutLost(query, lost)).toEqual({ ...EMPTY_QUERY, filters: { certificate: ['VCA'] } });
  expect(query.filters.certificate).toEqual(['VCA', 'TAXI_PASS']);
  expect(withoutLost(query, [])).toBe(query);
});
