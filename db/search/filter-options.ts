import {
  CONTACT_ROUTES,
  DAYS,
  DRIVING_LICENCES,
  HOUR_BUCKETS,
  LAST_MODIFIED_BUCKETS,
  PARTS_OF_DAY,
  PHYSICAL_ACTIVITIES,
  TARGET_GROUPS,
  TRANSPORT_MEANS,
  WORKING_LEVELS,
  WORK_TYPES,
} from '@hallowerk/contract/candidates/candidate-codes.ts';
import type { CodeList } from '@hallowerk/contract/common/code-list.ts';
import type { FilterCategory } from '@hallowerk/contract/reference/reference.ts';
import { languageName } from '@hallowerk/contract/candidates/language-names.ts';
import type { ReferenceRepository } from '../reference/reference.repository.ts';
import type { OptionDictionary } from './option-dictionary.ts';

export interface FilterOption {
  readonly code: string;
  /** Dutch. */
  readonly label: string;
}
export type FilterOptions = Record<FilterCategory, FilterOption[]>;

const DUTCH = new Intl.Collator('nl', { sensitivity: 'base' });

/** Options of the twelve categories: closed lists in list order, certificates and languages that candidates here have. */
export function filterOptions(
  dictionary: OptionDictionary,
  present: ReadonlySet<number>,
  reference: ReferenceRepository,
): FilterOptions {
  const open = (category: FilterCategory, label: (code: string, own: string) => string): FilterOption[] =>
    [...dictionary.ofCategory(category)]
      .filter(({ id }) => present.has(id))
      .map((option) => ({ code: option.code, label: label(option.code, option.label) }))
      .sort((a, b) => DUTCH.compare(a.label, b.label) || (a.code < b.code ? -1 : 1));
  const certificates = new Map(reference.referenceItems('CERTIFICATE').map(({ code, name }) => [code, name]));
  return {
    workType: closed(WORK_TYPES),
    workingLevel: closed(WORKING_LEVELS),
    drivingLicence: closed(DRIVING_LICENCES),
    transport: closed(TRANSPORT_MEANS),
    certificate: open('certificate', (code, own) => certificates.get(code) ?? own),
    targetGroup: closed(TARGET_GROUPS),
    physicalCapacity: closed(PHYSICAL_ACTIVITIES),
    language: open('language', (code) => dutchLanguage(code, reference)),
    availability: closed(HOUR_BUCKETS),
    workingTimes: dayParts(),
    contact: closed(CONTACT_ROUTES),
    lastModified: closed(LAST_MODIFIED_BUCKETS),
  };
}

/** The configured name where the list of languages is here, else the name that Dutch itself has for it. */
export function dutchLanguage(code: string, reference: ReferenceRepository): string {
  const configured = reference.nameOf('LANGUAGE', code);
  return configured === code ? languageName(code) : configured;
}

function closed(list: CodeList): FilterOption[] {
  return list.items.map(({ code, nl }) => ({ code, label: nl }));
}

/** 'Maandagochtend' and so on: a day and a part of it are one word in Dutch. */
function dayParts(): FilterOption[] {
  return DAYS.items.flatMap((day) =>
    PARTS_OF_DAY.items.map((part) => ({ code: `${day.code}_${part.code}`, label: day.nl + part.nl.toLowerCase() })),
  );
}
