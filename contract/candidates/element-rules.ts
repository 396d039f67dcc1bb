import { assertNever } from '../common/assert-never.ts';
import type { Occupation } from '../reference/reference.ts';
import type { OptionCategory } from './candidate-options.ts';
import type { ElementKind, SearchTerm } from './candidate-search.ts';
import { RANKING_WEIGHTS } from './ranking-weights.ts';

export type ElementTerm = Exclude<SearchTerm, { kind: 'KEYWORD' }>;

/** What an option of a candidate is worth for an element. */
export interface Contribution {
  readonly state: 'HIT' | 'RELATED';
  /** More than zero. */
  readonly points: number;
}

interface OptionName {
  readonly category: OptionCategory;
  readonly code: string;
}

/** What a recognised element asks of a candidate, in options (`candidateOptions`): the one definition for every search. */
export interface ElementRule {
  /** An option can be named twice; the best one of a candidate counts. */
  readonly contributions: readonly (OptionName & Contribution)[];
  /** Who has none of the contributing options but one of these: UNKNOWN. */
  readonly unsure: readonly OptionName[];
  /** Who has no option in any of these categories has said nothing: UNKNOWN, else MISS. */
  readonly knownBy: readonly OptionCategory[];
  /** Points of the best possible candidate, whether or not he is here. */
  readonly most: number;
}

/** The part of the reference lists that elements need. */
export interface Taxonomy {
  occupation(id: string): Occupation | null;
  occupationsInGroup(groupCode: string): readonly Occupation[];
}

const OCCUPATION_CATEGORIES = ['occupationPreferred', 'occupationHistory'] as const;

/** HW-SRCH-06…12 and, for an occupation, its relations (HW-SRCH-15). */
export function elementRule(term: ElementTerm, taxonomy: Taxonomy): ElementRule {
  const { code } = term;
  const weights = RANKING_WEIGHTS;
  const kind: ElementKind = term.kind;
  switch (kind) {
    case 'OCCUPATION':
      return {
        contributions: occupationContributions(code, taxonomy).filter(({ points }) => points > 0),
        unsure: [],
        knownBy: OCCUPATION_CATEGORIES,
        most: weights.occupation.preferred,
      };
    case 'OCCUPATION_GROUP':
      return {
        contributions: taxonomy.occupationsInGroup(code).flatMap(({ id }) => {
          const { preferred, history } = weights.occupationGroup;
          return bothWays(id, 'HIT', preferred, history);
        }),
        unsure: [],
        knownBy: OCCUPATION_CATEGORIES,
        most: weights.occupationGroup.preferred,
      };
    case 'EDUCATION_LEVEL':
      return {
        contributions: [{ category: 'educationCompleted', code, state: 'HIT', points: weights.educationLevel }],
        unsure: [{ category: 'educationUnknown', code }],
        knownBy: ['educationCompleted', 'educationUnfinished', 'educationUnknown'],
        most: weights.educationLevel,
      };
    case 'LANGUAGE':
      return {
        contributions: [{ category: 'languageFair', code, state: 'HIT', points: weights.language }],
        unsure: [{ category: 'language', code }],
        knownBy: ['language'],
        most: weights.language,
      };
    case 'DRIVING_LICENCE':
      return oneOption('drivingLicence', code, weights.drivingLicence);
    case 'TARGET_GROUP':
      return oneOption('targetGroup', code, weights.targetGroup);
    case 'EMPLOYMENT_FRACTION':
      return oneOption('employmentFraction', code, weights.employmentFraction);
    default:
      return assertNever(kind);
  }
}

function oneOption(category: OptionCategory, code: string, points: number): ElementRule {
  return { contributions: [{ category, code, state: 'HIT', points }], unsure: [], knownBy: [category], most: points };
}

function occupationContributions(id: string, taxonomy: Taxonomy): ElementRule['contributions'] {
  const weights = RANKING_WEIGHTS.occupation;
  const occupation = taxonomy.occupation(id);
  const related = (occupation?.related ?? []).filter((other) => other.id !== id);
  const groupCode = occupation?.groupCode ?? null;
  const siblings = groupCode === null ? [] : taxonomy.occupationsInGroup(groupCode).filter((other) => other.id !== id);
  return [
    ...bothWays(id, 'HIT', weights.preferred, weights.history),
    ...related.flatMap((other) =>
      bothWays(
        other.id,
        'RELATED',
        Math.round(weights.relatedPreferred * other.weight),
        Math.round(weights.relatedHistory * other.weight),
      ),
    ),
    ...siblings.flatMap((other) => bothWays(other.id, 'RELATED', weights.sameGroupPreferred, weights.sameGroupHistory)),
  ];
}

function bothWays(
  code: string,
  state: Contribution['state'],
  preferred: number,
  history: number,
): ElementRule['contributions'] {
  return [
    { category: 'occupationPreferred', code, state, points: preferred },
    { category: 'occupationHistory', code, state, points: history },
  ];
}
