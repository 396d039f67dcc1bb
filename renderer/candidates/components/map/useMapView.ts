import type { MapPoint } from '@hallowerk/contract/candidates/candidate-map.ts';
import { geoCircle, geoMercator, geoPath } from 'd3-geo';
import { computed, ref, type Ref } from 'vue';
import { COUNTRY, ISLANDS, LAKES, NEIGHBOURS } from './outline.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}
/** Pixels from the top left of the map. */
export type ScreenPoint = readonly [x: number, y: number];

const EARTH_RADIUS_KM = 6371;
const DEGREES = 180 / Math.PI;
const MARGIN = 14;
const NEAREST = 32;
/** Part of the map that a circle fills when the map goes to it. */
const CIRCLE_SHARE = 0.6;
/** Part of the map that points fill, how much nearer that has to bring, and how much nearer it brings at most. */
const POINTS_SHARE = 0.68;
const LEAST_GAIN = 1.25;
const NEAREST_TO_POINTS = 12;
/** The middle of the map never leaves the country. */
const BOUNDS = { lat: [50.75, 53.56], lon: [3.36, 7.23] } as const;

/**
 * What part of the country is on screen: the whole of it, or a middle and how many times nearer. It is kept in degrees, so
 * that the same place stays in the middle when the pane gets another size.
 */
export function useMapView(size: Readonly<Ref<Size>>) {
  const nearer = ref(1);
  const middle = ref<MapPoint | null>(null);

  const projection = computed(() => {
    const { width, height } = size.value;
    const far: [number, number] = [Math.max(MARGIN + 1, width - MARGIN), Math.max(MARGIN + 1, height - MARGIN)];
    return geoMercator().fitExtent([[MARGIN, MARGIN], far], COUNTRY);
  });
  const path = computed(() => geoPath(projection.value));
  const outline = computed(() => ({
    neighbours: path.value(NEIGHBOURS) ?? '',
    country: path.value(COUNTRY) ?? '',
    lakes: path.value(LAKES) ?? '',
    islands: path.value(ISLANDS) ?? '',
  }));

  /** On the map before it is moved and enlarged. */
  function project({ lat, lon }: MapPoint): ScreenPoint {
    return projection.value([lon, lat]) as [number, number];
  }

  const shift = computed<ScreenPoint>(() => {
    if (middle.value === null) return [0, 0];
    const [x, y] = project(middle.value);
    return [size.value.width / 2 - x * nearer.value, size.value.height / 2 - y * nearer.value];
  });

  function toScreen(point: MapPoint): ScreenPoint {
    const [x, y] = project(point);
    return [x * nearer.value + shift.value[0], y * nearer.value + shift.value[1]];
  }

  function toPoint([x, y]: ScreenPoint): MapPoint {
    const at: [number, number] = [(x - shift.value[0]) / nearer.value, (y - shift.value[1]) / nearer.value];
    const [lon, lat] = projection.value.invert?.(at) as [number, number];
    return { lat, lon };
  }

  function look(at: MapPoint, times: number): void {
    nearer.value = Math.min(NEAREST, Math.max(1, times));
    middle.value = nearer.value === 1 ? null : { lat: within(BOUNDS.lat, at.lat), lon: within(BOUNDS.lon, at.lon) };
  }

  const screenMiddle = (): ScreenPoint => [size.value.width / 2, size.value.height / 2];

  /** @param around What stays where it is; the middle without it. */
  function zoom(times: number, around: ScreenPoint = screenMiddle()): void {
    const kept = toPoint(around);
    look(toPoint(screenMiddle()), nearer.value * times);
    if (middle.value === null) return;
    const [x, y] = toScreen(kept);
    pan(around[0] - x, around[1] - y);
  }

  /** Moves what is on screen by so many pixels; the whole country stays where it is. */
  function pan(right: number, down: number): void {
    if (middle.value === null) return;
    const [x, y] = screenMiddle();
    look(toPoint([x - right, y - down]), nearer.value);
  }

  function showAll(): void {
    nearer.value = 1;
    middle.value = null;
  }

  /** Pixels. */
  function lengthOf(km: number, at: MapPoint): number {
    return (projection.value.scale() * nearer.value * km) / (EARTH_RADIUS_KM * Math.cos(at.lat / DEGREES));
  }

  function showCircle(center: MapPoint, radiusKm: number): void {
    const wanted = (Math.min(size.value.width, size.value.height) * CIRCLE_SHARE) / 2;
    look(center, (wanted * nearer.value) / lengthOf(radiusKm, center));
  }

  /** As near as shows all of these points; the whole country when they lie all over it. */
  function showPoints(points: readonly MapPoint[]): void {
    if (points.length === 0) return;
    const places = points.map(project);
    const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const { width, height } = size.value;
    const times = Math.min(width / (right - left + 1), height / (bottom - top + 1)) * POINTS_SHARE;
    if (times < LEAST_GAIN) return showAll();
    const [lon, lat] = projection.value.invert?.([(left + right) / 2, (top + bottom) / 2]) as [number, number];
    look({ lat, lon }, Math.min(NEAREST_TO_POINTS, times));
  }

  /** Brings a point that lies outside the screen, or at its very edge, to the middle. */
  function reveal(point: MapPoint): void {
    const [x, y] = toScreen(point);
    const { width, height } = size.value;
    const isSeen = x > MARGIN && y > MARGIN * 2 && x < width - MARGIN && y < height - MARGIN;
    if (!isSeen) look(point, nearer.value);
  }

  function holdsCircle(center: MapPoint, radiusKm: number): boolean {
    const [x, y] = toScreen(center);
    const length = lengthOf(radiusKm, center);
    const { width, height } = size.value;
    return x >= length && y >= length && x + length <= width && y + length <= height;
  }

  /** All points at one great-circle distance, as the list measures it; to be drawn moved and enlarged, as the outline. */
  function circlePath(center: MapPoint, radiusKm: number): string {
    const circle = geoCircle()
      .center([center.lon, center.lat])
      .radius((radiusKm / EARTH_RADIUS_KM) * DEGREES);
    return path.value(circle.precision(2)()) ?? '';
  }

  return {
    nearer,
    shift,
    outline,
    isWhole: computed(() => middle.value === null),
    isNearest: computed(() => nearer.value >= NEAREST),
    project,
    toScreen,
    toPoint,
    zoom,
    pan,
    showAll,
    showCircle,
    showPoints,
    holdsCircle,
    reveal,
    lengthOf,
    circlePath,
  };
}

/** South-west and north-east of a circle, well enough to bring it on screen. */
export function cornersOf({ lat, lon }: MapPoint, radiusKm: number): readonly MapPoint[] {
  const north = (radiusKm / EARTH_RADIUS_KM) * DEGREES;
  const east = north / Math.cos(lat / DEGREES);
  return [
    { lat: lat - north, lon: lon - east },
    { lat: lat + north, lon: lon + east },
  ];
}

export type MapViewport = ReturnType<typeof useMapView>;

function within([least, most]: readonly [number, number], value: number): number {
  return Math.min(most, Math.max(least, value));
}
