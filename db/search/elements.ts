import type { OptionCategory } from '@hallowerk/contract/candidates/candidate-options.ts';
import type { SearchTerm } from '@hallowerk/contract/candidates/candidate-search.ts';
import {
  elementRule,
  type Contribution,
  type ElementTerm,
  type Taxonomy,
} from '@hallowerk/contract/candidates/element-rules.ts';
import type { OptionDictionary } from './option-dictionary.ts';

/** A recognised element, compiled for this dictionary. Fields: see `ElementRule`. */
export interface Element {
  readonly term: ElementTerm;
  /** Option id → worth; the best one of a candidate counts. */
  readonly contributions: ReadonlyMap<number, Contribution>;
  readonly unsure: ReadonlySet<number>;
  readonly knownBy: readonly OptionCategory[];
  readonly most: number;
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

function compile(term: ElementTerm, dictionary: OptionDictionary, taxonomy: Taxonomy): Element {
  const rule = elementRule(term, taxonomy);
  const contributions = new Map<number, Contribution>();
  for (const { category, code, state, points } of rule.contributions) {
    const option = dictionary.find(category, code);
    if (option === undefined || points <= (contributions.get(option)?.points ?? 0)) continue;
    contributions.set(option, { state, points });
  }
  const unsure = new Set<number>();
  for (const { category, code } of rule.unsure) {
    const option = dictionary.find(category, code);
    if (option !== undefined) unsure.add(option);
  }
  return { term, contributions, unsure, knownBy: rule.knownBy, most: rule.most };
}
