import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import { candidateText, type CandidateText } from '@hallowerk/contract/candidates/candidate-text.ts';

const OCCUPATION = COLLECTIONS.occupation.number;

/** Searchable text of stored candidates. Remembers names of occupations until it is told to forget them. */
export class StoredTexts {
  readonly #content;
  readonly #occupationName;
  readonly #names = new Map<string, string | null>();

  constructor(connection: SqliteConnection) {
    this.#content = connection.prepare<string>('select d from row where pk = ?').pluck();
    this.#occupationName = connection
      .prepare<string>(`select d ->> '$.name' from row where coll = ${OCCUPATION} and id = ?`)
      .pluck();
  }

  /** Empty when there is no such row. */
  of(pk: number): CandidateText | readonly [] {
    const content = this.#content.get(pk);
    this.#names.clear();
    return content === undefined ? [] : this.textOf(JSON.parse(content) as CandidateCard);
  }

  textOf(candidate: CandidateCard): CandidateText {
    return candidateText(candidate, (occupation) => this.#nameOf(occupation));
  }

  forget(occupation: string): void {
    this.#names.delete(occupation);
  }

  reset(): void {
    this.#names.clear();
  }

  #nameOf(id: string): string | null {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const name = this.#occupationName.get(id) ?? null;
    this.#names.set(id, name);
    return name;
  }
}
