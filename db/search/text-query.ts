import type { SqliteConnection } from '../sqlite-connection.ts';
import type { FacetIndex } from './facet-index.ts';

/** Column weights: name, headline, skills, work, education, about (search §2.2). */
const BM25 = 'bm25(candidate_fts, 10, 8, 5, 3, 2, 1)';

/**
 * The FTS5 expression for literal whole words, all of which must occur (HW-SRCH-14); null when nothing in the texts can be
 * a word. Each word is quoted, so that nothing a user types is syntax; a word with signs inside ('e-mail') is a phrase.
 */
export function literalExpression(texts: readonly string[]): string | null {
  const words = texts.flatMap((text) => text.split(/[\s\p{Cc}]+/u)).filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length === 0) return null;
  return words.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND ');
}

/** Slots and relevance of text matches. The arrays are used again by the next query. */
export interface TextHits {
  readonly slots: Int32Array;
  count: number;
}

/**
 * Text search over FTS5. Ids come back as one string a query, which is several times faster than a row each. Relevance is
 * computed only for who survives the filters ('two'), and for a common word only from name, headline and skills, unless
 * that gives fewer than a page ('tiers').
 */
export class TextSearch {
  readonly #ids;
  readonly #scored;
  readonly #scoredAmong;

  constructor(connection: SqliteConnection) {
    const scored = (where: string) =>
      `select group_concat(id || ':' || score) from (
         select rowid as id, cast(${BM25} * -1000 as integer) as score from candidate_fts
         where candidate_fts match ? ${where} limit -1)`;
    this.#ids = connection
      .prepare<string | null>('select group_concat(rowid) from candidate_fts where candidate_fts match ?')
      .pluck();
    this.#scored = connection.prepare<string | null>(scored('')).pluck();
    this.#scoredAmong = connection
      .prepare<string | null>(scored('and +rowid in (select value from json_each(?))'))
      .pluck();
  }

  /** Everybody whose text matches, in order of key. */
  match(expression: string, index: FacetIndex, into: Int32Array): TextHits {
    const hits: TextHits = { slots: into, count: 0 };
    parsePairs(this.#ids.get(expression) ?? '', (pk) => {
      const slot = index.slotOf(pk);
      if (slot < 0) return;
      into[hits.count] = slot;
      hits.count += 1;
    });
    return hits;
  }

  /**
   * Relevance in thousandths of bm25 for the survivors of a query, into `scores` by slot (others are left as they were).
   */
  rank(
    expression: string,
    index: FacetIndex,
    survivors: { readonly slots: Int32Array; readonly count: number; readonly matched: number },
    scores: Int32Array,
  ): void {
    const store = (text: string | null | undefined): number => {
      let stored = 0;
      parsePairs(text ?? '', (pk, score) => {
        const slot = index.slotOf(pk);
        if (slot < 0 || scores[slot] === undefined || scores[slot] < 0) return;
        scores[slot] = Math.max(0, score);
        stored += 1;
      });
      return stored;
    };
    const { slots, count, matched } = survivors;
    // Only survivors take a score: they are marked with 0, all others with -1.
    scores.fill(-1);
    for (let at = 0; at < count; at += 1) scores[slots[at] as number] = 0;
    // A word that more than half of all have says nothing: bm25 takes it for zero, after a lot of work.
    if (count === 0 || matched * 2 > index.count) return;
    if (matched > BROAD_MATCHES && count > BROAD_SURVIVORS) {
      if (store(this.#scored.get(`{name headline skills} : (${expression})`)) >= PAGE) return;
      for (let at = 0; at < count; at += 1) scores[slots[at] as number] = 0;
    }
    if (count * 2 > matched) {
      store(this.#scored.get(expression));
      return;
    }
    const pks = Array.from({ length: count }, (_, at) => index.pkOf[slots[at] as number]);
    store(this.#scoredAmong.get(expression, `[${pks.join(',')}]`));
  }
}

const BROAD_MATCHES = 3000;
const BROAD_SURVIVORS = 500;
const PAGE = 50;

/** Calls back for each `id` or `id:number` of a comma-separated list of integers. */
function parsePairs(text: string, take: (id: number, value: number) => void): void {
  let id = 0;
  let value = 0;
  let sign = 1;
  let second = false;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at === text.length ? COMMA : text.charCodeAt(at);
    if (code === COMMA) {
      if (text.length > 0) take(id, value * sign);
      id = 0;
      value = 0;
      sign = 1;
      second = false;
    } else if (code === COLON) second = true;
    else if (code === MINUS) sign = -1;
    else if (second) value = value * 10 + code - ZERO;
    else id = id * 10 + code - ZERO;
  }
}

const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
const COLON = 58;
