import type { CandidateText } from '@hallowerk/contract/candidates/candidate-text.ts';
import type { WordGroup } from '../search/text-engine.ts';

/** What a text index must find and how much it must say, from the rules and without any index: the oracle of its tests. */
export interface PlainHit {
  readonly literal: boolean;
  /** Thousandths. */
  readonly score: number;
}

const COLUMN_WEIGHTS = [10, 8, 5, 3, 2, 1];

/** Runs without white space, each as its words. */
export function plainRuns(text: string): string[][] {
  return text
    .split(/[\s\p{Cc}]+/u)
    .map((run) => run.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ς', 'σ'))
    .map((run) => run.match(/[\p{L}\p{N}\p{Co}]+/gu) ?? [])
    .filter((run) => run.length > 0);
}

/** Everybody who has all words, by key. */
export function plainSearch(texts: ReadonlyMap<number, CandidateText>, words: readonly WordGroup[]) {
  const different = [...new Map(words.map((word) => [JSON.stringify(word), word])).values()];
  const runs = new Map([...texts].map(([pk, text]) => [pk, text.map(plainRuns)]));
  const impacts = (tokens: readonly string[], quoted = false): Map<number, number> => {
    const impact = quoted && tokens.length > 1 ? phraseImpactOf : impactOf;
    const found = [...runs].map(([pk, columns]): [number, number] => [pk, impact(columns, tokens)]);
    return new Map(found.filter(([, impact]) => impact > 0));
  };
  const rarity = (found: number): number => Math.round(1000 * Math.log(1 + (texts.size - found + 0.5) / (found + 0.5)));
  const hits = new Map<number, PlainHit>();
  const perWord = different.map(({ literal, quoted, variants, splits }) => ({
    literal: impacts(literal, quoted),
    variants: [...variants.map((variant) => [variant]), ...splits].map((tokens) =>
      together(tokens.map((one) => impacts([one]))),
    ),
  }));
  for (const pk of different.length === 0 ? [] : texts.keys()) {
    const worths = perWord.map((word) => {
      const own = word.literal.get(pk);
      if (own !== undefined) return { literal: true, worth: own * rarity(word.literal.size) };
      const others = word.variants.flatMap((variant) => {
        const impact = variant.get(pk);
        return impact === undefined ? [] : Math.max(1, impact * Math.round(rarity(variant.size) / 2));
      });
      return { literal: false, worth: Math.max(0, ...others) };
    });
    if (worths.some(({ literal, worth }) => !literal && worth === 0)) continue;
    const sum = worths.reduce((total, { worth }) => total + worth, 0);
    hits.set(pk, { literal: worths.every(({ literal }) => literal), score: Math.round((sum * 2.2) / 255) });
  }
  return hits;
}

/** Who is in all, with the least that he has. */
function together(lists: readonly Map<number, number>[]): Map<number, number> {
  const [first = new Map<number, number>(), ...others] = lists;
  const common = [...first.keys()].filter((pk) => others.every((list) => list.has(pk)));
  return new Map(common.map((pk) => [pk, Math.min(...lists.map((list) => list.get(pk) as number))]));
}

/** 0 to 255. Of three tokens or more side by side, that of the pair that says least. */
function impactOf(columns: readonly (readonly (readonly string[])[])[], tokens: readonly string[]): number {
  if (tokens.length === 0 || !columns.flat().some((run) => places(run, tokens) > 0)) return 0;
  if (tokens.length > 2)
    return Math.min(...tokens.slice(1).map((_, at) => impactOf(columns, tokens.slice(at, at + 2))));
  const times = columns.map((column) => column.reduce((sum, run) => sum + places(run, tokens), 0));
  const weight = times.reduce((sum, count, at) => sum + count * (COLUMN_WEIGHTS[at] as number), 0);
  const length = columns.slice(1).flat(2).length;
  return Math.max(1, Math.round((255 * weight) / (weight + 1.2 * (0.25 + (0.75 * length) / 250))));
}

/** Of tokens that follow each other in a column, across white space too: that of the one that says least. */
function phraseImpactOf(columns: readonly (readonly (readonly string[])[])[], tokens: readonly string[]): number {
  if (!columns.some((column) => places(column.flat(), tokens) > 0)) return 0;
  return Math.min(...tokens.map((token) => impactOf(columns, [token])));
}

function places(run: readonly string[], tokens: readonly string[]): number {
  return run.filter((_, at) => tokens.every((token, next) => run[at + next] === token)).length;
}
