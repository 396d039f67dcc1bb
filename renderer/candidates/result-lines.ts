import type { CandidateSummary } from '@hallowerk/contract/candidates/candidate-search.ts';

/** What stands in the result list, from top to bottom: people, and the lines that divide them. */
export type ResultLine =
  | { readonly kind: 'candidate'; readonly item: CandidateSummary }
  /** 'Overige kandidaten' (decision 6.25). */
  | { readonly kind: 'others' }
  /** 'Ook gevonden met verwante woorden' (BX-10). */
  | { readonly kind: 'variants' };

/** Sizes of the parts of a result; `folded` hides the other candidates among the literal hits. */
export interface ResultParts {
  readonly total: number;
  readonly literal: number;
  readonly matching: number;
  readonly folded: boolean;
}

/** Literal hits that are folded away. */
export function hiddenCount({ literal, matching, folded }: ResultParts): number {
  return folded ? literal - matching : 0;
}

/** Below the fold: a literal hit that meets none of the elements. */
export function isFoldable({ other, tier }: CandidateSummary): boolean {
  return other && tier === 'LITERAL';
}

/** Rows of the whole list, dividers included, loaded or not. */
export function rowCountOf(parts: ResultParts): number {
  const dividers = (parts.matching < parts.literal ? 1 : 0) + (parts.literal < parts.total ? 1 : 0);
  return parts.total - hiddenCount(parts) + dividers;
}

/** As far as they are loaded: a divider comes when everybody above it is there. */
export function resultLines(items: readonly CandidateSummary[], parts: ResultParts): readonly ResultLine[] {
  const line = (item: CandidateSummary): ResultLine => ({ kind: 'candidate', item });
  const literal = items.filter(({ tier }) => tier === 'LITERAL');
  const above = literal.filter(({ other }) => !other).map(line);
  if (above.length < parts.matching) return above;
  const others = parts.folded ? [] : literal.filter(isFoldable).map(line);
  const upper = parts.matching < parts.literal ? [...above, { kind: 'others' } as const, ...others] : above;
  const isComplete = above.length + others.length + hiddenCount(parts) >= parts.literal;
  if (!isComplete || parts.literal === parts.total) return upper;
  return [...upper, { kind: 'variants' }, ...items.filter(({ tier }) => tier === 'VARIANT').map(line)];
}
