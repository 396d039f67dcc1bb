import { hash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { canonicalJson } from '@hallowerk/contract/common/canonical-json.ts';
import type { LocalDatabase } from '../open-database.ts';

/** A step ends after this long, so that a search never waits much longer. Milliseconds. */
const STEP_MS = 8;
const STEP_ROWS = 500;

/** Collection number → one sum for each slice asked for. */
export type SliceSums = ReadonlyMap<number, readonly bigint[]>;

/** The slice of a row: the first byte of SHA-256 over its id as text (contract/sync/verify.ts). */
export function sliceOf(id: string): number {
  return hash('sha256', id, 'buffer').readUInt8(0);
}

/** The first 8 bytes of SHA-256 over the canonical JSON of a row, as a signed number. */
export function contentSum(row: unknown): bigint {
  return hash('sha256', canonicalJson(row), 'buffer').readBigInt64BE(0);
}

/**
 * Sums over the contents stored here, for the slices `from` up to, not including, `to`. Runs in short steps; yields after
 * each how long it took, in milliseconds. Nothing may be stored between the steps.
 */
export function* sliceSums(
  database: LocalDatabase,
  collections: readonly number[],
  from: number,
  to: number,
): Generator<number, SliceSums> {
  const { connection } = database;
  const ids = connection.prepare<[string, number]>(
    'select id, pk from row where coll = ? and id > ? order by id limit ?',
  );
  const content = connection.prepare<string>('select d from row where pk = ?').pluck();
  const result = new Map<number, bigint[]>();
  for (const collection of collections) {
    const sums = new Array<bigint>(to - from).fill(0n);
    result.set(collection, sums);
    for (let last: string | null = ''; last !== null;) {
      const started = performance.now();
      const after: string = last;
      last = database.read(() => {
        const rows = ids.raw().all(collection, after, STEP_ROWS);
        for (const [id, pk] of rows) {
          const slice = sliceOf(id) - from;
          if (slice >= 0 && slice < sums.length) {
            sums[slice] = (sums[slice] ?? 0n) ^ contentSum(JSON.parse(content.get(pk) ?? 'null'));
          }
          if (performance.now() - started > STEP_MS) return id;
        }
        return rows.length < STEP_ROWS ? null : (rows.at(-1)?.[0] ?? null);
      });
      yield performance.now() - started;
    }
  }
  return result;
}
