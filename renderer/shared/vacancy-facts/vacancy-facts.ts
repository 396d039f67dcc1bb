import { DRIVING_LICENCES, TRANSPORT_MEANS, WORKING_LEVELS } from '@hallowerk/contract/candidates/candidate-codes.ts';
import type { VacancyDetail } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import {
  AGREEMENT_TYPES,
  CONTRACT_TYPES,
  VACANCY_CREATORS,
  VACANCY_STATES,
  VACANCY_SUPPORT_MODELS,
  type VacancyFields,
} from '@hallowerk/contract/vacancies/vacancy.ts';
import { formatDate, type Language } from '../formatting/dates.ts';

export interface VacancyFact {
  readonly key: string;
  readonly value: string;
}

type Translate = (key: string, values?: Record<string, unknown>) => string;

/** First part of the summary: by and for whom, how, and until when (HW-VDT-01..03). What is not known is left out. */
export function summaryFacts(detail: VacancyDetail, t: Translate, language: Language): readonly VacancyFact[] {
  const { vacancy, contactPerson, accountManager } = detail;
  const role = vacancy.createdByRole === null ? '' : VACANCY_CREATORS.label(vacancy.createdByRole, language);
  const date = (value: string | null): string => (value === null ? '' : formatDate(value, language));
  return known([
    ['createdBy', named(vacancy.createdByName, role.toLowerCase())],
    ['employer', [vacancy.organizationName, vacancy.city].filter(Boolean).join(', ')],
    ['contactPerson', person(contactPerson)],
    ['accountManager', person(accountManager)],
    ['supportModel', VACANCY_SUPPORT_MODELS.label(vacancy.supportModel, language)],
    ['openPositions', String(vacancy.openPositions)],
    ['vacancyCount', String(vacancy.vacancyCount)],
    ['contactRoute', t(`vacancies.contactRoutes.${vacancy.contactRoute}`)],
    ['status', VACANCY_STATES.label(vacancy.status, language)],
    ['visible', t(vacancy.visibleToCandidates ? 'common.yes' : 'common.no')],
    ['createdAt', date(vacancy.createdAt)],
    ['publishedAt', date(vacancy.publishedAt)],
    ['closingDate', date(vacancy.closingDate)],
  ]);
}

/** What the work is (HW-VDT-04). */
export function workFacts({ vacancy, occupationGroup }: VacancyDetail, t: Translate, language: Language) {
  const date = (value: string | null): string => (value === null ? '' : formatDate(value, language));
  const list = (codes: readonly string[], label: (code: string, language: Language) => string): string =>
    codes.map((code) => label(code, language)).join(', ');
  return known([
    ['occupation', named(vacancy.occupationName, occupationGroup?.name ?? '')],
    ['level', vacancy.workingLevel === '7' ? '' : WORKING_LEVELS.label(vacancy.workingLevel, language)],
    ['hours', hoursText(vacancy, t)],
    ['startDate', date(vacancy.startDate)],
    ['endDate', date(vacancy.endDate)],
    ['contractTypes', list(vacancy.contractTypes, CONTRACT_TYPES.label)],
    ['agreementTypes', list(vacancy.agreementTypes, AGREEMENT_TYPES.label)],
    ['salaryText', vacancy.salaryText],
    ['drivingLicences', list(vacancy.drivingLicences, DRIVING_LICENCES.label)],
    ['transport', list(vacancy.transport, TRANSPORT_MEANS.label)],
    ['skills', vacancy.skills.join(', ')],
  ]);
}

export function hoursText({ hoursMin, hoursMax }: Pick<VacancyFields, 'hoursMin' | 'hoursMax'>, t: Translate): string {
  if (hoursMin === null && hoursMax === null) return '';
  if (hoursMin === hoursMax || hoursMin === null || hoursMax === null) {
    return t('vacancies.hours.one', { hours: hoursMin ?? hoursMax });
  }
  return t('vacancies.hours.between', { min: hoursMin, max: hoursMax });
}

function person(found: VacancyDetail['contactPerson']): string {
  return found === null ? '' : [found.fullName, found.phone, found.email].filter(Boolean).join(', ');
}

function named(name: string, detail: string): string {
  return name === '' || detail === '' ? name || detail : `${name} (${detail})`;
}

function known(pairs: readonly (readonly [key: string, value: string])[]): readonly VacancyFact[] {
  return pairs.flatMap(([key, value]) => (value === '' ? [] : [{ key, value }]));
}
