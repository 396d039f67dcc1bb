import { Client } from 'pg';
import { findPostgres, startPostgres } from '../lib/postgres-cluster.ts';
import type { BenchAnswer, BenchQuery } from '../queries/bench-query.ts';
import { FIRST, type BenchEngine, type Documents } from './engine.ts';
import { boxAround } from './haversine.ts';
import type { SearchDocument } from './search-document.ts';

/**
 * PostgreSQL as one would set it up for this: weighted tsvector and option numbers under GIN, one statement an answer.
 * Each active category is a bit; a candidate whose failed bits are zero is a hit, one with a single failed bit counts
 * for the options of that category.
 */
const BATCH = 500;
const OCCUPATIONS = 'occupations';

export async function createPostgres(documents: Documents): Promise<BenchEngine | string> {
  const bin = findPostgres();
  if (bin === null) return 'no PostgreSQL server on this machine (initdb not found; POSTGRES_BIN names its folder)';
  const cluster = await startPostgres(bin);
  const client = new Client({ connectionString: cluster.connectionString });
  const close = async (): Promise<void> => {
    await client.end();
    cluster.stop();
  };
  await client.connect();
  try {
    const options = new OptionNumbers();
    await load(client, documents, options);
    return {
      name: 'postgres',
      handles: () => true,
      answer: (query) => ask(client, options, query),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Occupations share the number space, so that one array column holds all an answer needs. */
class OptionNumbers {
  readonly numbers = new Map<string, number>();
  readonly categories = new Map<string, number>();

  number(name: string): number {
    const known = this.numbers.get(name) ?? this.numbers.size;
    this.numbers.set(name, known);
    const category = name.slice(0, name.indexOf(':'));
    if (!this.categories.has(category)) this.categories.set(category, this.categories.size);
    return known;
  }

  bit(category: string): number {
    return 1 << (this.categories.get(category) as number);
  }
}

async function load(client: Client, documents: Documents, options: OptionNumbers): Promise<void> {
  await client.query(
    'create table profile (id int primary key, tsv tsvector, opts smallint[], lat float8, lon float8)',
  );
  await client.query('create table option (opt smallint primary key, name text, bit int)');
  let batch: SearchDocument[] = [];
  for await (const document of documents) {
    if (batch.push(document) < BATCH) continue;
    await insert(client, batch, options);
    batch = [];
  }
  if (batch.length > 0) await insert(client, batch, options);
  const names = [...options.numbers.keys()];
  await client.query('insert into option select * from unnest($1::int[], $2::text[], $3::int[])', [
    [...options.numbers.values()],
    names,
    names.map((name) => options.bit(name.slice(0, name.indexOf(':')))),
  ]);
  await client.query('create index profile_tsv on profile using gin (tsv)');
  await client.query('create index profile_opts on profile using gin (opts)');
  await client.query('create index profile_place on profile (lat, lon)');
  await client.query('vacuum analyze profile');
  await client.query('analyze option');
}

async function insert(client: Client, batch: readonly SearchDocument[], options: OptionNumbers): Promise<void> {
  const column = (give: (document: SearchDocument) => unknown): unknown[] => batch.map(give);
  const field = (index: number) => column(({ fields }) => (fields[index] as readonly string[]).join(' '));
  const rest = column(({ fields }) =>
    fields
      .slice(3)
      .map((words) => words.join(' '))
      .join(' '),
  );
  await client.query(
    `insert into profile
     select id, setweight(to_tsvector('simple', a), 'A') || setweight(to_tsvector('simple', b), 'B')
       || setweight(to_tsvector('simple', c), 'C') || setweight(to_tsvector('simple', d), 'D'), o::smallint[], lat, lon
     from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[])
       as t (id, a, b, c, d, o, lat, lon)`,
    [
      column(({ number }) => number),
      field(0),
      field(1),
      field(2),
      rest,
      column((document) => `{${numbersOf(document, options).join(',')}}`),
      column(({ lat }) => lat),
      column(({ lon }) => lon),
    ],
  );
}

function numbersOf(document: SearchDocument, options: OptionNumbers): number[] {
  const occupations = document.occupationIds.map((id) => `${OCCUPATIONS}:${id}`);
  return [...document.options, ...occupations].map((name) => options.number(name));
}

async function ask(client: Client, options: OptionNumbers, query: BenchQuery): Promise<BenchAnswer> {
  const { text, values } = statement(options, query);
  const { rows } = await client.query<{ first: number[] | null; total: string; counts: Record<string, number> | null }>(
    text,
    values,
  );
  const row = rows[0] as (typeof rows)[0];
  const counts = Object.entries(row.counts ?? {}).filter(([name]) => !name.startsWith(`${OCCUPATIONS}:`));
  return { total: Number(row.total), first: row.first ?? [], counts: Object.fromEntries(counts) };
}

function statement(options: OptionNumbers, query: BenchQuery): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const array = (names: readonly string[]): string =>
    `'{${names.flatMap((name) => options.numbers.get(name) ?? []).join(',')}}'::smallint[]`;
  const failed = Object.entries(query.filters).map(([category, codes]) => {
    const wanted = array(codes.map((code) => `${category}:${code}`));
    return `case when opts && ${wanted} then 0 else ${options.bit(category)} end`;
  });
  if (query.words.length > 0) {
    values.push(query.words.map((word) => `'${word}'`).join(' & '));
    conditions.push('tsv @@ $1::tsquery');
  }
  if (query.occupation !== null) {
    conditions.push(`opts && ${array(query.occupation.ids.map((id) => `${OCCUPATIONS}:${id}`))}`);
  }
  if (query.around !== null) conditions.push(circle(query.around));
  const rank = query.words.length > 0 ? 'ts_rank(tsv, $1::tsquery, 1)' : '0';
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
  const text = `
    with m as materialized (
      select id, opts, ${failed.length > 0 ? failed.join(' + ') : '0'} as x, ${rank} as r from profile ${where})
    select
      (select array_agg(id) from (select id from m where x = 0 order by r desc, id limit ${FIRST}) as f) as first,
      (select count(*) from m where x = 0) as total,
      (select json_object_agg(k.name, c.n) from (
         select u.o, count(*) as n
         from (select unnest(opts) as o, x from m where x & (x - 1) = 0) as u join option on opt = u.o
         where u.x = 0 or u.x = bit group by u.o) as c join option as k on k.opt = c.o) as counts`;
  return { text, values };
}

function circle({ lat, lon, km }: NonNullable<BenchQuery['around']>): string {
  const box = boxAround({ lat, lon }, km);
  const distance = `2 * 6371 * asin(sqrt(pow(sin(radians(lat - ${lat}) / 2), 2)
    + pow(sin(radians(lon - ${lon}) / 2), 2) * cos(radians(${lat})) * cos(radians(lat))))`;
  return `lat between ${box.south} and ${box.north} and lon between ${box.west} and ${box.east} and ${distance} <= ${km}`;
}
