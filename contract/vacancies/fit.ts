import type { CandidateCard } from '../candidates/candidate.ts';
import { distanceKm, type GeoPoint } from '../candidates/distance.ts';
import { foldText } from '../common/fold-text.ts';
import { VACANCY_RADIUS_KM } from './vacancy-search.ts';
import type { VacancyFields } from './vacancy.ts';

/** What a vacancy can ask for, in the order of the comparison (BX-16). Health is never asked: physical demands stay out. */
export const FIT_CRITERIA = [
  'OCCUPATION',
  'LEVEL',
  'PLACE',
  'HOURS',
  'PERIOD',
  'WORKING_TIMES',
  'TRANSPORT',
  'LICENCE',
  'LANGUAGE',
  'CERTIFICATE',
  'SKILL',
] as const;
export type FitCriterion = (typeof FIT_CRITERIA)[number];

/** `RELATED`: work of the same group. `UNKNOWN`: the profile says nothing of it, which is not a miss. */
export const FIT_STATES = ['MET', 'RELATED', 'NOT_MET', 'UNKNOWN'] as const;
export type FitState = (typeof FIT_STATES)[number];

/** One thing a vacancy asks. `code`: which licence, language, certificate or skill; null for the other criteria. */
export interface Wish {
  readonly criterion: FitCriterion;
  readonly code: string | null;
}

export interface FitLine extends Wish {
  readonly state: FitState;
  readonly points: number;
  /** What it gives when met. */
  readonly most: number;
}

/** Everything of a candidate that counts. Name, photo, age, sex and what is for internal use only are no part of it. */
export type FitCandidate = Pick<
  CandidateCard,
  | 'city'
  | 'lat'
  | 'lon'
  | 'workingLevel'
  | 'preferredOccupationIds'
  | 'drivingLicences'
  | 'transport'
  | 'hoursMin'
  | 'hoursMax'
  | 'availableFrom'
  | 'availableUntil'
  | 'workingTimes'
  | 'skills'
  | 'talents'
> & {
  readonly employmentHistory: readonly Pick<CandidateCard['employmentHistory'][number], 'occupationId'>[];
  readonly languages: readonly Pick<CandidateCard['languages'][number], 'language'>[];
  readonly certificates: readonly Pick<CandidateCard['certificates'][number], 'code'>[];
};

/** What the reference lists say. */
export interface FitKnowledge {
  /** Code of the group of an occupation. */
  groupOf(occupationId: string): string | null;
  /** Centre of a place. */
  pointOf(placeId: string): GeoPoint | null;
}

export type WishingVacancy = Pick<
  VacancyFields,
  | 'placeId'
  | 'city'
  | 'occupationId'
  | 'workingLevel'
  | 'hoursMin'
  | 'hoursMax'
  | 'startDate'
  | 'endDate'
  | 'drivingLicences'
  | 'transport'
  | 'languages'
  | 'certificates'
  | 'workingTimes'
  | 'skills'
>;

const POINTS: Readonly<Record<FitCriterion, number>> = {
  OCCUPATION: 40,
  LEVEL: 10,
  PLACE: 15,
  HOURS: 10,
  PERIOD: 5,
  WORKING_TIMES: 5,
  TRANSPORT: 5,
  LICENCE: 5,
  LANGUAGE: 5,
  CERTIFICATE: 5,
  SKILL: 5,
};
/** Levels that say nothing: not applicable and not known. */
const NO_LEVEL: ReadonlySet<string> = new Set(['0', '7']);

/** What a vacancy asks, each thing once; what it leaves open is no wish. */
export function vacancyWishes(vacancy: WishingVacancy): readonly Wish[] {
  const one = (criterion: FitCriterion, asked: boolean): Wish[] => (asked ? [{ criterion, code: null }] : []);
  const each = (criterion: FitCriterion, codes: readonly string[]): Wish[] =>
    [...new Set(codes)].map((code) => ({ criterion, code }));
  return [
    ...one('OCCUPATION', vacancy.occupationId !== null),
    ...one('LEVEL', !NO_LEVEL.has(vacancy.workingLevel)),
    ...one('PLACE', vacancy.placeId !== null || vacancy.city.trim() !== ''),
    ...one('HOURS', vacancy.hoursMin !== null || vacancy.hoursMax !== null),
    ...one('PERIOD', vacancy.startDate !== null || vacancy.endDate !== null),
    ...one('WORKING_TIMES', vacancy.workingTimes.length > 0),
    ...one('TRANSPORT', vacancy.transport.length > 0),
    ...each('LICENCE', vacancy.drivingLicences),
    ...each('LANGUAGE', vacancy.languages),
    ...each('CERTIFICATE', vacancy.certificates),
    ...each('SKILL', vacancy.skills),
  ];
}

