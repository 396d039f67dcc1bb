import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { CandidateChange } from '../change-hub.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import { candidateOptions } from './candidate-options.ts';
import { candidateText } from './candidate-text.ts';
import { FacetWriter } from './facet-blocks.ts';
import { localDay } from './local-day.ts';
import { OptionDictionary } from './option-dictionary.ts';

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
  readonly #statements;
  readonly #occupationNames = new Map<string, string | null>();

  constructor(connection: SqliteConnection) {
    this.#dictionary = new OptionDictionary(connection);
    this.#facets = new FacetWriter(connection);
    this.#statements = {
      pkOf: connection.prepare<number>('select pk from row where coll = ? and id = ?').pluck(),
      content: connection.prepare<string>('select d from row where pk = ?').pluck(),
      occupationName: connection
        .prepare<string>(`select d ->> '$.name' from row where coll = ${OCCUPATION} and id = ?`)
        .pluck(),
      text: connection.prepare(`insert into candidate_fts ${TEXT_COLUMNS}`),
      replaceText: connection.prepare(`insert or replace into candidate_fts ${TEXT_COLUMNS}`),
      removeText: connection.prepare('delete from candidate_fts where rowid = ?'),
    };
  }

  /** At the end of each transaction. */
  flush(): void {
    this.#facets.flush();
  }

  reset(): void {
    this.#dictionary.reload();
    this.#facets.reset();
    this.#occupationNames.clear();
  }

  /** After a row was inserted (`added`) or its content replaced. Rows of other collections cost nothing. */
  stored(
    collection: number,
    id: string,
    pk: number,
    row: unknown,
    added: boolean,
    changes: Map<number, CandidateChange>,
  ): void {
    if (collection === OCCUPATION) this.#occupationNames.delete(id);
    if (collection === CASE) {
      const card = this.#statements.pkOf.get(CARD, id);
      if (card !== undefined) this.#remove(card, id, changes);
    } else if (collection !== CARD || this.#statements.pkOf.get(CASE, id) !== undefined) {
      return;
    }
    this.#write(pk, id, row as CandidateCard, added, changes);
  }

  /** After a row was deleted. */
  removed(collection: number, id: string, pk: number, changes: Map<number, CandidateChange>): void {
    if (collection === OCCUPATION) this.#occupationNames.delete(id);
    if (collection !== CARD && collection !== CASE) return;
    if (collection === CARD && this.#statements.pkOf.get(CASE, id) !== undefined) return;
    this.#remove(pk, id, changes);
    if (collection === CARD) return;
    const card = this.#statements.pkOf.get(CARD, id);
    const content = card === undefined ? undefined : this.#statements.content.get(card);
    if (card === undefined || content === undefined) return;
    this.#write(card, id, JSON.parse(content) as CandidateCard, true, changes);
  }

  #write(
    pk: number,
    id: string,
    candidate: CandidateCard,
    added: boolean,
    changes: Map<number, CandidateChange>,
  ): void {
    const options = this.#dictionary.idsOf(candidateOptions(candidate));
    this.#facets.put({
      pk,
      lat: candidate.lat,
      lon: candidate.lon,
      modifiedDay: localDay(new Date(candidate.lastModifiedAt)),
      options,
    });
    const text = candidateText(candidate, (occupation) => this.#occupationName(occupation));
    (added ? this.#statements.text : this.#statements.replaceText).run(pk, ...text);
    changes.set(pk, { pk, id, live: true });
  }

  #remove(pk: number, id: string, changes: Map<number, CandidateChange>): void {
    if (!this.#facets.remove(pk)) return;
    this.#statements.removeText.run(pk);
    changes.set(pk, { pk, id, live: false });
  }

  #occupationName(id: string): string | null {
    const known = this.#occupationNames.get(id);
    if (known !== undefined) return known;
    const name = this.#statements.occupationName.get(id) ?? null;
    this.#occupationNames.set(id, name);
    return name;
  }
}

const TEXT_COLUMNS = '(rowid, name, headline, skills, work, education, about) values (?, ?, ?, ?, ?, ?, ?)';
