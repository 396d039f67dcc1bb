import type { ElementKind, SearchTerm } from '@hallowerk/contract/candidates/candidate-search.ts';
import { assertNever } from '@hallowerk/contract/common/assert-never.ts';
import type { Occupation } from '@hallowerk/contract/reference/reference.ts';
import type { OptionCategory } from './candidate-options.ts';
import type { OptionDictionary } from './option-dictionary.ts';
import { RANKING_WEIGHTS } from './ranking-weights.ts';

export type ElementTerm = Exclude<SearchTerm, { kind: 'KEYWORD' }>;

/** What an option of a candidate is worth for an element. */
export interface Contribution {
  readonly state: 'HIT' | 'RELATED';
  readonly points: number;
}

/** A recognised element, compiled for this dictionary. */
export interface Element {
  readonly term: ElementTerm;
  /** Option id → worth; the best one of a candidate counts. */
  readonly contributions: ReadonlyMap<number, Contribution>;
  /** Who has none of the contributing options but one of these: UNKNOWN. */
  readonly unsure: ReadonlySet<number>;
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

/** Equal elements count once. */
export function compileElements(
  terms: readonly SearchTerm[],
  dictionary: OptionDictionary,
  taxonomy: Taxonomy,
): Element[] {
  const elements = new Map<string, Element>();
  for (const term of terms) {
    if (term.kind === 'KEYWORD') continue;
    elements.set(`${term.kind}\n${term.code}\n${term.mode}`, compile(term, dictionary, taxonomy));
  }
  return [...elements.values()];
}

const OCCUPATION_CATEGORIES = ['occupationPreferred', 'occupationHistory'] as const;

function compile(term: ElementTerm, dictionary: OptionDictionary, taxonomy: Taxonomy): Element {
  const contributions = new Map<number, Contribution>();
  const unsure = new Set<number>();
  const add = (category: OptionCategory, code: string, state: Contribution['state'], points: number): void => {
    const option = dictionary.find(category, code);
    if (option === undefined || points <= (contributions.get(option)?.points ?? 0)) return;
    contributions.set(option, { state, points });
  };
  const addUnsure = (category: OptionCategory, code: string): void => {
    const option = dictionary.find(category, code);
    if (option !== undefined) unsure.add(option);
  };
  const weights = RANKING_WEIGHTS;
  const finish = (knownBy: readonly OptionCategory[], most: number): Element => {
    return { term, contributions, unsure, knownBy, most };
  };

  const kind: ElementKind = term.kind;
  switch (kind) {
    case 'OCCUPATION':
      addOccupation(term.code, taxonomy, add);
      return finish(OCCUPATION_CATEGORIES, weights.occupation.preferred);
    case 'OCCUPATION_GROUP':
      for (const { id } of taxonomy.occupationsInGroup(term.code)) {
        add('occupationPreferred', id, 'HIT', weights.occupationGroup.preferred);
        add('occupationHistory', id, 'HIT', weights.occupationGroup.history);
      }
      return finish(OCCUPATION_CATEGORIES, weights.occupationGroup.preferred);
    case 'EDUCATION_LEVEL':
      add('educationCompleted', term.code, 'HIT', weights.educationLevel);
      addUnsure('educationUnknown', term.code);
      return finish(['educationCompleted', 'educationUnfinished', 'educationUnknown'], weights.educationLevel);
    case 'LANGUAGE':
      add('languageFair', term.code, 'HIT', weights.language);
      addUnsure('language', term.code);
      return finish(['language'], weights.language);
    case 'DRIVING_LICENCE':
      add('drivingLicence', term.code, 'HIT', weights.drivingLicence);
      return finish(['drivingLicence'], weights.drivingLicence);
    case 'TARGET_GROUP':
      add('targetGroup', term.code, 'HIT', weights.targetGroup);
      return finish(['targetGroup'], weights.targetGroup);
    case 'EMPLOYMENT_FRACTION':
      add('employmentFraction', term.code, 'HIT', weights.employmentFraction);
      return finish(['employmentFraction'], weights.employmentFraction);
    default:
      return assertNever(kind);
  }
}

function addOccupation(
  id: string,
  taxonomy: Taxonomy,
  add: (category: OptionCategory, code: string, state: Contribution['state'], points: number) => void,
): void {
  const weights = RANKING_WEIGHTS.occupation;
  add('occupationPreferred', id, 'HIT', weights.preferred);
  add('occupationHistory', id, 'HIT', weights.history);
  const occupation = taxonomy.occupation(id);
  for (const related of occupation?.related ?? []) {
    if (related.id === id) continue;
    add('occupationPreferred', related.id, 'RELATED', Math.round(weights.relatedPreferred * related.weight));
    add('occupationHistory', related.id, 'RELATED', Math.round(weights.relatedHistory * related.weight));
  }
  if (occupation === null || occupation.groupCode === null) return;
  for (const sibling of taxonomy.occupationsInGroup(occupation.groupCode)) {
    if (sibling.id === id) continue;
    add('occupationPreferred', sibling.id, 'RELATED', weights.sameGroupPreferred);
    add('occupationHistory', sibling.id, 'RELATED', weights.sameGroupHistory);
  }
}
