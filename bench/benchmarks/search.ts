import { corpusFile } from '../data/corpus.ts';
import { fillCache } from '../data/product-cache.ts';
import { benchRegion } from '../data/region.ts';
import type { EngineAnswer, EngineQuestion, OpenedEngine } from '../engines/engine-child.ts';
import { fillFloor } from '../engines/floor.ts';
import { ENGINE_NAMES, type EngineName } from '../engines/engine.ts';
import { Child } from '../lib/child.ts';
import { timed } from '../lib/measure.ts';
import { withScratch } from '../lib/scratch.ts';
import { median, percentile, percentiles, rounded, sizeLabel, type Percentiles } from '../lib/statistics.ts';
import { hasText, type BenchAnswer, type BenchQuery } from '../queries/bench-query.ts';
import { assertSameAnswer } from '../queries/compare-answers.ts';
import { workload } from '../queries/workload.ts';
import { progress, type BenchOptions, type BenchReport, type Value } from './benchmark.ts';

const DEFAULT_CANDIDATES = 100_000;
const QUICK_CANDIDATES = 5000;
const FULL_CANDIDATES = 500_000;
const ROUNDS = 3;
const QUICK_ROUNDS = 1;
/** The slow engines hold everything in their heap. */
const HEAP_MEGABYTES = 12_000;

/** Engines that run in a process; the floor lives in the product's. */
const PROCESSES: readonly EngineName[] = ENGINE_NAMES.filter((name) => name !== 'floor');

interface Participant {
  readonly name: EngineName;
  readonly child: Child;
  readonly opened: OpenedEngine;
}

/** The product's search against other engines on the same questions; answers are compared before a time is printed. */
export async function runSearch(options: BenchOptions): Promise<BenchReport> {
  const count = options.candidates ?? (options.quick ? QUICK_CANDIDATES : DEFAULT_CANDIDATES);
  const rounds = options.quick ? QUICK_ROUNDS : ROUNDS;
  const main = await measure(count, wantedEngines(options), rounds);
  const large = options.full ? await measure(FULL_CANDIDATES, ['product'], rounds) : null;
  const product = figure(main, 'product');
  const ofText = (name: EngineName): Percentiles => percentiles(main.timesOfText.get(name) ?? []);
  const ratio = (name: EngineName): number | null => {
    const other = main.times.get(name);
    return other === undefined
      ? null
      : rounded(percentile(other, 0.95) / percentile(main.times.get('product') ?? [], 0.95));
  };
  return {
    benchmark: 'search',
    candidates: count,
    [`p95ms${sizeLabel(count)}`]: product.p95,
    [`p50ms${sizeLabel(count)}`]: product.p50,
    p95ms500k: large === null ? null : figure(large, 'product').p95,
    fasterThanOrama: ratio('orama'),
    fasterThanPostgres: ratio('postgres'),
    fasterThanFlexSearchP50: main.times.has('flexsearch')
      ? rounded(ofText('flexsearch').p50 / ofText('product').p50)
      : null,
    floorRatio: rounded(ofText('product').p50 / ofText('floor').p50),
    floorRatioP95: rounded(ofText('product').p95 / ofText('floor').p95),
    addedMemoryMB: rounded(main.participants.find(({ name }) => name === 'product')?.opened.addedMemoryMB ?? 0),
    questions: main.queries.length,
    answersCompared: main.compared,
    rounds,
    engines: engineTable(main),
    notes: notes(main),
  };
}

/** The product always takes part. */
function wantedEngines({ peers }: BenchOptions): readonly EngineName[] {
  const unknown = peers?.filter((name) => name !== '' && !PROCESSES.some((known) => known === name)) ?? [];
  if (unknown.length > 0) throw new TypeError(`Unknown engine: ${unknown.join(', ')}. Known: ${PROCESSES.join(', ')}`);
  return PROCESSES.filter((name) => name === 'product' || peers === null || peers.includes(name));
}

interface Measured {
  readonly queries: readonly BenchQuery[];
  readonly participants: readonly Participant[];
  readonly skipped: readonly string[];
  readonly compared: number;
  /** Per engine the median of each question over the rounds, in milliseconds. */
  readonly times: ReadonlyMap<EngineName, readonly number[]>;
  readonly timesOfText: ReadonlyMap<EngineName, readonly number[]>;
}

