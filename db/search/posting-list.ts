/** Who has a term, and how much it says about him (1 to 255), in order of key. The arrays are used again and grow. */
export class Postings {
  pks = new Int32Array(1024);
  impacts = new Uint8Array(1024);
  count = 0;

  add(pk: number, impact: number): void {
    if (this.count === this.pks.length) this.reserve(1);
    this.pks[this.count] = pk;
    this.impacts[this.count] = impact;
    this.count += 1;
  }

  reserve(more: number): void {
    const needed = this.count + more;
    if (needed <= this.pks.length) return;
    const size = Math.max(needed, this.pks.length * 2);
    const pks = new Int32Array(size);
    const impacts = new Uint8Array(size);
    pks.set(this.pks);
    impacts.set(this.impacts);
    this.pks = pks;
    this.impacts = impacts;
  }

  /** Lists of several segments one after the other are not in order of key yet. */
  sort(): void {
    const { pks, impacts, count } = this;
    let at = 1;
    while (at < count && (pks[at - 1] as number) < (pks[at] as number)) at += 1;
    if (at >= count) return;
    const keys = new Float64Array(count);
    for (at = 0; at < count; at += 1) keys[at] = (pks[at] as number) * 256 + (impacts[at] as number);
    keys.sort();
    for (at = 0; at < count; at += 1) {
      const key = keys[at] as number;
      pks[at] = Math.floor(key / 256);
      impacts[at] = key % 256;
    }
  }
}

/**
 * Packs terms with their postings into blocks. A block: the length of its head; the head, for each term its distance from
 * the one before (the first: from the block's own) and the length of its postings; the postings, for each the distance of
 * its key from the one before and the impact. Numbers in groups of seven bits, the lowest first.
 */
export class BlockWriter {
  readonly #emit: (firstTerm: number, data: Buffer) => void;
  readonly #head = new Bytes();
  readonly #body = new Bytes();
  #first = -1;
  #last = -1;

  constructor(emit: (firstTerm: number, data: Buffer) => void) {
    this.#emit = emit;
  }

  /** Terms in ascending order; postings `from` up to `to`, at least one. */
  add(term: number, { pks, impacts }: Postings, from: number, to: number): void {
    const start = this.#body.length;
    this.#body.reserve((to - from) * 6);
    let before = 0;
    for (let at = from; at < to; at += 1) {
      const pk = pks[at] as number;
      this.#body.number(pk - before);
      this.#body.byte(impacts[at] as number);
      before = pk;
    }
    if (this.#first === -1) this.#first = this.#last = term;
    this.#head.reserve(12);
    this.#head.number(term - this.#last);
    this.#head.number(this.#body.length - start);
    this.#last = term;
    if (this.#body.length >= BLOCK_BYTES) this.flush();
  }

  flush(): void {
    if (this.#first === -1) return;
    const size = new Bytes();
    size.number(this.#head.length);
    this.#emit(this.#first, Buffer.concat([size.view(), this.#head.view(), this.#body.view()]));
    this.#head.length = 0;
    this.#body.length = 0;
    this.#first = -1;
  }
}

/** Four pages of the file: one seek for a rare word, few rows for all of them. */
const BLOCK_BYTES = 16_000;

/** Goes through the terms of a block. Before the first `next` it stands before them. */
export class BlockReader {
  readonly #data: Buffer;
  #head: number;
  readonly #headEnd: number;
  #to: number;
  #from = 0;
  /** Where the last number that was read ended. */
  #at = 0;
  term: number;

  constructor(firstTerm: number, data: Buffer) {
    this.#data = data;
    const length = this.#number(0);
    this.#head = this.#at;
    this.#headEnd = this.#at + length;
    this.#to = this.#headEnd;
    this.term = firstTerm;
  }

  /** False at the end. */
  next(): boolean {
    if (this.#head >= this.#headEnd) return false;
    this.term += this.#number(this.#head);
    this.#from = this.#to;
    this.#to += this.#number(this.#at);
    this.#head = this.#at;
    return true;
  }

  /** Goes on to the term, or to the first one after it; false when there is none. */
  seek(term: number): boolean {
    while (this.next()) if (this.term >= term) return true;
    return false;
  }

  /** Adds the postings of this term. */
  read(into: Postings): void {
    into.reserve((this.#to - this.#from) >> 1);
    const data = this.#data;
    const { pks, impacts } = into;
    const end = this.#to;
    let { count } = into;
    let pk = 0;
    let at = this.#from;
    while (at < end) {
      let byte = data[at++] as number;
      let distance = byte & 127;
      for (let shift = 7; byte > 127; shift += 7) {
        byte = data[at++] as number;
        distance |= (byte & 127) << shift;
      }
      pk += distance;
      pks[count] = pk;
      impacts[count] = data[at++] as number;
      count += 1;
    }
    into.count = count;
  }

  #number(from: number): number {
    let at = from;
    let byte = this.#data[at++] as number;
    let value = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = this.#data[at++] as number;
      value |= (byte & 127) << shift;
    }
    this.#at = at;
    return value;
  }
}

/** A buffer that grows. `reserve` comes before writing. */
class Bytes {
  #bytes = new Uint8Array(1024);
  length = 0;

  reserve(more: number): void {
    if (this.length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.length + more, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }

  byte(value: number): void {
    this.#bytes[this.length++] = value;
  }

  number(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.length++] = rest;
  }

  view(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}
