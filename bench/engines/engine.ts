import type { BenchAnswer, BenchQuery } from '../queries/bench-query.ts';
import type { SearchDocument } from './search-document.ts';

/** A search engine over the whole corpus. Whatever it answers must be the same for every engine, but for the order. */
export interface BenchEngine {
  readonly name: EngineName;
  /** Can it answer this question at all? Those it cannot are left out of its figures. */
  handles(query: BenchQuery): boolean;
  answer(query: BenchQuery): BenchAnswer | Promise<BenchAnswer>;
  close(): void | Promise<void>;
}

/** `floor` answers only with its first 50 hits: it is the least that any engine on this store must do. */
export const ENGINE_NAMES = ['product', 'floor', 'orama', 'flexsearch', 'postgres'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export const FIRST = 50;

export type Documents = AsyncIterable<SearchDocument>;

/** Field weights of the product's text index, for the engines that rank by field: name, headline, skills, rest. */
export const FIELD_WEIGHTS = { name: 10, headline: 8, skills: 5, rest: 2 } as const;
