import type { Trx } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { isNewer, type Stamp } from './effective-time.ts';

/** A table with one line per key for ever: `id`, the columns of the key, the values, `effective_at` and `device_id`. */
export interface LatestWrite {
  readonly table: string;
  /** Columns of the unique constraint. */
  readonly key: Readonly<Record<string, string>>;
  /** JSON columns as text. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly stamp: Stamp;
}

/**
 * Last writer per key (sync §2.11): writes the values unless a newer edit did. Gives the line that it replaced, null when
 * there was none, or `lost` when the newer one stays.
 */
export async function writeLatest<Row>(
  trx: Trx,
  { table, key, values, stamp }: LatestWrite,
): Promise<Row | null | 'lost'> {
  const written = { ...values, effective_at: stamp.at, device_id: stamp.device };
  const inserted = await trx(table)
    .insert({ id: uuidv7(), ...key, ...written })
    .onConflict(Object.keys(key))
    .ignore()
    .returning('id');
  if (inserted.length > 0) return null;
  const row = await trx(table).where(key).forUpdate().first();
  if (!isNewer(stamp, { at: row.effective_at, device: row.device_id })) return 'lost';
  await trx(table).where({ id: row.id }).update(written);
  return row;
}
