import type { AreaDot } from './area-dots.ts';

/** The name of a dot, beside it. Pixels; `x` and `y` are its middle. */
export interface DotLabel {
  readonly key: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const MOST_LABELS = 24;
const HEIGHT = 14;
/** Of a letter of the small type, on the broad side. */
const LETTER = 6.6;
const GAP = 2;

/** Names of the largest dots, below or above or beside them, as far as they cover neither a dot nor another name. */
export function dotLabels(dots: readonly AreaDot[]): readonly DotLabel[] {
  const taken: Box[] = dots.map(({ x, y, radius }) => boxAround(x, y, radius * 2, radius * 2));
  const labels: DotLabel[] = [];
  for (const dot of dots.toSorted((a, b) => b.nearby - a.nearby)) {
    if (labels.length === MOST_LABELS) break;
    const text = dot.area.name;
    if (text === null) continue;
    const width = text.length * LETTER + GAP;
    const spot = spotsAround(dot, width).find(([x, y]) => isFree(boxAround(x, y, width, HEIGHT), taken));
    if (spot === undefined) continue;
    const [x, y] = spot;
    taken.push(boxAround(x, y, width, HEIGHT));
    labels.push({ key: dot.key, text, x, y });
  }
  return labels;
}

function spotsAround({ x, y, radius }: AreaDot, width: number): readonly (readonly [x: number, y: number])[] {
  const away = radius + GAP + HEIGHT / 2;
  const aside = radius + GAP * 2 + width / 2;
  return [
    [x, y + away],
    [x, y - away],
    [x + aside, y],
    [x - aside, y],
  ];
}

function boxAround(x: number, y: number, width: number, height: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function isFree(box: Box, taken: readonly Box[]): boolean {
  return taken.every(
    (other) => box.right <= other.left || box.left >= other.right || box.bottom <= other.top || box.top >= other.bottom,
  );
}
