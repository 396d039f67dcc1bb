/** One candidate whose indexed content changed. `pk` is the integer key of his row; `live` false when he left the index. */
export interface CandidateChange {
  readonly pk: number;
  readonly id: string;
  readonly live: boolean;
}

/** What a committed transaction changed: collection numbers (contract `COLLECTIONS`) and candidates for the search index. */
export interface CacheChanges {
  readonly collections: number[];
  readonly candidates: CandidateChange[];
}

export type ChangeListener = (changes: CacheChanges) => void;

/** Tells the in-memory structures of this room and core what was committed. Listeners run synchronously after the commit. */
export class ChangeHub {
  readonly #listeners = new Set<ChangeListener>();

  /** Returns the function that ends the subscription. */
  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(changes: CacheChanges): void {
    if (changes.collections.length === 0 && changes.candidates.length === 0) return;
    for (const listener of this.#listeners) listener(changes);
  }
}
