import type { ImportedVacancy } from '@hallowerk/contract/vacancies/vacancy.ts';

export interface VacancyRecord {
  readonly vacancy: ImportedVacancy;
  readonly regionCode: string;
  /** The message as received, for an imported vacancy. */
  readonly origin: { readonly kind: 'VUM'; readonly reference: string; readonly document: unknown } | null;
}
