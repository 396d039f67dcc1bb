import {
  OPTION_CATEGORIES,
  type CandidateOption,
  type OptionCategory,
} from '@hallowerk/contract/candidates/candidate-options.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';

interface OptionRow {
  readonly id: number;
  readonly category: string;
  readonly code: string;
  readonly label: string;
}

export interface DictionaryOption {
  readonly id: number;
  readonly category: OptionCategory;
  readonly code: string;
  readonly label: string;
}

/** Ids are kept as 16 bits in every candidate's list. */
export const MAX_OPTIONS = 65_535;

/** Before the number in place of a code whose words went: no text that anybody writes begins with it. */
const FORGOTTEN = '\u0000';

/** Small numbers for (category, code), kept in `facet_option`. Numbers are never given away again. */
export class OptionDictionary {
  readonly #newer;
  readonly #insert;
  readonly #blank;
  readonly #byCode = new Map<OptionCategory, Map<string, number>>();
  readonly #options: (DictionaryOption | undefined)[] = [];

  constructor(connection: SqliteConnection) {
    this.#newer = connection.prepare<OptionRow>('select id, category, code, label from facet_option where id >= ?');
    this.#insert = connection.prepare('insert into facet_option (id, category, code, label) values (?, ?, ?, ?)');
    this.#blank = connection.prepare('update facet_option set code = ?, label = ? where id = ?');
    this.refresh();
  }

  /** One more than the highest id. */
  get size(): number {
    return this.#options.length;
  }

  option(id: number): DictionaryOption | undefined {
    return this.#options[id];
  }

  find(category: OptionCategory, code: string): number | undefined {
    return this.#byCode.get(category)?.get(code);
  }

  *ofCategory(category: OptionCategory): Generator<DictionaryOption> {
    for (const option of this.#options) if (option?.category === category) yield option;
  }

  /** Reads what others added. */
  refresh(): void {
    for (const row of this.#newer.iterate(this.size)) this.#remember(row);
  }

  /** Forgets everything in memory and reads again: after a rolled-back transaction. */
  reload(): void {
    this.#byCode.clear();
    this.#options.length = 0;
    this.refresh();
  }

  /**
   * The ids of a candidate's options, adding new ones in the caller's transaction. Past MAX_OPTIONS (tens of thousands of
   * freely written certificates) new ones get no id: such a certificate is found by keyword only.
   */
  idsOf(options: readonly CandidateOption[]): Uint16Array {
    const ids: number[] = [];
    for (const option of options) {
      const id = this.find(option.category, option.code) ?? this.#add(option);
      if (id !== null) ids.push(id);
    }
    return Uint16Array.from(ids);
  }

  /**
   * In the caller's transaction: the words of freely written options that nobody has any more leave the file. Their numbers
   * are not used again, so a list that still names one elsewhere names nothing.
   */
  forgetUnused(isUsed: (id: number) => boolean): void {
    for (const { id, category, code } of [...this.ofCategory('certificate')]) {
      if (isUsed(id)) continue;
      this.#blank.run(`${FORGOTTEN}${id}`, '', id);
      this.#byCode.get(category)?.delete(code);
      this.#options[id] = undefined;
    }
  }

  #add({ category, code, label }: CandidateOption): number | null {
    const id = this.size;
    if (id > MAX_OPTIONS) return null;
    const row = { id, category, code, label: label ?? code };
    this.#insert.run(row.id, row.category, row.code, row.label);
    this.#remember(row);
    return id;
  }

  #remember(row: OptionRow): void {
    const forgotten = row.code.startsWith(FORGOTTEN);
    const category = forgotten ? undefined : OPTION_CATEGORIES.find((known) => known === row.category);
    // The slot of a category that this version does not know, or of words that went, stays: ids keep their place.
    this.#options[row.id] = category === undefined ? undefined : { ...row, category };
    if (category === undefined) return;
    const codes = this.#byCode.get(category) ?? new Map<string, number>();
    this.#byCode.set(category, codes.set(row.code, row.id));
  }
}
