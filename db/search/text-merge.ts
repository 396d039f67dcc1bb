import { performance } from 'node:perf_hooks';
import type { SqliteConnection } from '../sqlite-connection.ts';
import { TextMarkReader } from './facet-blocks.ts';
import { Postings, type BlockReader } from './posting-list.ts';
import { TextSegments, type Segment } from './text-segments.ts';

/** A step takes no further words after this long; it looks at the clock every so many. */
const STEP_MILLISECONDS = 10;
const WORDS_BETWEEN_LOOKS = 16;
/** Segments of about one size are merged when there are so many of them. */
const SEGMENTS_TO_MERGE = 8;
/** Segments that may wait, so that the last page of a pull need not be followed by tidying before its round is over. */
const SEGMENTS_TO_WAIT_FOR = 48;
/** A size is at most eight times the one below. */
const SMALLEST_SIZE = 64 * 1024;

interface Merge {
  readonly target: Segment;
  readonly inputs: readonly Segment[];
  /** All that were there before the inputs: without any, what the target does not get is gone. */
  readonly isOldest: boolean;
  readonly others: readonly Segment[];
}

/**
 * Every transaction leaves a segment of the text index behind, and a query looks into all of them. A merge moves the
 * postings of neighbouring segments that still count into a new one, word by word in order of number, so many in each
 * step. Until it is done, words up to `moved` are in the new segment and the others in the old ones, and both the file and
 * every answer are right after each step: a merge that was dropped is simply gone on with.
 *
 * The index keeps the words of who has left until they are merged away. `purge` merges everything (security: what a user may
 * no longer see leaves the file); words that nobody has any more are deleted on the way.
 */
export class TextMerge {
  readonly #connection: SqliteConnection;
  readonly #segments: TextSegments;
  readonly #milliseconds: number;
  readonly #gathered = new Postings();
  /** As read since the merge began. Older is harmless: who changed since then is past the segments at hand. */
  #marks: TextMarkReader | null = null;

  /** `milliseconds`: another length of a step. */
  constructor(connection: SqliteConnection, milliseconds = STEP_MILLISECONDS) {
    this.#connection = connection;
    this.#milliseconds = milliseconds;
    this.#segments = new TextSegments(connection);
  }

