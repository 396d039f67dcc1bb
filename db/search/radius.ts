import { distanceKm, type GeoPoint } from '@hallowerk/contract/candidates/distance.ts';
import type { FacetIndex } from './facet-index.ts';

const KM_PER_DEGREE = 111.195;

/**
 * Distance of every place that candidates live in, by place number; NaN for nowhere, and beyond the radius where a
 * bounding box already settles it. A few thousand places are looked at, not a hundred thousand people.
 */
export interface PlaceDistances {
  readonly km: Float64Array;
  /** 1 inside the radius; null without a radius. */
  readonly allowed: Uint8Array | null;
}

export function placeDistances(index: FacetIndex, center: GeoPoint, radiusKm: number | null): PlaceDistances {
  const places = index.placeLat.length;
  const km = new Float64Array(places).fill(Number.NaN);
  const allowed = radiusKm === null ? null : new Uint8Array(places);
  const latSpan = radiusKm === null ? Infinity : radiusKm / KM_PER_DEGREE + 0.01;
  const lonSpan =
    radiusKm === null ? Infinity : latSpan / Math.max(0.01, Math.cos((center.lat * Math.PI) / 180)) + 0.01;
  for (let place = 1; place < places; place += 1) {
    const point = { lat: index.placeLat[place] as number, lon: index.placeLon[place] as number };
    if (Math.abs(point.lat - center.lat) > latSpan || Math.abs(point.lon - center.lon) > lonSpan) continue;
    km[place] = distanceKm(center, point);
    if (allowed !== null && radiusKm !== null && (km[place] as number) <= radiusKm) allowed[place] = 1;
  }
  return { km, allowed };
}
