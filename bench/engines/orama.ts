import { create, insertMultiple, search, type AnyOrama, type AnySchema, type SearchParams } from '@orama/orama';
import type { BenchAnswer, BenchQuery } from '../queries/bench-query.ts';
import { FIRST, type BenchEngine, type Documents } from './engine.ts';
import { codesByCategory, OPTION_CATEGORIES, type SearchDocument } from './search-document.ts';

/**
 * Orama always looks for prefixes; a mark behind every word makes that a search for whole words, without the slow second
 * look at the text that its own `exact` takes. With one text field its `threshold: 0` means "all words".
 * Its facets count the hits only, so each active category takes a second search without its own filter.
 */
const WORD_END = '\u0001';
const BATCH = 1000;

export async function createOrama(documents: Documents): Promise<BenchEngine> {
  const schema: AnySchema = {
    text: 'string',
    place: 'geopoint',
    occupations: 'enum[]',
    ...Object.fromEntries(OPTION_CATEGORIES.map((category) => [`option_${category}`, 'enum[]'] as const)),
  };
  const database: AnyOrama = create({
    schema,
    components: {
      tokenizer: { language: 'dutch', normalizationCache: new Map(), tokenize: tokens },
    },
  });
  let batch: Record<string, unknown>[] = [];
  for await (const document of documents) {
    if (batch.push(toOrama(document)) < BATCH) continue;
    await insertMultiple(database, batch, BATCH);
    batch = [];
  }
  if (batch.length > 0) await insertMultiple(database, batch, BATCH);
  return { name: 'orama', handles: () => true, answer: (query) => ask(database, query), close: () => undefined };
}

const tokens = (text: string): string[] => (text === '' ? [] : text.split(' ').map((word) => word + WORD_END));

function toOrama(document: SearchDocument): Record<string, unknown> {
  const options = codesByCategory(document.options);
  return {
    id: String(document.number),
    text: document.words.join(' '),
    place: { lat: document.lat, lon: document.lon },
    occupations: document.occupationIds,
    ...Object.fromEntries(OPTION_CATEGORIES.map((category) => [`option_${category}`, options.get(category) ?? []])),
  };
}

async function ask(database: AnyOrama, query: BenchQuery): Promise<BenchAnswer> {
  const main = await find(database, query, OPTION_CATEGORIES, FIRST);
  const counts = { ...main.counts };
  for (const category of Object.keys(query.filters)) {
    const { [category as keyof typeof query.filters]: _own, ...others } = query.filters;
    const own = await find(database, { ...query, filters: others }, [category], 0);
    for (const name of Object.keys(counts)) if (name.startsWith(`${category}:`)) delete counts[name];
    Object.assign(counts, own.counts);
  }
  return { total: main.total, first: main.first, counts };
}

async function find(database: AnyOrama, query: BenchQuery, categories: readonly string[], limit: number) {
  const where = conditions(query);
  const question: SearchParams<AnyOrama> = {
    term: query.words.join(' '),
    ...(query.words.length > 0 && { properties: ['text'] }),
    threshold: 0,
    ...(Object.keys(where).length > 0 && { where }),
    facets: Object.fromEntries(categories.map((category) => [`option_${category}`, {}])),
    limit,
  };
  const result = await search(database, question);
  const counts: Record<string, number> = {};
  for (const category of categories) {
    for (const [code, count] of Object.entries(result.facets?.[`option_${category}`]?.values ?? {})) {
      counts[`${category}:${code}`] = count;
    }
  }
  return { total: result.count, first: result.hits.map((hit) => Number(hit.id)), counts };
}

function conditions(query: BenchQuery): Record<string, unknown> {
  const where: Record<string, unknown> = {};
  for (const [category, codes] of Object.entries(query.filters)) where[`option_${category}`] = { containsAny: codes };
  if (query.occupation !== null) where['occupations'] = { containsAny: query.occupation.ids };
  if (query.around !== null) {
    const { lat, lon, km } = query.around;
    where['place'] = { radius: { coordinates: { lat, lon }, value: km, unit: 'km', inside: true } };
  }
  return where;
}
