import type { Vacancy } from '@hallowerk/contract/vacancies/vacancy.ts';

export interface VacancyRecord {
  readonly vacancy: Vacancy;
  readonly regionCode: string;
  /** The message as received, for an imported vacancy. */
  readonly origin: { readonly kind: 'VUM'; readonly reference: string; readonly document: unknown } | null;
}
