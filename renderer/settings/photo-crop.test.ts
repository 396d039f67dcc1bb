import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CropSchema } from '@hallowerk/contract/accounts/personal-data.ts';
import { cropOf, dragged, MAX_ZOOM, MIDDLE, pictureIn } from './photo-crop.ts';

const BOX = 240;
const size = fc.record({ width: fc.integer({ min: 1, max: 9000 }), height: fc.integer({ min: 1, max: 9000 }) });
const percent = fc.double({ min: 0, max: 100, noNaN: true });
const choice = fc.record({ x: percent, y: percent, zoom: fc.double({ min: 1, max: MAX_ZOOM, noNaN: true }) });

describe('the square of a photo', () => {
  it('is always one that the server takes, inside the picture', () => {
    fc.assert(
      fc.property(size, choice, (picture, chosen) => {
        const crop = CropSchema.parse(cropOf(picture, chosen));
        const side = crop.side * Math.min(picture.width, picture.height);
        expect(crop.left * picture.width + side).toBeLessThanOrEqual(picture.width + 1e-6);
        expect(crop.top * picture.height + side).toBeLessThanOrEqual(picture.height + 1e-6);
      }),
    );
  });

  it('fills the box on the screen, whatever is chosen', () => {
    fc.assert(
      fc.property(size, choice, (picture, chosen) => {
        const { left, top, width, height } = pictureIn(BOX, picture, chosen);
        for (const edge of [left, top]) expect(edge).toBeLessThanOrEqual(1e-6);
        expect(left + width).toBeGreaterThanOrEqual(BOX - 1e-6);
        expect(top + height).toBeGreaterThanOrEqual(BOX - 1e-6);
      }),
    );
  });

  it('is the middle of a wide picture to begin with', () => {
    expect(cropOf({ width: 800, height: 400 }, MIDDLE)).toEqual({ left: 0.25, top: 0, side: 1 });
    expect(cropOf({ width: 800, height: 400 }, { x: 100, y: 0, zoom: 2 })).toEqual({ left: 0.75, top: 0, side: 0.5 });
  });

  it('follows the hand that drags the picture, up to its edges', () => {
    const wide = { width: 800, height: 400 };
    const moved = dragged(BOX, wide, MIDDLE, { x: 60, y: 60 });
    expect(pictureIn(BOX, wide, moved).left).toBeCloseTo(pictureIn(BOX, wide, MIDDLE).left + 60);
    expect(moved.y).toBe(50);
    expect(dragged(BOX, wide, MIDDLE, { x: 9999, y: 0 }).x).toBe(0);
  });
});
