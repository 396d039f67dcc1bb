import FlexSearch from 'flexsearch';
import type { BenchAnswer, BenchQuery } from '../queries/bench-query.ts';
import { hasText } from '../queries/bench-query.ts';
import { FIRST, type BenchEngine, type Documents } from './engine.ts';
import { OutsideCounter } from './outside-counter.ts';

/** FlexSearch finds words and ranks by position; filters, radius and counts are computed outside from its hits. */
export async function createFlexSearch(documents: Documents): Promise<BenchEngine> {
  const index = new FlexSearch.Index({ tokenize: 'strict', encode: (text: string) => text.split(' '), resolution: 9 });
  const counter = new OutsideCounter();
  for await (const document of documents) {
    index.add(document.number, document.words.join(' '));
    counter.add(document);
  }
  return {
    name: 'flexsearch',
    handles: hasText,
    answer(query: BenchQuery): BenchAnswer {
      const hits = index.search(query.words.join(' '), { limit: counter.size, suggest: false }) as number[];
      const { kept, counts } = counter.count(query, hits);
      return { total: kept.length, first: kept.slice(0, FIRST), counts };
    },
    close: () => undefined,
  };
}
