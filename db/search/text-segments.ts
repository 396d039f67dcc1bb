import type { SqliteConnection } from '../sqlite-connection.ts';
import { BlockReader, BlockWriter } from './posting-list.ts';

/**
 * What one transaction wrote to the text index, or several of them merged. A posting in it counts only for a candidate whose
 * text was last written in one of these transactions (`Facet.textAt`): that is how a newer text, or leaving, makes older
 * postings void without touching them.
 */
export interface Segment {
  readonly id: number;
  /** Numbers of the first and the last transaction. */
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
  /** The segment that it is being merged into; null when it is in nobody's way. */
  readonly target: number | null;
  /** While others are being merged into this one: the last term that is here; the later ones are still there. */
  readonly moved: number | null;
}

interface BlockRow {
  readonly id: number;
  readonly data: Buffer;
}

/** Blocks of a segment lie together, in order of their first term. */
const TERMS_A_SEGMENT = 2 ** 27;

/** `text_segment`, `text_block` and `text_term`, for the caller's transaction. */
export class TextSegments {
  readonly #statements;

  constructor(connection: SqliteConnection) {
    const columns = 'id, first, last, bytes, target, moved';
    this.#statements = {
      all: connection.prepare<Segment>(`select ${columns} from text_segment order by first, id`),
      nextId: connection.prepare<number>('select coalesce(max(id), 0) + 1 from text_segment').pluck(),
      nextNumber: connection.prepare<number>('select coalesce(max(last), 0) + 1 from text_segment').pluck(),
      put: connection.prepare(`insert or replace into text_segment (${columns}) values (?, ?, ?, ?, ?, ?)`),
      drop: connection.prepare('delete from text_segment where id = ?'),
      blockFor: connection.prepare<BlockRow>(
        'select id, data from text_block where id between ? and ? order by id desc limit 1',
      ),
      blockAfter: connection.prepare<BlockRow>(
        'select id, data from text_block where id > ? and id < ? order by id limit 1',
      ),
      putBlock: connection.prepare('insert into text_block (id, data) values (?, ?)'),
      dropBlocks: connection.prepare('delete from text_block where id >= ? and id < ?'),
      termsBetween: connection.prepare<number>('select id from text_term where id > ? and id <= ?').pluck(),
      dropTerm: connection.prepare('delete from text_term where id = ?'),
      noteSweep: connection.prepare(
        `insert into meta (k, v) values ('text-swept', '1') on conflict (k) do update set v = v + 1`,
      ),
      swept: connection.prepare<string>(`select v from meta where k = 'text-swept'`).pluck(),
    };
  }

  /** Oldest first; what is being merged stands behind its inputs or before them. */
  all(): Segment[] {
    return this.#statements.all.all();
  }

  nextNumber(): number {
    return this.#statements.nextNumber.get() ?? 1;
  }

  put(segment: Segment): void {
    const { id, first, last, bytes, target, moved } = segment;
    this.#statements.put.run(id, first, last, bytes, target, moved);
  }

  drop({ id }: Segment): void {
    this.dropBlocksBefore(id, TERMS_A_SEGMENT);
    this.#statements.drop.run(id);
  }

  newSegment(): number {
    return this.#statements.nextId.get() ?? 1;
  }

  /** Stores the blocks of a segment; `bytes` says how much that was so far. */
  writer(segment: number): { readonly blocks: BlockWriter; readonly bytes: () => number } {
    let bytes = 0;
    const blocks = new BlockWriter((firstTerm, data) => {
      bytes += data.length;
      this.#statements.putBlock.run(segment * TERMS_A_SEGMENT + firstTerm, data);
    });
    return { blocks, bytes: () => bytes };
  }

  /** The postings of one term; null when it has none here. */
  find(segment: number, term: number): BlockReader | null {
    const start = segment * TERMS_A_SEGMENT;
    const row = this.#statements.blockFor.get(start, start + term);
    if (row === undefined) return null;
    const reader = new BlockReader(row.id - start, row.data);
    return reader.seek(term) && reader.term === term ? reader : null;
  }

  /** Blocks in order, from the one that may hold `term`. */
  *blocksFrom(segment: number, term: number): Generator<BlockReader, void> {
    const start = segment * TERMS_A_SEGMENT;
    const { blockFor, blockAfter } = this.#statements;
    let row = blockFor.get(start, start + term) ?? blockAfter.get(start + term, start + TERMS_A_SEGMENT);
    for (; row !== undefined; row = blockAfter.get(row.id, start + TERMS_A_SEGMENT)) {
      yield new BlockReader(row.id - start, row.data);
    }
  }

  /** Those whose first term is below. */
  dropBlocksBefore(segment: number, term: number): void {
    const start = segment * TERMS_A_SEGMENT;
    this.#statements.dropBlocks.run(start, start + Math.min(term, TERMS_A_SEGMENT));
  }

  /** Numbers of the words above `from`, up to and including `to`. */
  termsBetween(from: number, to: number): number[] {
    return this.#statements.termsBetween.all(from, to);
  }

  /** Words that nobody has any more leave the file. */
  dropTerms(terms: readonly number[]): void {
    if (terms.length === 0) return;
    for (const term of terms) this.#statements.dropTerm.run(term);
    this.#statements.noteSweep.run();
  }

  /** Another value than before: numbers of words that were remembered may be gone. */
  swept(): string {
    return this.#statements.swept.get() ?? '0';
  }
}
