import { performance } from 'node:perf_hooks';
import type { Occupation } from '@hallowerk/contract/reference/reference.ts';
import { createCacheRepository } from '../../db/sync/cache.repository.ts';
import { productOccupations } from '../../server/demo/product-lists.ts';
import { seededRandom, type SeededRandom } from '../../server/demo/random.ts';
import { openBenchCache } from '../data/product-cache.ts';
import { cardPage, referencePage } from '../data/pull-pages.ts';
import { benchRegion } from '../data/region.ts';
import { foldedWords } from '../engines/search-document.ts';
import { openSearch } from '../engines/product.ts';
import { withScratch } from '../lib/scratch.ts';
import { median, percentiles, rounded } from '../lib/statistics.ts';
import type { BenchOptions, BenchReport } from './benchmark.ts';

const CANDIDATES = 500;
const TYPED = 150;
const MISTYPED = 600;
const ROUNDS = 3;
const LONGEST_PREFIX = 10;
const SHORTEST_WORD = 5;
const FIRST = 3;

interface Phrase {
  readonly occupation: Occupation;
  readonly text: string;
}

interface Mistake extends Phrase {
  readonly typed: string;
}

/** Suggestions per keystroke over the product's occupation list, and how often one typing error still leads home. */
export async function runSuggest(options: BenchOptions): Promise<BenchReport> {
  const region = benchRegion();
  const random = seededRandom('bench:suggest');
  const phrases = productOccupations().flatMap((occupation) =>
    [occupation.name, ...occupation.synonyms].map((text): Phrase => ({ occupation, text })),
  );
  const mistakes = makeMistakes(random, phrases, options.quick ? MISTYPED / 4 : MISTYPED);
  const keystrokes = random.pickSome(phrases, TYPED, TYPED).flatMap(({ text }) => prefixes(text));
  return withScratch('suggest', async (directory) => {
    const database = await openBenchCache(directory);
    try {
      const cache = createCacheRepository(database);
      const cards = Array.from({ length: CANDIDATES }, (_, index) => region.card(index));
      for (const page of [referencePage(region), cardPage({ number: 1, done: true, cards })]) {
        for (const _slice of cache.applyPage(page, { now: new Date() })) continue;
      }
      const search = openSearch(database);
      const suggest = (text: string) => search.suggest(text);
      // The index is built at the first letter of a session.
      const firstStarted = performance.now();
      suggest('v');
      const firstMs = performance.now() - firstStarted;
      const times = timeAll(suggest, keystrokes);
      const mistyped = timeAll(
        suggest,
        mistakes.map(({ typed }) => typed),
      );
      const missed = mistakes.filter(
        ({ typed, occupation }) =>
          !suggest(typed)
            .slice(0, FIRST)
            .some(({ code }) => code === occupation.id),
      );
      return {
        benchmark: 'suggest',
        candidates: CANDIDATES,
        p95ms: percentiles(times).p95,
        rightInFirst3: rounded(1 - missed.length / mistakes.length),
        keystrokes: percentiles(times),
        withTypingError: percentiles(mistyped),
        firstKeystrokeMs: rounded(firstMs),
        phrases: phrases.length,
        keystrokesAsked: keystrokes.length,
        typingErrorsAsked: mistakes.length,
        missedExamples: missed.slice(0, 8).map(({ typed, text }) => `${typed} (${text})`),
        notes: [
          'keystrokes: every beginning, up to ten letters, of occupation names and synonyms',
          'typing errors: one letter left out, doubled, replaced or swapped with its neighbour, never the first letter, in a word of five letters or more; right means the occupation is among the first three',
          'errors that make another phrase of the list are left out',
        ],
      };
    } finally {
      await database.close();
    }
  });
}

/** The median of several rounds for each text, milliseconds. */
function timeAll(suggest: (text: string) => unknown, texts: readonly string[]): number[] {
  const samples = texts.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, text] of texts.entries()) {
      const started = performance.now();
      suggest(text);
      samples[at]?.push(performance.now() - started);
    }
  }
  return samples.map(median);
}

function prefixes(text: string): string[] {
  return Array.from({ length: Math.min(LONGEST_PREFIX, text.length) }, (_, length) => text.slice(0, length + 1));
}

function makeMistakes(random: SeededRandom, phrases: readonly Phrase[], count: number): Mistake[] {
  const known = new Set(phrases.map(({ text }) => foldedWords(text).join(' ')));
  const mistakes: Mistake[] = [];
  while (mistakes.length < count) {
    const phrase = random.pick(phrases);
    const words = foldedWords(phrase.text);
    const long = words.flatMap((word, at) => (word.length >= SHORTEST_WORD ? at : []));
    if (long.length === 0) continue;
    const wrong = random.pick(long);
    const typed = words.map((word, at) => (at === wrong ? mistype(random, word) : word)).join(' ');
    if (!known.has(typed)) mistakes.push({ ...phrase, typed });
  }
  return mistakes;
}

function mistype(random: SeededRandom, word: string): string {
  const at = random.int(1, word.length - 2);
  const before = word.slice(0, at);
  const letter = word[at] as string;
  switch (random.int(0, 3)) {
    case 0:
      return before + word.slice(at + 1);
    case 1:
      return before + letter + word.slice(at);
    case 2:
      return before + random.pick([...'aeinorst']) + word.slice(at + 1);
    default:
      return before + (word[at + 1] as string) + letter + word.slice(at + 2);
  }
}
