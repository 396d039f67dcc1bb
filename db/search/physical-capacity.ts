import { PHYSICAL_ACTIVITIES } from '@hallowerk/contract/candidates/candidate-codes.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import type { FacetIndex } from './facet-index.ts';

/** Activity code → candidates who can do it, as the server answered just now. Kept in memory only (security §8). */
export type PhysicalCapacities = ReadonlyMap<string, ReadonlySet<string>>;

const CARD = COLLECTIONS.candidateCard.number;
const CASE = COLLECTIONS.candidateCase.number;

/** Turns the server's answer into a bit per activity and slot, and keeps that while neither side changes. */
export class CapacityBits {
  readonly #ids;
  #from: PhysicalCapacities | null = null;
  #bits = new Uint8Array(0);

  constructor(connection: SqliteConnection) {
    this.#ids = connection
      .prepare<[pk: number, id: string]>(`select pk, id from row where coll in (${CARD}, ${CASE})`)
      .raw();
  }

  /** To be called when candidates changed. */
  forget(): void {
    this.#from = null;
  }

  bySlot(capacities: PhysicalCapacities, index: FacetIndex): Uint8Array {
    if (this.#from === capacities) return this.#bits;
    const bits = new Uint8Array(index.slots);
    const sets = PHYSICAL_ACTIVITIES.codes.map((code) => capacities.get(code));
    for (const [pk, id] of this.#ids.iterate()) {
      const slot = index.slotOf(pk);
      if (slot < 0) continue;
      sets.forEach((set, bit) => {
        if (set?.has(id) === true) bits[slot] = (bits[slot] as number) | (1 << bit);
      });
    }
    this.#from = capacities;
    this.#bits = bits;
    return bits;
  }
}

/** The selected activities as bits. */
export function activityBits(codes: readonly string[]): number {
  return PHYSICAL_ACTIVITIES.codes.reduce((bits, code, bit) => (codes.includes(code) ? bits | (1 << bit) : bits), 0);
}

export function activityCounts(counts: Uint32Array): Record<string, number> {
  const entries = PHYSICAL_ACTIVITIES.codes.map((code, bit) => [code, counts[bit] as number] as const);
  return Object.fromEntries(entries.filter(([, count]) => count > 0));
}
