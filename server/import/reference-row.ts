import type { Occupation, Place, ReferenceItem } from '@hallowerk/contract/reference/reference.ts';
import type { Trx } from '../database/transaction.ts';

/** What the server already holds, to say beforehand what an import would change. */

/** By id. */
export async function existingOccupations(trx: Trx): Promise<ReadonlyMap<string, Occupation>> {
  const rows: readonly Occupation[] = await trx('occupation').select(
    'id',
    'code',
    'name',
    'synonyms',
    'group_code as groupCode',
    'related',
    'description',
    'source',
  );
  return new Map(rows.map((row) => [row.id, { ...row }]));
}

/** By `kind|code`. */
export async function existingReferenceItems(trx: Trx): Promise<ReadonlyMap<string, ReferenceItem>> {
  const rows: readonly ReferenceItem[] = await trx('reference_item').select(
    'id',
    'kind',
    'code',
    'name',
    'parent_code as parentCode',
  );
  return new Map(rows.map((row) => [`${row.kind}|${row.code}`, { ...row }]));
}

/** In a fixed order, so that the same server and the same file always give the same plan. */
export async function existingPlaces(trx: Trx): Promise<readonly Place[]> {
  const rows: readonly Place[] = await trx('place')
    .select('id', 'kind', 'code', 'name', 'municipality', 'province', 'lat', 'lon', 'population')
    .orderBy(['kind', 'code', 'id']);
  return rows.map((row) => ({ ...row }));
}
