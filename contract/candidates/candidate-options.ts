import { HOUR_BUCKETS, type EMPLOYMENT_FRACTIONS } from './candidate-codes.ts';
import type { CandidateCard, LanguageSkill } from './candidate.ts';
import { FILTER_CATEGORIES, type FilterCategory } from '../reference/reference.ts';

/**
 * Facts about a candidate that only the search elements use, beside the filter categories: whether an element is a hit, a
 * miss or unknown is read from these. Nothing here comes from internal fields, age, sex or name (§5.9 note 4).
 */
export const FACT_CATEGORIES = [
  'occupationPreferred',
  'occupationHistory',
  'educationCompleted',
  'educationUnfinished',
  'educationUnknown',
  'languageFair',
  'employmentFraction',
] as const;
export type FactCategory = (typeof FACT_CATEGORIES)[number];

/** Filter categories first: their place is their bit in the counting pass. */
export const OPTION_CATEGORIES = [...FILTER_CATEGORIES, ...FACT_CATEGORIES] as const;
export type OptionCategory = FilterCategory | FactCategory;

export interface CandidateOption {
  readonly category: OptionCategory;
  readonly code: string;
  /** Only where the code alone has no known name. */
  readonly label?: string;
}

const BUCKET_HOURS: Record<(typeof HOUR_BUCKETS.codes)[number], readonly [min: number, max: number]> = {
  H0_11: [0, 11],
  H12_23: [12, 23],
  H24_31: [24, 31],
  H32_35: [32, 35],
  H36: [36, 99],
};
const FULL_TIME_HOURS = 32;
const FAIR_LEVELS = new Set<string>(['2', '3', '4']);
const UNKNOWN_LEVEL = '0';

/**
 * The options of a candidate: what he counts for in every filter category (HW-FILT-08…19), and his facts. Not among them:
 * `lastModified`, which depends on the day of the search, and `physicalCapacity`, which is never stored (security §8).
 */
export function candidateOptions(candidate: CandidateCard): CandidateOption[] {
  const options: CandidateOption[] = [];
  const add = (category: OptionCategory, codes: readonly string[]): void => {
    for (const code of new Set(codes)) options.push({ category, code });
  };
  add('workType', candidate.workTypes);
  add('workingLevel', [candidate.workingLevel]);
  add('drivingLicence', candidate.drivingLicences);
  add('transport', candidate.transport);
  addCertificates(candidate, options);
  add('targetGroup', candidate.targetGroups);
  add(
    'language',
    languagesAtLeast(candidate.languages, (level) => FAIR_LEVELS.has(level) || level === UNKNOWN_LEVEL),
  );
  add(
    'languageFair',
    languagesAtLeast(candidate.languages, (level) => FAIR_LEVELS.has(level)),
  );
  add('availability', hourBuckets(candidate));
  add('employmentFraction', employmentFractions(candidate));
  add('workingTimes', candidate.workingTimes);
  add('contact', [candidate.contactRoute]);
  add('occupationPreferred', candidate.preferredOccupationIds);
  add(
    'occupationHistory',
    candidate.employmentHistory.flatMap((job) => job.occupationId ?? []),
  );
  addEducation(candidate, add);
  return options;
}

function addCertificates(candidate: CandidateCard, options: CandidateOption[]): void {
  const seen = new Set<string>();
  for (const { code, name } of candidate.certificates) {
    const key = code ?? name.trim().toLowerCase();
    if (key === '' || seen.has(key)) continue;
    seen.add(key);
    options.push({ category: 'certificate', code: key, label: name.trim() });
  }
}

function languagesAtLeast(languages: readonly LanguageSkill[], enough: (level: string) => boolean): string[] {
  return languages.filter((skill) => enough(skill.spoken)).map((skill) => skill.language);
}

/** Hours a week as a closed range; null when the candidate said nothing at all. */
function hoursOf({ hoursMin, hoursMax }: CandidateCard): readonly [min: number, max: number] | null {
  if (hoursMin === null && hoursMax === null) return null;
  return [hoursMin ?? 0, hoursMax ?? 99];
}

function hourBuckets(candidate: CandidateCard): string[] {
  const hours = hoursOf(candidate);
  if (hours === null) return [];
  return HOUR_BUCKETS.codes.filter((code) => hours[0] <= BUCKET_HOURS[code][1] && hours[1] >= BUCKET_HOURS[code][0]);
}

/** Exactly 32 hours is both (decision 6.11). */
function employmentFractions(candidate: CandidateCard): (typeof EMPLOYMENT_FRACTIONS.codes)[number][] {
  const hours = hoursOf(candidate);
  if (hours === null) return [];
  const fractions: (typeof EMPLOYMENT_FRACTIONS.codes)[number][] = [];
  if (hours[1] >= FULL_TIME_HOURS) fractions.push('FULL_TIME');
  if (hours[0] <= FULL_TIME_HOURS) fractions.push('PART_TIME');
  return fractions;
}

function addEducation(candidate: CandidateCard, add: (category: FactCategory, codes: readonly string[]) => void): void {
  const levels = (statuses: readonly string[]): string[] =>
    candidate.educationHistory.flatMap(({ level, status }) =>
      level !== null && statuses.includes(status) ? level : [],
    );
  add('educationCompleted', levels(['1']));
  add('educationUnfinished', levels(['2', '3']));
  add('educationUnknown', levels(['0']));
}
