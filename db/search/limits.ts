import type { CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import { FILTER_CATEGORIES, type FilterCategory } from '@hallowerk/contract/reference/reference.ts';
import { ageTest } from '@hallowerk/contract/candidates/last-modified.ts';
import type { Element } from './elements.ts';
import { FILTER_BITS, type Limits } from './facet-pass.ts';
import type { OptionDictionary } from './option-dictionary.ts';
import { activityBits } from './physical-capacity.ts';

const CATEGORY_BIT = new Map<string, number>(FILTER_CATEGORIES.map((category, bit) => [category, 1 << bit]));

export interface LimitInput {
  readonly filters: CandidateQuery['filters'];
  readonly elements: readonly Element[];
  readonly allowedPlaces: Uint8Array | null;
  readonly excluded: Uint8Array | null;
  readonly capacityBySlot: Uint8Array | null;
  readonly today: number;
}

/**
 * Compiles what limits to bits: filters with OR inside a category and AND between categories (decision 6.1), elements that
 * the user requires (MUST: only a certain hit will do, neither related nor unknown) or excludes (NOT: only a certain hit).
 * A filter on an option that nobody has, or on physical capacity without the server's answer, is met by nobody.
 */
export function compileLimits(input: LimitInput, dictionary: OptionDictionary): Limits {
  const satisfies = new Uint32Array(dictionary.size);
  const mark = (option: number | undefined, bit: number): void => {
    if (option !== undefined) satisfies[option] = (satisfies[option] as number) | bit;
  };
  let need = 0;
  for (const [category, codes] of selected(input.filters)) {
    need |= bitOf(category);
    for (const code of codes) mark(dictionary.find(category, code), bitOf(category));
  }
  let ban = 0;
  input.elements
    .filter(({ term }) => term.mode !== 'MAY')
    .forEach(({ term, contributions }, at) => {
      const bit = 1 << (FILTER_BITS + at);
      if (term.mode === 'MUST') need |= bit;
      else ban |= bit;
      for (const [option, { state }] of contributions) if (state === 'HIT') mark(option, bit);
    });
  const capacity = input.capacityBySlot;
  return {
    satisfies,
    categoryBit: categoryBits(dictionary),
    need,
    ban,
    allowedPlaces: input.allowedPlaces,
    excluded: input.excluded,
    today: input.today,
    lastModified: { bit: bitOf('lastModified'), test: ageTest(input.filters.lastModified ?? []) },
    capacity:
      capacity === null
        ? null
        : {
            bit: bitOf('physicalCapacity'),
            bySlot: capacity,
            selected: activityBits(input.filters.physicalCapacity ?? []),
          },
  };
}

function selected(filters: CandidateQuery['filters']): [FilterCategory, readonly string[]][] {
  return FILTER_CATEGORIES.flatMap((category) => {
    const codes = filters[category] ?? [];
    return codes.length === 0 ? [] : [[category, codes]];
  });
}

function bitOf(category: FilterCategory): number {
  return CATEGORY_BIT.get(category) as number;
}

function categoryBits(dictionary: OptionDictionary): Uint32Array {
  const bits = new Uint32Array(dictionary.size);
  for (let option = 0; option < bits.length; option += 1) {
    bits[option] = CATEGORY_BIT.get(dictionary.option(option)?.category ?? '') ?? 0;
  }
  return bits;
}
