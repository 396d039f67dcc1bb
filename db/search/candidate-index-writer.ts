import { hash } from 'node:crypto';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { CandidateChange } from '../change-hub.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import { candidateOptions } from '@hallowerk/contract/candidates/candidate-options.ts';
import { FacetReader, FacetWriter } from './facet-blocks.ts';
import { localDay } from '@hallowerk/contract/candidates/local-day.ts';
import { OptionDictionary } from './option-dictionary.ts';
import { StoredTexts } from './stored-texts.ts';
import { TextWriter } from './text-writer.ts';

const CARD = COLLECTIONS.candidateCard.number;
const CASE = COLLECTIONS.candidateCase.number;
const OCCUPATION = COLLECTIONS.occupation.number;

/**
 * Keeps facets and text index equal to the stored candidate rows, in the caller's transaction. One entry a candidate: who
 * is here as a card and as a case is indexed by his case only, so that search lists him once.
 */
export class CandidateIndexWriter {
  readonly #dictionary: OptionDictionary;
  readonly #facets: FacetWriter;
  readonly #reader: FacetReader;
  readonly #texts: StoredTexts;
  readonly #index: TextWriter;
  readonly #statements;

  constructor(connection: SqliteConnection) {
    this.#dictionary = new OptionDictionary(connection);
    this.#facets = new FacetWriter(connection);
    this.#reader = new FacetReader(connection);
    this.#texts = new StoredTexts(connection);
    this.#index = new TextWriter(connection);
    this.#statements = {
      pkOf: connection.prepare<number>('select pk from row where coll = ? and id = ?').pluck(),
      content: connection.prepare<string>('select d from row where pk = ?').pluck(),
    };
  }

  /** At the end of each transaction. */
  flush(): void {
    this.#facets.flush();
    this.#index.flush();
  }

  /** In the transaction that writes the text index anew: words that only removed candidates had go as well. */
  forgetUnusedOptions(): void {
    const used = new Uint8Array(this.#dictionary.size);
    for (const { heads, options } of this.#reader.blocks()) {
      for (const [, , , , from, count] of heads) for (const id of options.subarray(from, from + count)) used[id] = 1;
    }
    this.#dictionary.forgetUnused((id) => used[id] === 1);
  }

  reset(): void {
    this.#dictionary.reload();
    this.#facets.reset();
    this.#texts.reset();
    this.#index.reset();
  }

  /**
   * After a row was inserted or its content replaced; `inDoubt` when what was stored cannot be trusted, and neither can the
   * index. Rows of other collections cost nothing.
   */
  stored(
    collection: number,
    id: string,
    pk: number,
    row: unknown,
    inDoubt: boolean,
    changes: Map<number, CandidateChange>,
  ): void {
    if (collection === OCCUPATION) this.#texts.forget(id);
    if (collection === CASE) {
      const card = this.#statements.pkOf.get(CARD, id);
      if (card !== undefined) this.#remove(card, id, changes);
    } else if (collection !== CARD || this.#statements.pkOf.get(CASE, id) !== undefined) {
      return;
    }
    this.#write(pk, id, row as CandidateCard, inDoubt, changes);
  }

  /** After a row was deleted. */
  removed(collection: number, id: string, pk: number, changes: Map<number, CandidateChange>): void {
    if (collection === OCCUPATION) this.#texts.forget(id);
    if (collection !== CARD && collection !== CASE) return;
    if (collection === CARD && this.#statements.pkOf.get(CASE, id) !== undefined) return;
    this.#remove(pk, id, changes);
    if (collection === CARD) return;
    const card = this.#statements.pkOf.get(CARD, id);
    const content = card === undefined ? undefined : this.#statements.content.get(card);
    if (card === undefined || content === undefined) return;
    this.#write(card, id, JSON.parse(content) as CandidateCard, false, changes);
  }

  #write(
    pk: number,
    id: string,
    candidate: CandidateCard,
    inDoubt: boolean,
    changes: Map<number, CandidateChange>,
  ): void {
    const text = this.#texts.textOf(candidate);
    const textHash = hash('sha256', text.join('\0'), 'buffer').readUIntBE(0, 6);
    const before = inDoubt ? undefined : this.#facets.get(pk);
    this.#facets.put({
      pk,
      lat: candidate.lat,
      lon: candidate.lon,
      modifiedDay: localDay(new Date(candidate.lastModifiedAt)),
      options: this.#dictionary.idsOf(candidateOptions(candidate)),
      // Most changes leave the text as it was, and the index with it.
      textAt: before?.textHash === textHash ? before.textAt : this.#index.put(pk, text),
      textHash,
    });
    changes.set(pk, { pk, id, live: true });
  }

  #remove(pk: number, id: string, changes: Map<number, CandidateChange>): void {
    if (!this.#facets.remove(pk)) return;
    this.#index.remove(pk);
    changes.set(pk, { pk, id, live: false });
  }
}
