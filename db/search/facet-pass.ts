import { smallestBucket } from '@hallowerk/contract/candidates/last-modified.ts';
import type { FacetIndex } from './facet-index.ts';

/** The twelve filter categories take the low bits of a mask; each required or excluded element takes one of the others. */
export const FILTER_BITS = 12;
const FILTER_MASK = (1 << FILTER_BITS) - 1;

/** Everything that limits, compiled to bits. Bits: see `FILTER_BITS`. */
export interface Limits {
  /** Option id → bits of the filters and elements that this option satisfies. */
  readonly satisfies: Uint32Array;
  /** Option id → bit of its filter category, 0 for facts. */
  readonly categoryBit: Uint32Array;
  readonly need: number;
  readonly ban: number;
  /** Place number → inside the radius; null for everywhere. */
  readonly allowedPlaces: Uint8Array | null;
  /** 1 by slot for who is left out of everything, counts included; null for nobody. */
  readonly excluded: Uint8Array | null;
  readonly today: number;
  readonly lastModified: { readonly bit: number; readonly test: (ageDays: number) => boolean };
  /** Slot → bit per activity; null when the category was not asked for. */
  readonly capacity: { readonly bit: number; readonly bySlot: Uint8Array; readonly selected: number } | null;
}

export interface PassResult {
  /** Slots of the survivors are in `out`, from the start. */
  readonly total: number;
  /** Option id → candidates that would be found with this option, own category excluded from its own filter. */
  readonly optionCounts: Uint32Array;
  /** By smallest bucket. */
  readonly modifiedCounts: Uint32Array;
  readonly capacityCounts: Uint32Array;
}

/**
 * One pass over the candidates (all, or the text matches): total, counts of all options, and the survivors (search §2.1).
 * Who fails exactly one filter category still counts for the options of that category, and for nothing else.
 */
export function facetPass(
  index: FacetIndex,
  limits: Limits,
  among: { readonly slots: Int32Array; readonly count: number } | null,
  out: Int32Array,
): PassResult {
  const { satisfies, categoryBit, need, ban, allowedPlaces, excluded, today, lastModified, capacity } = limits;
  const { offset, length, pool, live, place, modifiedDay } = index;
  const optionCounts = new Uint32Array(satisfies.length);
  const modifiedCounts = new Uint32Array(6);
  const capacityCounts = new Uint32Array(8);
  const end = among?.count ?? index.slots;
  let total = 0;

  for (let at = 0; at < end; at += 1) {
    const slot = among === null ? at : (among.slots[at] as number);
    if (live[slot] === 0) continue;
    if (excluded !== null && excluded[slot] === 1) continue;
    if (allowedPlaces !== null && allowedPlaces[place[slot] as number] === 0) continue;
    const from = offset[slot] as number;
    const to = from + (length[slot] as number);
    const age = today - (modifiedDay[slot] as number);
    let hits = 0;
    if ((need | ban) !== 0) {
      for (let run = from; run < to; run += 1) hits |= satisfies[pool[run] as number] as number;
      if ((hits & ban) !== 0) continue;
      if (lastModified.test(age)) hits |= lastModified.bit;
      if (capacity !== null && ((capacity.bySlot[slot] as number) & capacity.selected) !== 0) hits |= capacity.bit;
    }
    const missing = need & ~hits;
    if ((missing & ~FILTER_MASK) !== 0) continue;
    if (missing === 0) {
      out[total] = slot;
      total += 1;
      for (let run = from; run < to; run += 1) (optionCounts[pool[run] as number] as number)++;
      (modifiedCounts[smallestBucket(age)] as number)++;
      if (capacity !== null) countBits(capacityCounts, capacity.bySlot[slot] as number);
    } else if ((missing & (missing - 1)) === 0) {
      if (missing === lastModified.bit) (modifiedCounts[smallestBucket(age)] as number)++;
      else if (missing === capacity?.bit) countBits(capacityCounts, capacity.bySlot[slot] as number);
      else {
        for (let run = from; run < to; run += 1) {
          const option = pool[run] as number;
          if (categoryBit[option] === missing) (optionCounts[option] as number)++;
        }
      }
    }
  }
  return { total, optionCounts, modifiedCounts, capacityCounts };
}

function countBits(counts: Uint32Array, bits: number): void {
  for (let bit = 0; bit < counts.length; bit += 1) if ((bits & (1 << bit)) !== 0) (counts[bit] as number)++;
}