/** A candidate against a vacancy, wish by wish. Pure: the same pair always gives the same lines, from either side. */
export function vacancyFit(
  vacancy: WishingVacancy,
  candidate: FitCandidate,
  knowledge: FitKnowledge,
): readonly FitLine[] {
  return vacancyWishes(vacancy).map((wish) => {
    const state = stateOf(wish, vacancy, candidate, knowledge);
    const most = POINTS[wish.criterion];
    return { ...wish, state, most, points: state === 'MET' ? most : state === 'RELATED' ? most / 2 : 0 };
  });
}

/** Whole percents of what the vacancy asks that is met, 0 without wishes; what is not known adds nothing. */
export function fitScore(lines: readonly FitLine[]): number {
  const most = lines.reduce((sum, line) => sum + line.most, 0);
  return most === 0 ? 0 : Math.floor((100 * lines.reduce((sum, { points }) => sum + points, 0)) / most);
}

function stateOf(wish: Wish, vacancy: WishingVacancy, candidate: FitCandidate, knowledge: FitKnowledge): FitState {
  const code = wish.code ?? '';
  switch (wish.criterion) {
    case 'OCCUPATION':
      return occupationState(vacancy.occupationId, candidate, knowledge);
    case 'LEVEL':
      if (NO_LEVEL.has(candidate.workingLevel)) return 'UNKNOWN';
      return met(candidate.workingLevel >= vacancy.workingLevel);
    case 'PLACE':
      return placeState(vacancy, candidate, knowledge);
    case 'HOURS':
      return overlap(
        [vacancy.hoursMin ?? 0, vacancy.hoursMax ?? Infinity],
        [candidate.hoursMin, candidate.hoursMax],
        [0, Infinity],
      );
    case 'PERIOD':
      return periodState(vacancy, candidate);
    case 'WORKING_TIMES':
      return holdsAll(candidate.workingTimes, vacancy.workingTimes);
    case 'TRANSPORT':
      if (candidate.transport.length === 0) return 'UNKNOWN';
      return met(vacancy.transport.some((means) => candidate.transport.includes(means)));
    case 'LICENCE':
      return holdsAll<string>(candidate.drivingLicences, [code]);
    case 'LANGUAGE':
      return holdsAll(
        candidate.languages.map(({ language }) => language),
        [code],
      );
    case 'CERTIFICATE':
      return holdsAll(
        candidate.certificates.flatMap((certificate) => certificate.code ?? []),
        [code],
      );
    case 'SKILL':
      return holdsAll([...candidate.skills, ...candidate.talents].map(foldText), [foldText(code)]);
  }
}

const met = (isMet: boolean): FitState => (isMet ? 'MET' : 'NOT_MET');

/** Nothing filled in is not known, something else is a miss. */
function holdsAll<Code extends string>(held: readonly Code[], asked: readonly Code[]): FitState {
  if (held.length === 0) return 'UNKNOWN';
  return met(asked.every((one) => held.includes(one)));
}

/** What he wants to do, or did. */
function occupationState(asked: string | null, candidate: FitCandidate, { groupOf }: FitKnowledge): FitState {
  const done = candidate.employmentHistory.flatMap(({ occupationId }) => occupationId ?? []);
  const known = [...candidate.preferredOccupationIds, ...done];
  if (asked === null || known.length === 0) return 'UNKNOWN';
  if (known.includes(asked)) return 'MET';
  const group = groupOf(asked);
  return group !== null && known.some((id) => groupOf(id) === group) ? 'RELATED' : 'NOT_MET';
}

/** Between the centres of two places, within the radius that 'Zoek kandidaten' begins with. */
function placeState({ placeId, city }: WishingVacancy, candidate: FitCandidate, { pointOf }: FitKnowledge): FitState {
  const there = placeId === null ? null : pointOf(placeId);
  const { lat, lon } = candidate;
  if (there !== null && lat !== null && lon !== null) return met(distanceKm(there, { lat, lon }) <= VACANCY_RADIUS_KM);
  const [home, work] = [foldText(candidate.city.trim()), foldText(city.trim())];
  return home !== '' && home === work ? 'MET' : 'UNKNOWN';
}

type Ends<Value> = readonly [Value | null, Value | null];

function overlap<Value extends string | number>(
  [from, until]: readonly [Value, Value],
  [first, last]: Ends<Value>,
  [lowest, highest]: readonly [Value, Value],
): FitState {
  if (first === null && last === null) return 'UNKNOWN';
  return met((first ?? lowest) <= until && (last ?? highest) >= from);
}

const [FIRST_DAY, LAST_DAY] = ['0000-01-01', '9999-12-31'] as const;

/** There on the first day; without a first day, some time before the last. */
function periodState({ startDate, endDate }: WishingVacancy, candidate: FitCandidate): FitState {
  const [from, until] = startDate === null ? [FIRST_DAY, endDate ?? LAST_DAY] : [startDate, startDate];
  return overlap<string>([from, until], [candidate.availableFrom, candidate.availableUntil], [FIRST_DAY, LAST_DAY]);
}
