import {
  fitScore,
  vacancyFit,
  type FitCandidate,
  type FitKnowledge,
  type FitLine,
  type WishingVacancy,
} from './fit.ts';

/** Whole percents from which a vacancy is worth a look; the reasons tell how far it goes. */
export const FITTING_FROM = 25;
/** Vacancies that are shown to fit. */
export const MOST_FITTING = 20;

export interface FittingVacancy<Vacancy> {
  readonly vacancy: Vacancy;
  readonly lines: readonly FitLine[];
  readonly score: number;
}

/**
 * Reverse match (BX-16): the vacancies that fit a candidate, the best first; of equal ones the first to close, then by id,
 * so that the order is always the same. The score of a pair is that of the comparison.
 */
export function fittingVacancies<Vacancy extends WishingVacancy & { id: string; closingDate: string | null }>(
  candidate: FitCandidate,
  vacancies: Iterable<Vacancy>,
  knowledge: FitKnowledge,
  limit: number = MOST_FITTING,
): readonly FittingVacancy<Vacancy>[] {
  const found: FittingVacancy<Vacancy>[] = [];
  for (const vacancy of vacancies) {
    const lines = vacancyFit(vacancy, candidate, knowledge);
    const score = fitScore(lines);
    if (score >= FITTING_FROM) found.push({ vacancy, lines, score });
  }
  return found.sort(byFit).slice(0, limit);
}

type Ranked = FittingVacancy<{ readonly id: string; readonly closingDate: string | null }>;

function byFit(one: Ranked, other: Ranked): number {
  if (one.score !== other.score) return other.score - one.score;
  const [a, b] = [one.vacancy.closingDate ?? '9999-12-31', other.vacancy.closingDate ?? '9999-12-31'];
  if (a !== b) return a < b ? -1 : 1;
  return one.vacancy.id < other.vacancy.id ? -1 : one.vacancy.id === other.vacancy.id ? 0 : 1;
}
