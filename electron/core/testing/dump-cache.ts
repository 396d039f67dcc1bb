import { createHash } from 'node:crypto';
import { openCache } from '#db/open-database.ts';
import type { SqliteConnection } from '#db/sqlite-connection.ts';
import { textPostings } from '#db/testing/text-postings.ts';
import { deriveKey } from '../accounts/device-keys.ts';

export interface CacheDump {
  readonly rows: number;
  readonly members: number;
  readonly facets: number;
  readonly words: number;
  /** SHA-256 over everything below in one order; equal for equal caches, whatever way led there. */
  readonly hash: string;
}

/** Everything a cache holds, without what may differ between two ways to the same content: keys, option numbers, generations. */
const QUERIES = {
  rows: 'select coll, id, rev, d from row order by coll, id',
  members:
    'select s.key, r.coll, r.id from member m join scope s on s.id = m.scope join row r on r.pk = m.pk order by 1, 2, 3',
  scopes: 'select key, cnt, cast(digest as text) as digest, state, sweep from scope order by key',
  facets:
    'select r.id, f.lat, f.lon, f.modified_day, f.opts from candidate_facet f join row r on r.pk = f.id order by r.id',
  meta: "select k, v from meta where k in ('cursor', 'epoch', 'complete') order by k",
} as const;

/** Reads a closed profile's cache for comparison. The device key is that of its session. */
export async function dumpCache(directory: string, deviceKey: Buffer): Promise<CacheDump> {
  const database = await openCache({ directory, key: deriveKey(deviceKey, 'cache') });
  try {
    const { connection } = database;
    const options = new Map(
      connection
        .prepare<[number, string, string]>('select id, category, code from facet_option')
        .raw()
        .all()
        .map(([id, category, code]) => [id, `${category}=${code}`]),
    );
    const hash = createHash('sha256');
    const counts: Record<string, number> = {};
    for (const [name, sql] of Object.entries(QUERIES)) {
      const lines = connection.prepare<unknown[]>(sql).raw().all();
      counts[name] = lines.length;
      for (const line of lines)
        hash.update(`${name} ${JSON.stringify(line.map((value) => readable(value, options)))}\n`);
    }
    const words = wordLines(connection);
    for (const line of words) hash.update(`words ${line}\n`);
    const { rows = 0, members = 0, facets = 0 } = counts;
    return { rows, members, facets, words: words.length, hash: hash.digest('hex') };
  } finally {
    await database.close();
  }
}

/** A line for each word of the text index: who has it and how much it says about him. */
function wordLines(connection: SqliteConnection): string[] {
  const ids = new Map(connection.prepare<[number, string]>('select pk, id from row').raw().all());
  return [...textPostings(connection)]
    .map(
      ([word, postings]) =>
        `${word}: ${[...postings]
          .map(([pk, impact]) => `${ids.get(pk)}=${impact}`)
          .sort()
          .join(' ')}`,
    )
    .sort();
}

/** The packed option numbers of a candidate, as sorted names. */
function readable(value: unknown, options: ReadonlyMap<number, string>): unknown {
  if (!Buffer.isBuffer(value)) return value;
  const numbers = new Uint16Array(Uint8Array.from(value).buffer);
  return [...numbers].map((number) => options.get(number)).sort();
}
