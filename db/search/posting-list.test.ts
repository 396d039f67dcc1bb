import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockReader, BlockWriter, Postings } from './posting-list.ts';

type List = readonly (readonly [pk: number, impact: number])[];

const key = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 2 ** 31 - 1 }));
const list: fc.Arbitrary<List> = fc
  .uniqueArray(fc.tuple(key, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 60, selector: ([pk]) => pk })
  .map((pairs) => pairs.sort(([one], [other]) => one - other));
const lists = fc
  .uniqueArray(fc.tuple(fc.nat({ max: 2 ** 27 - 1 }), list), { maxLength: 40, selector: ([term]) => term })
  .map((terms) => terms.sort(([one], [other]) => one - other));

function postingsOf(pairs: List): Postings {
  const postings = new Postings();
  for (const [pk, impact] of pairs) postings.add(pk, impact);
  return postings;
}

const pairsOf = ({ pks, impacts, count }: Postings): List =>
  Array.from({ length: count }, (_, at) => [pks[at] as number, impacts[at] as number]);

function write(terms: readonly (readonly [number, List])[]): [first: number, data: Buffer][] {
  const blocks: [number, Buffer][] = [];
  const writer = new BlockWriter((first, data) => blocks.push([first, data]));
  for (const [term, pairs] of terms) writer.add(term, postingsOf(pairs), 0, pairs.length);
  writer.flush();
  return blocks;
}

const read = (reader: BlockReader): List => {
  const postings = new Postings();
  reader.read(postings);
  return pairsOf(postings);
};

describe('blocks of postings', () => {
  it('give back every word with its postings, in order', () => {
    fc.assert(
      fc.property(lists, (terms) => {
        const found: [number, List][] = [];
        for (const [first, data] of write(terms)) {
          const reader = new BlockReader(first, data);
          while (reader.next()) found.push([reader.term, read(reader)]);
        }
        expect(found).toEqual(terms);
      }),
    );
  });

  it('find each word, and the next one where it is not there', () => {
    fc.assert(
      fc.property(lists, fc.nat({ max: 2 ** 27 - 1 }), (terms, wanted) => {
        for (const [first, data] of write(terms)) {
          for (const [term, pairs] of terms) {
            const reader = new BlockReader(first, data);
            expect([reader.seek(term), reader.term, read(reader)]).toEqual([true, term, pairs]);
          }
          const next = terms.find(([term]) => term >= wanted);
          const reader = new BlockReader(first, data);
          expect(reader.seek(wanted) ? reader.term : undefined).toBe(next?.[0]);
        }
      }),
    );
  });

  it('are divided where they get long, each beginning with its own first word', () => {
    const pairs: List = Array.from({ length: 4000 }, (_, at) => [at * 3, 7]);
    const blocks = write([3, 5, 90].map((term) => [term, pairs]));
    expect(blocks.map(([first]) => first)).toEqual([3, 90]);
    const [, data] = blocks[1] as [number, Buffer];
    const reader = new BlockReader(90, data);
    expect([reader.next(), reader.term, read(reader), reader.next()]).toEqual([true, 90, pairs, false]);
  });

  it('are sorted by key when they come from several places', () => {
    fc.assert(
      fc.property(list, fc.nat(60), (pairs, cut) => {
        const postings = postingsOf([...pairs.slice(cut), ...pairs.slice(0, cut)]);
        postings.sort();
        expect(pairsOf(postings)).toEqual(pairs);
      }),
    );
  });
});
