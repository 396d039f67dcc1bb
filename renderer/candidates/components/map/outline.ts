import { COUNTRY_RINGS, ISLAND_RINGS, LAKE_RINGS, NEIGHBOUR_RINGS } from './netherlands.ts';

/** As GeoJSON has it. */
interface MultiPolygon {
  readonly type: 'MultiPolygon';
  readonly coordinates: [number, number][][][];
}

/** The ground of the map. */
export const COUNTRY = multiPolygon(COUNTRY_RINGS);
export const NEIGHBOURS = multiPolygon(NEIGHBOUR_RINGS);
export const LAKES = multiPolygon(LAKE_RINGS);
export const ISLANDS = multiPolygon(ISLAND_RINGS);

function multiPolygon(rings: readonly (readonly number[])[]): MultiPolygon {
  return { type: 'MultiPolygon', coordinates: rings.map((ring) => [positions(ring)]) };
}

function positions(ring: readonly number[]): [number, number][] {
  return Array.from({ length: ring.length / 2 }, (_, at) => [ring[at * 2] as number, ring[at * 2 + 1] as number]);
}
