import { WORKING_LEVELS } from '@hallowerk/contract/candidates/candidate-codes.ts';
import {
  VACANCY_SUPPORT_MODELS,
  type VacancyConflict,
  type VacancyFields,
} from '@hallowerk/contract/vacancies/vacancy.ts';
import { formatDate, type Language } from '../shared/formatting/dates.ts';

/** One field in which two versions of a vacancy differ, in words. */
export interface ConflictLine {
  readonly field: keyof VacancyFields;
  readonly current: string;
  readonly mine: string;
}

interface Words {
  readonly t: (key: string) => string;
  readonly language: Language;
  readonly personName: (id: string) => string;
}

/** What the user wrote beside what stands there now; ids without meaning to people are left out. */
export function conflictLines(
  { other }: Pick<VacancyConflict, 'other'>,
  now: VacancyFields,
  words: Words,
): readonly ConflictLine[] {
  const names = Object.keys(other) as (keyof VacancyFields)[];
  return names
    .filter((field) => field !== 'placeId' && field !== 'occupationId')
    .map((field) => ({
      field,
      current: wordsFor(field, now[field], words),
      mine: wordsFor(field, other[field] ?? null, words),
    }));
}

function wordsFor(field: keyof VacancyFields, value: VacancyFields[keyof VacancyFields], words: Words): string {
  if (value === null || value === '') return '–';
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.join(', ');
  const text = String(value);
  switch (field) {
    case 'workingLevel':
      return WORKING_LEVELS.label(text, words.language);
    case 'supportModel':
      return VACANCY_SUPPORT_MODELS.label(text, words.language);
    case 'contactRoute':
      return words.t(`vacancies.contactRoutes.${text}`);
    case 'contactPersonId':
      return words.personName(text) || '–';
    case 'startDate':
    case 'endDate':
    case 'closingDate':
      return formatDate(text, words.language);
    default:
      return text;
  }
}
