import type { LocalDatabase } from '#db/open-database.ts';
import { entryHash } from '#db/sync/digest.ts';
import type { ClientFiles } from './client-files.ts';
import { hold } from './invariant-error.ts';

/** Rows as the client holds them, without what waits for sending: `collection|id` → content as stored. */
export function viewOf(cacheFile: LocalDatabase): Map<string, string> {
  const rows = cacheFile.connection
    .prepare<[number, string, string]>('select coll, id, d from row order by coll, id')
    .raw()
    .all();
  return new Map(rows.map(([collection, id, content]) => [`${collection}|${id}`, content]));
}

/** Everything that must be equal when nothing changed. Generations may differ. */
export function cacheSignature(cacheFile: LocalDatabase): string {
  const read = (sql: string): unknown => cacheFile.connection.prepare(sql).raw().all();
  return JSON.stringify([
    read('select coll, id, rev, d from row order by coll, id'),
    read('select m.scope, r.coll, r.id from member m join row r on r.pk = m.pk order by 1, 2, 3'),
    read('select key, cnt, cast(digest as text), state from scope order by key'),
    read(`select v from meta where k in ('cursor', 'epoch')`),
  ]);
}

interface MemberLine {
  readonly scope: number;
  readonly coll: number | null;
  readonly id: string | null;
  readonly rev: number | null;
}

/** C2: sums are those of the memberships. C7: rows, memberships and scopes hang together. */
export function checkPlaces({ connection }: LocalDatabase): void {
  const members = connection
    .prepare<MemberLine>('select m.scope, r.coll, r.id, r.rev from member m left join row r on r.pk = m.pk')
    .all();
  const alone = connection
    .prepare<number>('select count(*) from row where pk not in (select pk from member)')
    .pluck()
    .get();
  hold('C7', alone === 0, () => `${alone} rows without membership`);
  const scopes = connection
    .prepare<{ id: number; key: string; cnt: number; digest: string }>(
      'select id, key, cnt, cast(digest as text) as digest from scope',
    )
    .all();
  const sums = new Map(scopes.map(({ id }) => [id, { cnt: 0, digest: 0n }]));
  for (const { scope, coll, id, rev } of members) {
    const sum = sums.get(scope);
    hold('C7', coll !== null && id !== null && rev !== null, () => 'a membership without row');
    hold('C7', sum !== undefined, () => 'a membership without scope');
    sum.cnt += 1;
    sum.digest ^= entryHash(coll, id, rev);
  }
  for (const { id, key, cnt, digest } of scopes) {
    const sum = sums.get(id);
    const same = sum?.cnt === cnt && sum.digest.toString() === digest;
    hold('C2', same, () => `the sums of ${key.split(':')[0]} are not those of its memberships`);
  }
}

/** Every text of the cache: rows, words of the index, labels of filters, what waits for sending. */
export function everyText({ cacheFile, outboxFile }: ClientFiles): string {
  const read = (from: LocalDatabase, sql: string): string[] => from.connection.prepare<string>(sql).pluck().all();
  return [
    ...read(cacheFile, 'select d from row'),
    ...read(cacheFile, 'select term from text_term'),
    ...read(cacheFile, 'select label from facet_option'),
    ...read(cacheFile, `select coalesce(patch, '') from overlay`),
    ...read(outboxFile, 'select args from outbox'),
    ...read(outboxFile, 'select args from result'),
  ].join('\n');
}
