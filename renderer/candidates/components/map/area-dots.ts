import type { CandidateArea } from '@hallowerk/contract/candidates/candidate-map.ts';

/** One or more areas that lie too close to each other to be told apart, drawn where the largest of them lies. */
export interface AreaDot {
  readonly key: string;
  /** The largest of them; searching at the dot is searching there. */
  readonly area: CandidateArea;
  /** How many areas. */
  readonly places: number;
  readonly found: number;
  readonly nearby: number;
  /** Pixels. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface PlacedArea {
  readonly area: CandidateArea;
  readonly x: number;
  readonly y: number;
}

const LEAST_RADIUS = 5;
const MOST_RADIUS = 19;
/** Between two middles: each has to be hit with a finger. */
const LEAST_DISTANCE = 24;
const GAP = 2;

/**
 * Dots that do not cover each other. Largest first; whoever would cover a dot joins the nearest one, until nobody does.
 * The surface of a dot follows its number of people.
 */
export function areaDots(placed: readonly PlacedArea[]): readonly AreaDot[] {
  const most = placed.reduce((largest, { area }) => Math.max(largest, area.nearby), 1);
  let dots = placed.map(({ area, x, y }): AreaDot => ({
    key: `${area.lat} ${area.lon}`,
    area,
    places: 1,
    found: area.found,
    nearby: area.nearby,
    x,
    y,
    radius: dotRadius(area.nearby, most),
  }));
  for (;;) {
    const joined = join(dots, most);
    if (joined.length === dots.length) return joined;
    dots = joined;
  }
}

/** Pixels; the same for every number above `most`. */
export function dotRadius(people: number, most: number): number {
  return LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * Math.sqrt(Math.min(1, people / most));
}

function join(dots: readonly AreaDot[], most: number): AreaDot[] {
  const kept: AreaDot[] = [];
  for (const dot of dots.toSorted((a, b) => b.nearby - a.nearby || (a.key < b.key ? -1 : 1))) {
    const at = nearestCovered(kept, dot);
    if (at < 0) kept.push(dot);
    else kept[at] = merged(kept[at] as AreaDot, dot, most);
  }
  return kept;
}

/** -1 when the dot has room of its own. */
function nearestCovered(kept: readonly AreaDot[], dot: AreaDot): number {
  let nearest = -1;
  let least = Infinity;
  kept.forEach((other, at) => {
    const distance = Math.hypot(other.x - dot.x, other.y - dot.y);
    if (distance >= Math.max(LEAST_DISTANCE, other.radius + dot.radius + GAP) || distance >= least) return;
    nearest = at;
    least = distance;
  });
  return nearest;
}

function merged(large: AreaDot, small: AreaDot, most: number): AreaDot {
  const nearby = large.nearby + small.nearby;
  return {
    ...large,
    places: large.places + small.places,
    found: large.found + small.found,
    nearby,
    radius: dotRadius(nearby, most),
  };
}
