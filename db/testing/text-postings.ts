import { TextMarkReader } from '../search/facet-blocks.ts';
import { Postings } from '../search/posting-list.ts';
import { TextSegments } from '../search/text-segments.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';

/** Every posting of the text index that counts: word → key → impact. For comparing caches; reads the whole index. */
export function textPostings(connection: SqliteConnection): Map<string, Map<number, number>> {
  const segments = new TextSegments(connection);
  const marks = new TextMarkReader(connection);
  const words = connection.prepare<[number, string]>('select id, term from text_term').raw().all();
  const terms = new Map(words);
  const found = new Map(words.map(([, term]) => [term, new Map<number, number>()]));
  const all = segments.all();
  const moved = all.find((segment) => segment.moved !== null)?.moved ?? 0;
  for (const { id, first, last, target } of all) {
    for (const block of segments.blocksFrom(id, 0)) {
      while (block.next()) {
        if (target !== null && block.term <= moved) continue;
        const postings = new Postings();
        block.read(postings);
        for (let at = 0; at < postings.count; at += 1) {
          const pk = postings.pks[at] as number;
          const writtenAt = marks.at(pk);
          if (writtenAt < first || writtenAt > last) continue;
          found.get(terms.get(block.term) ?? '')?.set(pk, postings.impacts[at] as number);
        }
      }
    }
  }
  return new Map([...found].filter(([, postings]) => postings.size > 0));
}
