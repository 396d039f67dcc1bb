import type { VacancyFilters } from '@hallowerk/contract/vacancies/vacancy-list.ts';
import { VACANCY_CREATORS, VACANCY_STATES, VACANCY_SUPPORT_MODELS } from '@hallowerk/contract/vacancies/vacancy.ts';
import type { Language } from '../shared/formatting/dates.ts';

export type FilterName = keyof VacancyFilters;
type FilterValue = NonNullable<VacancyFilters[FilterName]>;

interface FilterOption {
  /** In the page: what the filter holds, as text. */
  readonly key: string;
  readonly value: FilterValue;
  readonly label: string;
}

export interface VacancyFilter {
  readonly name: FilterName;
  readonly options: readonly FilterOption[];
}

type Translate = (key: string) => string;

/** The filters of 'Vacatures beheren' with what each can be set to besides 'Alle' (HW-VFL-02..08), in that order. */
export function vacancyFilters(t: Translate, language: Language): readonly VacancyFilter[] {
  const option = (value: FilterValue, label: string): FilterOption => ({ key: String(value), value, label });
  const yesNo = (yes: string, no: string): readonly FilterOption[] => [option(true, t(yes)), option(false, t(no))];
  const route = (code: 'VIA_ACCOUNT_MANAGER' | 'DIRECT') => option(code, t(`vacancies.contactRoutes.${code}`));
  return [
    { name: 'contactRoute', options: [route('VIA_ACCOUNT_MANAGER'), route('DIRECT')] },
    { name: 'status', options: VACANCY_STATES.items.map((item) => option(item.code, item[language])) },
    {
      name: 'closing',
      options: [option('FUTURE', t('vacancies.closing.future')), option('EXPIRED', t('vacancies.closing.expired'))],
    },
    { name: 'visible', options: yesNo('common.yes', 'common.no') },
    { name: 'proposals', options: yesNo('vacancies.proposed.with', 'vacancies.proposed.without') },
    { name: 'createdByRole', options: VACANCY_CREATORS.items.map((item) => option(item.code, item[language])) },
    { name: 'supportModel', options: VACANCY_SUPPORT_MODELS.items.map((item) => option(item.code, item[language])) },
  ];
}

/** With one filter set to the option with this key, or to 'Alle'. */
export function withFilter(filters: VacancyFilters, { name, options }: VacancyFilter, key: string): VacancyFilters {
  const value = options.find((option) => option.key === key)?.value ?? null;
  return { ...filters, [name]: value };
}
