import { performance } from 'node:perf_hooks';
import { readCards } from '../data/corpus.ts';
import { benchRegion } from '../data/region.ts';
import { answerQuestions } from '../lib/child.ts';
import { residentMegabytes } from '../lib/measure.ts';
import type { BenchAnswer, BenchQuery } from '../queries/bench-query.ts';
import { workload } from '../queries/workload.ts';
import type { BenchEngine, EngineName } from './engine.ts';
import { searchDocument, type SearchDocument } from './search-document.ts';

/** One engine a process (the floor shares the product's): its memory is its own, and so is its garbage. */
export type EngineQuestion =
  | { readonly kind: 'open'; readonly engine: EngineName; readonly corpus: string; readonly cache: string }
  | { readonly kind: 'answer'; readonly engine: EngineName; readonly query: number; readonly withAnswer: boolean };

export interface OpenedEngine {
  /** Why it does not take part, or null. */
  readonly skipped: string | null;
  readonly seconds: number;
  /** Resident memory that the engine added to an otherwise ready process, after its first answers. */
  readonly addedMemoryMB: number;
}

/** null for a question that this engine cannot answer. */
export type EngineAnswer = { readonly milliseconds: number; readonly answer: BenchAnswer | null } | null;

const queries: readonly BenchQuery[] = workload(benchRegion());
const engines = new Map<EngineName, BenchEngine>();
const WARM_UP = 20;

async function open(name: EngineName, corpus: string, cache: string): Promise<OpenedEngine> {
  const before = residentMegabytes();
  const started = performance.now();
  const opened = await create(name, corpus, cache);
  if (typeof opened === 'string') return { skipped: opened, seconds: 0, addedMemoryMB: 0 };
  for (const engine of opened) engines.set(engine.name, engine);
  const seconds = (performance.now() - started) / 1000;
  const main = opened[0] as BenchEngine;
  for (const query of queries.filter((item) => main.handles(item)).slice(0, WARM_UP)) await main.answer(query);
  return { skipped: null, seconds, addedMemoryMB: residentMegabytes() - before };
}

/** Imported on demand: no process carries the libraries of another. */
async function create(name: EngineName, corpus: string, cache: string): Promise<readonly BenchEngine[] | string> {
  switch (name) {
    case 'product':
    case 'floor':
      return (await import('./product.ts')).openProduct(cache);
    case 'orama':
      return [await (await import('./orama.ts')).createOrama(documents(corpus))];
    case 'flexsearch':
      return [await (await import('./flexsearch.ts')).createFlexSearch(documents(corpus))];
    case 'postgres': {
      const engine = await (await import('./postgres.ts')).createPostgres(documents(corpus));
      return typeof engine === 'string' ? engine : [engine];
    }
  }
}

async function* documents(corpus: string): AsyncGenerator<SearchDocument> {
  let number = 0;
  for await (const card of readCards(corpus)) yield searchDocument(card, number++);
}

async function answer(name: EngineName, number: number, withAnswer: boolean): Promise<EngineAnswer> {
  const engine = engines.get(name);
  const query = queries[number];
  if (engine === undefined || query === undefined) throw new RangeError(`No engine ${name} or no question ${number}`);
  if (!engine.handles(query)) return null;
  const started = performance.now();
  const given = await engine.answer(query);
  return { milliseconds: performance.now() - started, answer: withAnswer ? given : null };
}

answerQuestions<EngineQuestion>(
  (question) =>
    question.kind === 'open'
      ? open(question.engine, question.corpus, question.cache)
      : answer(question.engine, question.query, question.withAnswer),
  async () => {
    for (const engine of engines.values()) await engine.close();
  },
);
