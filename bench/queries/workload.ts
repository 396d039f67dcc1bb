import { seededRandom, type SeededRandom } from '../../server/demo/random.ts';
import { productOccupations } from '../../server/demo/product-lists.ts';
import type { BenchRegion } from '../data/region.ts';
import { distanceKm } from '../engines/haversine.ts';
import { codesByCategory, searchDocument, type SearchDocument } from '../engines/search-document.ts';
import type { BenchCircle, BenchQuery } from './bench-query.ts';

/**
 * 200 questions that are the same in every run: 28 of words only, 150 of words with filters, a radius or an occupation,
 * 22 without words. Words, options and places come from the candidates themselves, so that common and rare ones occur as
 * people would type them.
 */
const TEXT_ONLY = 28;
const MIXED = 150;
const WITHOUT_TEXT = 22;
const SAMPLE = 400;
const RADII = [10, 25, 25, 50] as const;
/** No place of the region lies this near to the edge of a circle (share of the radius): earth models differ a little. */
const EDGE = 0.004;

export function workload(region: BenchRegion): BenchQuery[] {
  const random = seededRandom('bench:workload');
  const sample = Array.from({ length: SAMPLE }, (_, index) => searchDocument(region.card(index * 7), index));
  const make = (count: number, kind: QueryKind): BenchQuery[] =>
    Array.from({ length: count }, () => makeQuery(random, region, sample, kind));
  const queries = [
    ...make(TEXT_ONLY, { text: true, narrowed: false }),
    ...make(MIXED, { text: true, narrowed: true }),
    ...make(WITHOUT_TEXT, { text: false, narrowed: true }),
  ];
  return random.pickSome(queries, queries.length, queries.length);
}

interface QueryKind {
  readonly text: boolean;
  readonly narrowed: boolean;
}

function makeQuery(
  random: SeededRandom,
  region: BenchRegion,
  sample: readonly SearchDocument[],
  kind: QueryKind,
): BenchQuery {
  const words = kind.text ? chooseWords(random, region, sample) : [];
  if (!kind.narrowed) return { words, filters: {}, occupation: null, around: null };
  for (;;) {
    const around = random.chance(0.4) ? chooseCircle(random, region) : null;
    const filters = random.chance(0.6) ? chooseFilters(random, sample) : {};
    const occupation = random.chance(0.25) ? chooseOccupation(random) : null;
    if (around !== null || occupation !== null || Object.keys(filters).length > 0) {
      return { words, filters, occupation, around };
    }
  }
}

/** One to three different words; the second and third mostly from the same profile, as people describe one person. */
function chooseWords(random: SeededRandom, region: BenchRegion, sample: readonly SearchDocument[]): string[] {
  const wanted = random.weighted([
    [1, 42],
    [2, 38],
    [3, 20],
  ] as const);
  const words = new Set<string>();
  const profile = random.pick(sample);
  while (words.size < wanted) {
    const source = words.size === 0 || random.chance(0.9) ? profile : random.pick(sample);
    const word = random.chance(0.12) ? region.words.draw(random) : chooseWord(random, source);
    if (word !== null && word.length > 1 && /^[a-z]+$/.test(word)) words.add(word);
  }
  return [...words];
}

function chooseWord(random: SeededRandom, { fields }: SearchDocument): string | null {
  const field = random.weighted([
    [0, 12],
    [1, 30],
    [2, 20],
    [3, 20],
    [4, 8],
    [5, 10],
  ] as const);
  const words = fields[field] as readonly string[];
  return words.length === 0 ? null : random.pick(words);
}

function chooseFilters(random: SeededRandom, sample: readonly SearchDocument[]): BenchQuery['filters'] {
  const filters: Partial<Record<string, string[]>> = {};
  const categories = random.int(1, 3);
  while (Object.keys(filters).length < categories) {
    const codes = new Set<string>();
    const [category] = random.pick([...codesByCategory(random.pick(sample).options).entries()]);
    const wanted = random.int(1, 3);
    for (let tries = 0; codes.size < wanted && tries < 10; tries++) {
      for (const code of codesByCategory(random.pick(sample).options).get(category)?.slice(0, 1) ?? []) codes.add(code);
    }
    if (codes.size > 0) filters[category] = [...codes].sort();
  }
  return filters;
}

function chooseOccupation(random: SeededRandom): BenchQuery['occupation'] {
  const occupation = random.pick(productOccupations());
  return { id: occupation.id, label: occupation.name, ids: [occupation.id] };
}

function chooseCircle(random: SeededRandom, region: BenchRegion): BenchCircle {
  const weights = region.places.map((place) => [place, place.population ?? 400] as const);
  for (;;) {
    const { id: placeId, lat, lon } = random.weighted(weights);
    const km = random.pick(RADII);
    const onEdge = region.places.some((place) => Math.abs(distanceKm(place, { lat, lon }) / km - 1) < EDGE);
    if (!onEdge) return { placeId, lat, lon, km };
  }
}

/** What a user would have typed, for tables and error messages. */
export function describeQuery(query: BenchQuery): string {
  const filters = Object.entries(query.filters).map(([category, codes]) => `${category}=${codes.join('|')}`);
  const around = query.around === null ? [] : [`${query.around.km} km around ${query.around.placeId.slice(-4)}`];
  const occupation = query.occupation === null ? [] : [`occupation ${query.occupation.label}`];
  return [...query.words, ...occupation, ...around, ...filters].join(' · ');
}
