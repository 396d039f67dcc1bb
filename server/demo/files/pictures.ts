import { seededRandom } from '../random.ts';
import { paintPng, type Colour, type Painter } from './png.ts';

/** How many different portraits and scenes there are; everybody shows one of them, so each is stored once. */
export const PORTRAITS = 24;
export const SCENES = 8;

const PORTRAIT_SIZE = 160;
const SCENE_SIZE = [360, 240] as const;

const BACKGROUNDS: readonly Colour[] = [
  [205, 228, 240],
  [250, 226, 190],
  [214, 235, 208],
  [236, 217, 240],
  [248, 214, 208],
  [219, 222, 246],
];
const SKINS: readonly Colour[] = [
  [246, 211, 184],
  [231, 184, 148],
  [198, 145, 106],
  [154, 104, 72],
  [110, 73, 52],
];
const HAIRS: readonly Colour[] = [
  [44, 34, 30],
  [98, 62, 38],
  [166, 112, 58],
  [214, 176, 102],
  [136, 132, 130],
  [122, 48, 32],
];
const CLOTHES: readonly Colour[] = [
  [38, 84, 124],
  [6, 118, 100],
  [166, 60, 74],
  [230, 150, 50],
  [92, 78, 140],
  [70, 78, 88],
];
const INK: Colour = [52, 40, 38];
const WHITE: Colour = [255, 255, 255];

const kept = new Map<string, Buffer>();

/** A drawn face, clearly of nobody, as a PNG. */
export function portraitPng(number: number): Buffer {
  return once(`portrait:${number}`, () => paintPng(PORTRAIT_SIZE, PORTRAIT_SIZE, portrait(number)));
}

/** A drawn landscape, as a PNG. */
export function scenePng(number: number): Buffer {
  return once(`scene:${number}`, () => paintPng(...SCENE_SIZE, scene(number)));
}

function once(key: string, make: () => Buffer): Buffer {
  const known = kept.get(key) ?? make();
  kept.set(key, known);
  return known;
}

const inEllipse = (x: number, y: number, cx: number, cy: number, rx: number, ry: number): boolean =>
  ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1;

function portrait(number: number): Painter {
  const random = seededRandom(`portrait:${number}`);
  const background = random.pick(BACKGROUNDS);
  const skin = random.pick(SKINS);
  const hair = random.pick(HAIRS);
  const clothes = random.pick(CLOTHES);
  const hasLongHair = random.chance(0.45);
  const hasGlasses = random.chance(0.3);
  const fringe = 0.26 + random.next() * 0.06;
  const smile = 0.05 + random.next() * 0.03;

  const glasses = (x: number, y: number): boolean =>
    [0.42, 0.58].some((eye) => {
      const distance = Math.hypot(x - eye, y - 0.45);
      return distance > 0.055 && distance < 0.07;
    }) ||
    (Math.abs(y - 0.45) < 0.008 && Math.abs(x - 0.5) < 0.025);
  const features = (x: number, y: number): boolean =>
    inEllipse(x, y, 0.42, 0.45, 0.018, 0.024) ||
    inEllipse(x, y, 0.58, 0.45, 0.018, 0.024) ||
    (y > 0.58 && Math.abs(Math.hypot((x - 0.5) / 1.4, y - 0.58) - smile) < 0.009);
  return (x, y) => {
    if (hasGlasses && glasses(x, y)) return INK;
    if (features(x, y)) return INK;
    const inFace = inEllipse(x, y, 0.5, 0.47, 0.175, 0.215);
    if (inFace && y > fringe + 0.06 * Math.sin(x * 9)) return skin;
    if (inEllipse(x, y, 0.5, 0.4, 0.215, 0.2) && y < 0.46) return hair;
    if (Math.abs(x - 0.5) < 0.07 && y > 0.6 && y < 0.78) return skin;
    if (inEllipse(x, y, 0.5, 1.02, 0.36, 0.3)) return clothes;
    if (hasLongHair && Math.abs(x - 0.5) < 0.21 && y > 0.4 && y < 0.72) return hair;
    return background;
  };
}

function scene(number: number): Painter {
  const random = seededRandom(`scene:${number}`);
  const sky = random.pick(BACKGROUNDS);
  const sun = { x: 0.2 + random.next() * 0.6, y: 0.18 + random.next() * 0.15 };
  const hills = [0, 1, 2].map((layer) => ({
    colour: random.pick(CLOTHES),
    base: 0.5 + layer * 0.17,
    height: 0.05 + random.next() * 0.08,
    waves: 3 + random.next() * 6,
    shift: random.next() * 6,
  }));
  return (x, y) => {
    const hill = hills.findLast(({ base, height, waves, shift }) => y > base + height * Math.sin(x * waves + shift));
    if (hill !== undefined) return hill.colour;
    return Math.hypot((x - sun.x) * 1.5, y - sun.y) < 0.09 ? WHITE : sky;
  };
}
