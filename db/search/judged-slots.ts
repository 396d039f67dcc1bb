import type { Judgement } from '@hallowerk/contract/candidates/candidate-search.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import type { FacetIndex } from './facet-index.ts';

/** Candidate id → what the user thought of him in one saved search (BX-06). */
export type Judgements = ReadonlyMap<string, Judgement>;

const CARD = COLLECTIONS.candidateCard.number;
const CASE = COLLECTIONS.candidateCase.number;

/** Finds the places of judged candidates in the index. */
export class JudgedSlots {
  readonly #pks;

  constructor(connection: SqliteConnection) {
    this.#pks = connection
      .prepare<number>(
        `select pk from row where coll in (${CARD}, ${CASE}) and id in (select value from json_each(?)) order by pk`,
      )
      .pluck();
  }

  /** 1 by slot for these candidates; null when none of them is here. */
  mark(ids: readonly string[], index: FacetIndex): Uint8Array | null {
    if (ids.length === 0) return null;
    const slots = this.#pks.all(JSON.stringify(ids)).map((pk) => index.slotOf(pk));
    if (slots.every((slot) => slot < 0)) return null;
    const marked = new Uint8Array(index.slots);
    for (const slot of slots) if (slot >= 0) marked[slot] = 1;
    return marked;
  }
}
