import type { CrawledRow } from '@hallowerk/contract/vacancies/crawled.desktop.ts';
import type { VacancyRow } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';

/** A vacancy in a table of Home, from wherever it comes. */
export interface LatestLine {
  readonly id: string;
  readonly title: string;
  readonly organizationName: string;
  readonly city: string;
  /** When it closes; of one from the internet when it was found. */
  readonly date: string | null;
  /** Proposed candidates; null where nobody can be proposed. */
  readonly proposals: number | null;
  /** Name of the page that shows it whole. */
  readonly page: 'vacancy' | 'internet-vacancy';
}

export function internalLines(rows: readonly VacancyRow[]): readonly LatestLine[] {
  return rows.map(({ closingDate: date, ...row }) => ({ ...row, date, page: 'vacancy' }));
}

export function crawledLines(rows: readonly CrawledRow[]): readonly LatestLine[] {
  return rows.map(({ foundAt: date, ...row }) => ({ ...row, date, proposals: null, page: 'internet-vacancy' }));
}
