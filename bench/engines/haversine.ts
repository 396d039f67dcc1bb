const EARTH_KM = 6371;
const RADIANS = Math.PI / 180;

export interface Point {
  readonly lat: number;
  readonly lon: number;
}

/** Kilometres as the crow flies. */
export function distanceKm(a: Point, b: Point): number {
  const dLat = Math.sin(((b.lat - a.lat) * RADIANS) / 2);
  const dLon = Math.sin(((b.lon - a.lon) * RADIANS) / 2);
  const h = dLat * dLat + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * dLon * dLon;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(h));
}

/** A box that holds the circle, in degrees. */
export function boxAround({ lat, lon }: Point, km: number) {
  const dLat = (km / 111.195) * 1.001;
  const dLon = (km / (111.195 * Math.cos(lat * RADIANS))) * 1.001;
  return { south: lat - dLat, north: lat + dLat, west: lon - dLon, east: lon + dLon };
}
