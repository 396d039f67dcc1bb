import type { Occupation, Place, ReferenceItem, Showcase } from '@hallowerk/contract/reference/reference.ts';
import type { Trx } from '../database/transaction.ts';
import { upsertChanged, type UpsertCounts, type UpsertTarget } from '../database/upsert-changed.ts';

/** Writers and readers of the lists of scope `pub`. A second write of the same content changes nothing. */

const OCCUPATION: UpsertTarget = {
  table: 'occupation',
  key: ['id'],
  columns: {
    id: 'uuid',
    code: 'text',
    name: 'text',
    synonyms: 'text[]',
    group_code: 'text',
    related: 'jsonb',
    description: 'text',
    source: 'text',
  },
};

const PLACE: UpsertTarget = {
  table: 'place',
  key: ['id'],
  columns: {
    id: 'uuid',
    kind: 'text',
    code: 'text',
    name: 'text',
    municipality: 'text',
    province: 'text',
    lat: 'double precision',
    lon: 'double precision',
    population: 'int',
  },
};

const REFERENCE_ITEM: UpsertTarget = {
  table: 'reference_item',
  key: ['kind', 'code'],
  keep: ['id'],
  columns: { id: 'uuid', kind: 'text', code: 'text', name: 'text', parent_code: 'text' },
};

const SHOWCASE: UpsertTarget = {
  table: 'showcase',
  key: ['id'],
  columns: { id: 'uuid', name: 'text', region_codes: 'text[]', filter_categories: 'text[]' },
};

export function upsertOccupations(trx: Trx, rows: readonly Occupation[]): Promise<UpsertCounts> {
  const lines = rows.map((row) => ({
    id: row.id,
    code: row.code,
    name: row.name,
    synonyms: row.synonyms,
    group_code: row.groupCode,
    related: row.related,
    description: row.description,
    source: row.source,
  }));
  return upsertChanged(trx, OCCUPATION, lines);
}

export function upsertPlaces(trx: Trx, rows: readonly Place[]): Promise<UpsertCounts> {
  const lines = rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    code: row.code,
    name: row.name,
    municipality: row.municipality,
    province: row.province,
    lat: row.lat,
    lon: row.lon,
    population: row.population,
  }));
  return upsertChanged(trx, PLACE, lines);
}

/** One code exists once within its kind: a row with a known kind and code updates that one and keeps its id. */
export function upsertReferenceItems(trx: Trx, rows: readonly ReferenceItem[]): Promise<UpsertCounts> {
  const lines = rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    code: row.code,
    name: row.name,
    parent_code: row.parentCode,
  }));
  return upsertChanged(trx, REFERENCE_ITEM, lines);
}

export function upsertShowcases(trx: Trx, rows: readonly Showcase[]): Promise<UpsertCounts> {
  const lines = rows.map((row) => ({
    id: row.id,
    name: row.name,
    region_codes: row.regionCodes,
    filter_categories: row.filterCategories,
  }));
  return upsertChanged(trx, SHOWCASE, lines);
}

/** Ids of all occupations, optionally of one source. */
export async function occupationIds(trx: Trx, source?: Occupation['source']): Promise<ReadonlySet<string>> {
  const query = trx('occupation').select('id');
  if (source !== undefined) query.where({ source });
  const rows: { id: string }[] = await query;
  return new Set(rows.map((row) => row.id));
}

/** The postcode area of four digits, or null when it is not in the list. */
export async function placeByPostcode4(trx: Trx, pc4: string): Promise<Place | null> {
  const row = await trx('place').where({ kind: 'PC4', code: pc4 }).first();
  if (row === undefined) return null;
  return {
    id: row.id,
    kind: row.kind,
    code: row.code,
    name: row.name,
    municipality: row.municipality,
    province: row.province,
    lat: row.lat,
    lon: row.lon,
    population: row.population,
  };
}