async function measure(count: number, names: readonly EngineName[], rounds: number): Promise<Measured> {
  const region = benchRegion();
  const corpus = await corpusFile(count, region);
  return withScratch('search', async (cache) => {
    const filled = await timed(() => fillCache(cache, corpus, region));
    await fillFloor(cache, corpus);
    progress(`cache of ${count} candidates filled in ${(filled.milliseconds / 1000).toFixed(0)} s`);
    const queries = workload(region);
    const participants: Participant[] = [];
    const skipped: string[] = [];
    try {
      for (const name of names) {
        const child = new Child(new URL('../engines/engine-child.ts', import.meta.url), [], HEAP_MEGABYTES);
        const opened = await child.ask<OpenedEngine>({
          kind: 'open',
          engine: name,
          corpus,
          cache,
        } satisfies EngineQuestion);
        participants.push({ name, child, opened });
        if (opened.skipped !== null) skipped.push(`${name} left out: ${opened.skipped}`);
        progress(
          opened.skipped ?? `${name} ready in ${opened.seconds.toFixed(0)} s, +${opened.addedMemoryMB.toFixed(0)} MB`,
        );
      }
      const active = participants.filter(({ opened }) => opened.skipped === null);
      const compared = await compareAnswers(queries, active);
      progress(`${compared} answers compared and equal`);
      return { queries, participants: active, skipped, compared, ...(await timeRounds(queries, active, rounds)) };
    } finally {
      for (const { child } of participants) await child.stop();
    }
  });
}

/** Every engine's answer to every question against the product's; also the warm-up. */
async function compareAnswers(queries: readonly BenchQuery[], participants: readonly Participant[]): Promise<number> {
  let compared = 0;
  for (const [number, query] of queries.entries()) {
    let expected: BenchAnswer | null = null;
    for (const { name, child } of participants) {
      const given = await ask(child, name, number, true);
      if (given === null || given.answer === null) continue;
      if (name === 'product') expected = given.answer;
      else if (expected !== null) assertSameAnswer(query, ['product', expected], [name, given.answer]);
      if (name !== 'product') compared += 1;
    }
  }
  return compared;
}

/** Question by question through all engines, so that a disturbance of the machine meets them all. */
async function timeRounds(queries: readonly BenchQuery[], participants: readonly Participant[], rounds: number) {
  const runners = participants.flatMap(({ name, child }): (readonly [EngineName, Child])[] =>
    name === 'product'
      ? [
          [name, child],
          ['floor', child],
        ]
      : [[name, child]],
  );
  const samples = new Map(runners.map(([name]) => [name, queries.map((): number[] => [])]));
  for (let round = 0; round < rounds; round++) {
    for (const number of queries.keys()) {
      for (const [name, child] of runners) {
        const given = await ask(child, name, number, false);
        if (given !== null) samples.get(name)?.[number]?.push(given.milliseconds);
      }
    }
    progress(`round ${round + 1} of ${rounds}`);
  }
  const medians = (wanted: (query: BenchQuery) => boolean): Map<EngineName, number[]> => {
    const byEngine = new Map<EngineName, number[]>();
    for (const [name, perQuery] of samples) {
      byEngine.set(
        name,
        perQuery.flatMap((values, number) =>
          values.length > 0 && wanted(queries[number] as BenchQuery) ? median(values) : [],
        ),
      );
    }
    return byEngine;
  };
  return { times: medians(() => true), timesOfText: medians(hasText) };
}

function ask(child: Child, engine: EngineName, query: number, withAnswer: boolean): Promise<EngineAnswer> {
  return child.ask<EngineAnswer>({ kind: 'answer', engine, query, withAnswer } satisfies EngineQuestion);
}

function figure(measured: Measured, name: EngineName): Percentiles {
  return percentiles(measured.times.get(name) ?? []);
}

function engineTable(measured: Measured): Value {
  const rows = [...measured.times.keys()].map((name): [string, Value] => {
    const opened = measured.participants.find((participant) => participant.name === name)?.opened;
    return [
      name,
      {
        ...figure(measured, name),
        questions: measured.times.get(name)?.length ?? 0,
        addedMemoryMB: opened === undefined || name === 'postgres' ? null : Math.round(opened.addedMemoryMB),
        readySeconds: opened === undefined ? null : rounded(opened.seconds),
      },
    ];
  });
  return Object.fromEntries(rows);
}

function notes(measured: Measured): string[] {
  return [
    'milliseconds a question, median over the rounds, then percentiles over the questions; the product gives the whole answer (50 rows with score parts)',
    'compared and equal: total, counts of all options of 11 categories (own category excluded), number of first hits, and the hits themselves where at most 50; orders differ, each engine ranks in its own way',
    'words are literal and whole; the occupation is a requirement; words of a radius stay clear of its edge',
    'orama: one text field, a second search per active category because its facets cannot leave out the own filter',
    'flexsearch: words only, so without the questions that have none; filters, radius and counts by a plain pass over its hits; no relevance by field',
    'floor: bare FTS5 MATCH LIMIT 50 in an encrypted file of its own, without order, counts or rows; floorRatio compares p50 on questions with words',
    ...measured.skipped,
  ];
}
