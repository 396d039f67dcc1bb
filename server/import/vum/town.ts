import type { Trx } from '../../database/transaction.ts';
import { placeByPostcode4 } from '../../reference/reference.repository.ts';

/** Where a postcode lies: a town with its centre, never finer. Degrees WGS 84; null when no place list knows it. */
export interface Town {
  readonly city: string;
  readonly lat: number | null;
  readonly lon: number | null;
}

export const NO_TOWN: Town = { city: '', lat: null, lon: null };

/** The town of a six-character postcode; without town of that name, the postcode area of four digits places it. */
export async function townOf(trx: Trx, postcode: string): Promise<Town> {
  if (postcode === '') return NO_TOWN;
  const area = await placeByPostcode4(trx, postcode.slice(0, 4));
  if (area === null) return NO_TOWN;
  const town: { lat: number; lon: number } | undefined = await trx('place')
    .where({ kind: 'PLACE', name: area.name, municipality: area.municipality })
    .orderBy('code')
    .first('lat', 'lon');
  return { city: area.name, lat: town?.lat ?? area.lat, lon: town?.lon ?? area.lon };
}
