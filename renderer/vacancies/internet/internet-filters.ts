import type { CrawledListQuery } from '@hallowerk/contract/vacancies/crawled.desktop.ts';

export type InternetFilters = Pick<CrawledListQuery, 'fields' | 'levels' | 'fractions' | 'contractTypes'>;

export const NO_INTERNET_FILTERS: InternetFilters = { fields: [], levels: [], fractions: [], contractTypes: [] };
