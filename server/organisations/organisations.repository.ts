import type { Trx } from '../database/transaction.ts';
import { upsertChanged, type UpsertCounts } from '../database/upsert-changed.ts';

/** Labour-market region (features §5.2). */
export interface RegionRecord {
  readonly code: string;
  readonly name: string;
  readonly connected: boolean;
}

/** Regions must exist before anyone or anything can belong to one. */
export function upsertRegions(trx: Trx, rows: readonly RegionRecord[]): Promise<UpsertCounts> {
  const target = { table: 'region', key: ['code'], columns: { code: 'text', name: 'text', connected: 'boolean' } };
  return upsertChanged(
    trx,
    target,
    rows.map(({ code, name, connected }) => ({ code, name, connected })),
  );
}

export interface MunicipalityRecord {
  readonly id: string;
  readonly name: string;
  readonly cbsCode: string | null;
  readonly regionCode: string;
}

export function upsertMunicipalities(trx: Trx, rows: readonly MunicipalityRecord[]): Promise<UpsertCounts> {
  const columns = { id: 'uuid', name: 'text', cbs_code: 'text', region_code: 'text' };
  return upsertChanged(
    trx,
    { table: 'municipality', key: ['id'], columns },
    rows.map((row) => ({ id: row.id, name: row.name, cbs_code: row.cbsCode, region_code: row.regionCode })),
  );
}

export interface OrganizationRecord {
  readonly id: string;
  readonly name: string;
  readonly types: readonly string[];
  readonly municipalityId: string | null;
}

export function upsertOrganizations(trx: Trx, rows: readonly OrganizationRecord[]): Promise<UpsertCounts> {
  const columns = { id: 'uuid', name: 'text', types: 'text[]', municipality_id: 'uuid' };
  return upsertChanged(
    trx,
    { table: 'organization', key: ['id'], columns },
    rows.map((row) => ({ id: row.id, name: row.name, types: row.types, municipality_id: row.municipalityId })),
  );
}
