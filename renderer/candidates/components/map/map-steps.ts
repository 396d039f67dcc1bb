import { RADIUS_KILOMETRES } from '@hallowerk/contract/candidates/candidate-codes.ts';

const ARROWS = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
} as const;
export type Arrow = keyof typeof ARROWS;
export const ARROW_KEYS = Object.keys(ARROWS) as readonly Arrow[];

/** Pixels right and down. */
export function arrowStep(arrow: Arrow, pixels: number): readonly [number, number] {
  const [x, y] = ARROWS[arrow];
  return [x * pixels, y * pixels];
}

/** The nearest one in a direction: at most 45 degrees off. Undefined when there is none. */
export function nextInDirection<P extends { readonly x: number; readonly y: number }>(
  points: readonly P[],
  from: { readonly x: number; readonly y: number },
  arrow: Arrow,
): P | undefined {
  const [right, down] = ARROWS[arrow];
  let best: P | undefined;
  let least = Infinity;
  for (const point of points) {
    const x = point.x - from.x;
    const y = point.y - from.y;
    const ahead = x * right + y * down;
    const aside = Math.abs(x * down) + Math.abs(y * right);
    const distance = Math.hypot(x, y);
    if (ahead <= 0 || aside > ahead || distance >= least) continue;
    best = point;
    least = distance;
  }
  return best;
}

/** The radius of the list that is nearest to a distance. */
export function nearestRadius(km: number): number {
  return RADIUS_KILOMETRES.toSorted((a, b) => Math.abs(a - km) - Math.abs(b - km))[0] as number;
}

/** One larger (1) or smaller (-1); the largest one of all is the whole country, null. */
export function nextRadius(radiusKm: number | null, step: 1 | -1): number | null {
  const choices = [...RADIUS_KILOMETRES, null];
  const now = choices.findIndex((choice) => choice === null || (radiusKm !== null && choice >= radiusKm));
  return choices[Math.min(choices.length - 1, Math.max(0, now + step))] ?? null;
}
