import { EMPTY_QUERY, type CandidateQuery, type SearchTerm } from '../candidates/candidate-search.ts';
import type { VacancyFields } from './vacancy.ts';

/** Radius around the place of a vacancy, kilometres; the user widens or removes it. */
export const VACANCY_RADIUS_KM = 25;

/** The group of an occupation, as the reference lists name it. */
export interface NamedGroup {
  readonly code: string;
  readonly name: string;
}

/**
 * 'Zoek kandidaten' (HW-VHW-04, HW-VDT-07): place, level, occupation and its group as elements that can be removed. Level
 * is a filter, the occupation and its group rank; what the vacancy does not say is left out.
 */
export function queryFromVacancy(
  vacancy: Pick<VacancyFields, 'placeId' | 'occupationId' | 'occupationName' | 'workingLevel'>,
  group: NamedGroup | null,
): CandidateQuery {
  const { placeId, occupationId, occupationName, workingLevel } = vacancy;
  const terms: SearchTerm[] = [];
  if (occupationId !== null) terms.push({ kind: 'OCCUPATION', code: occupationId, label: occupationName, mode: 'MAY' });
  if (group !== null) terms.push({ kind: 'OCCUPATION_GROUP', code: group.code, label: group.name, mode: 'MAY' });
  const isLevelKnown = workingLevel !== '7' && workingLevel !== '0';
  return {
    ...EMPTY_QUERY,
    terms,
    placeId,
    radiusKm: placeId === null ? null : VACANCY_RADIUS_KM,
    filters: isLevelKnown ? { workingLevel: [workingLevel] } : {},
  };
}
