import type { Crop } from '@hallowerk/contract/accounts/personal-data.ts';

/** How the square lies over a picture: place in percent of the room there is, and how often the picture is enlarged. */
export interface CropChoice {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

export const MAX_ZOOM = 4;
export const MIDDLE: CropChoice = { x: 50, y: 50, zoom: 1 };

/** The square that was chosen, as the server takes it. */
export function cropOf({ width, height }: PictureSize, { x, y, zoom }: CropChoice): Crop {
  const side = Math.min(width, height) / zoom;
  return {
    left: (((width - side) / width) * x) / 100,
    top: (((height - side) / height) * y) / 100,
    side: 1 / zoom,
  };
}

/** Where and how large the picture is drawn, so that the square fills a box of `box` pixels. */
export function pictureIn(box: number, size: PictureSize, choice: CropChoice) {
  const { left, top, side } = cropOf(size, choice);
  const scale = box / (Math.min(size.width, size.height) * side);
  return {
    width: size.width * scale,
    height: size.height * scale,
    left: -left * size.width * scale,
    top: -top * size.height * scale,
  };
}

/** After dragging the picture over some pixels in such a box. */
export function dragged(box: number, size: PictureSize, choice: CropChoice, by: { x: number; y: number }): CropChoice {
  const drawn = pictureIn(box, size, choice);
  const moved = (percent: number, pixels: number, length: number): number => {
    const room = length - box;
    return room < 1 ? percent : Math.min(100, Math.max(0, percent - (pixels / room) * 100));
  };
  return { ...choice, x: moved(choice.x, by.x, drawn.width), y: moved(choice.y, by.y, drawn.height) };
}