  /**
   * One step in the caller's transaction. False when there was nothing to merge; between the pages of a pull that is
   * anything but what searching would notice.
   */
  step(when: 'in quiet' | 'between pages'): boolean {
    const all = this.#segments.all();
    const least = when === 'in quiet' ? SEGMENTS_TO_MERGE : SEGMENTS_TO_WAIT_FOR;
    const merge = mergeOf(all) ?? this.#begin(longestRun(all, least));
    if (merge === null) return false;
    this.#marks ??= new TextMarkReader(this.#connection);
    const started = performance.now();
    const { target, inputs } = merge;
    const from = target.moved ?? 0;
    const { blocks, bytes } = this.#segments.writer(target.id);
    const sources = inputs.map((input) => new Source(this.#segments, input, from + 1));
    const kept = new Set<number>();
    let moved = from;
    let isDone = false;
    for (let words = 1; ; words += 1) {
      const term = firstTerm(sources);
      isDone = term === NO_TERM;
      if (isDone) break;
      this.#gather(term, sources);
      if (this.#gathered.count > 0) {
        blocks.add(term, this.#gathered, 0, this.#gathered.count);
        kept.add(term);
      }
      moved = term;
      if (words % WORDS_BETWEEN_LOOKS === 0 && performance.now() - started > this.#milliseconds) break;
    }
    blocks.flush();
    if (merge.isOldest) this.#forget(from, isDone ? NO_TERM : moved, kept, merge.others);
    for (const [at, input] of inputs.entries()) {
      if (isDone) this.#segments.drop(input);
      else this.#segments.dropBlocksBefore(input.id, sources[at]?.block ?? 0);
    }
    this.#segments.put({ ...target, bytes: target.bytes + bytes(), moved: isDone ? null : moved });
    if (isDone) this.#marks = null;
    return true;
  }

  /** Begins to merge everything, in the caller's transaction; `step` goes on with it. Not while a merge is under way. */
  purge(): void {
    const all = this.#segments.all();
    if (mergeOf(all) !== null) throw new Error('The text index is being merged');
    this.#begin(all.length === 0 ? null : all);
  }

  #begin(inputs: readonly Segment[] | null): Merge | null {
    const [first, last] = [inputs?.[0], inputs?.at(-1)];
    if (inputs === null || first === undefined || last === undefined) return null;
    const id = this.#segments.newSegment();
    for (const input of inputs) this.#segments.put({ ...input, target: id });
    this.#segments.put({ id, first: first.first, last: last.last, bytes: 0, target: null, moved: 0 });
    this.#marks = null;
    return mergeOf(this.#segments.all());
  }

  /** The postings of a word that still count, and on to the next one. */
  #gather(term: number, sources: readonly Source[]): void {
    const gathered = this.#gathered;
    const marks = this.#marks as TextMarkReader;
    gathered.count = 0;
    for (const source of sources) {
      if (source.term !== term) continue;
      let kept = gathered.count;
      source.read(gathered);
      const { pks, impacts, count } = gathered;
      const { first, last } = source.segment;
      for (let at = kept; at < count; at += 1) {
        const pk = pks[at] as number;
        const writtenAt = marks.at(pk);
        if (writtenAt < first || writtenAt > last) continue;
        pks[kept] = pk;
        impacts[kept] = impacts[at] as number;
        kept += 1;
      }
      gathered.count = kept;
    }
    gathered.sort();
  }

  /** Deletes the words of this range that are neither in the target nor in a newer segment. */
  #forget(from: number, to: number, kept: ReadonlySet<number>, others: readonly Segment[]): void {
    const gone = this.#segments
      .termsBetween(from, to)
      .filter((term) => !kept.has(term) && !others.some(({ id }) => this.#segments.find(id, term) !== null));
    this.#segments.dropTerms(gone);
  }
}

const NO_TERM = Number.MAX_SAFE_INTEGER;

/** The words of one input, in order of number. */
class Source {
  readonly segment: Segment;
  readonly #blocks: Generator<BlockReader, void>;
  #reader: BlockReader | null = null;
  /** `NO_TERM` behind the last one. */
  term = NO_TERM;
  /** The first word of the block that `term` is in. */
  block = NO_TERM;

  constructor(segments: TextSegments, segment: Segment, from: number) {
    this.segment = segment;
    this.#blocks = segments.blocksFrom(segment.id, from);
    do this.#next();
    while (this.term < from);
  }

  read(into: Postings): void {
    this.#reader?.read(into);
    this.#next();
  }

  #next(): void {
    while (this.#reader === null || !this.#reader.next()) {
      const { value } = this.#blocks.next();
      this.#reader = value ?? null;
      this.block = value?.term ?? NO_TERM;
      if (value === undefined) {
        this.term = NO_TERM;
        return;
      }
    }
    this.term = this.#reader.term;
  }
}

function firstTerm(sources: readonly Source[]): number {
  let first = NO_TERM;
  for (const { term } of sources) if (term < first) first = term;
  return first;
}

/** The one that is under way. */
function mergeOf(all: readonly Segment[]): Merge | null {
  const target = all.find(({ moved }) => moved !== null);
  if (target === undefined) return null;
  const inputs = all.filter((segment) => segment.target === target.id);
  const others = all.filter((segment) => segment !== target && segment.target === null);
  return { target, inputs, others, isOldest: others.every(({ first }) => first > target.last) };
}

/** The newest segments that are no larger than some size, when there are at least so many: of the smallest size first. */
function longestRun(all: readonly Segment[], least: number): readonly Segment[] | null {
  const greatest = Math.max(0, ...all.map(sizeOf));
  for (let size = 0; size <= greatest; size += 1) {
    const larger = all.findLastIndex((segment) => sizeOf(segment) > size);
    if (all.length - 1 - larger >= least) return all.slice(larger + 1);
  }
  return null;
}

const sizeOf = ({ bytes }: Segment): number => Math.max(0, Math.floor(Math.log2(bytes / SMALLEST_SIZE + 1) / 3));
