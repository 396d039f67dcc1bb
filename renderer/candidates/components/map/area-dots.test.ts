import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaDots, dotRadius, type PlacedArea } from './area-dots.ts';
import { dotLabels } from './dot-labels.ts';

const placed: fc.Arbitrary<PlacedArea> = fc
  .record({
    x: fc.integer({ min: 0, max: 400 }),
    y: fc.integer({ min: 0, max: 500 }),
    nearby: fc.integer({ min: 1, max: 3000 }),
    isInside: fc.boolean(),
  })
  .map(({ x, y, nearby, isInside }) => ({
    x,
    y,
    area: { lat: 50 + y / 1000, lon: 3 + x / 1000, name: `Plaats ${x}`, found: isInside ? nearby : 0, nearby },
  }));
const world = fc.uniqueArray(placed, { selector: ({ area }) => `${area.lat} ${area.lon}`, maxLength: 120 });
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('the dots of the map', () => {
  it('BX-22: never cover each other, stand on a place, and lose nobody', () => {
    fc.assert(
      fc.property(world, (areas) => {
        const dots = areaDots(areas);
        expect(sum(dots.map(({ found }) => found))).toBe(sum(areas.map(({ area }) => area.found)));
        expect(sum(dots.map(({ nearby }) => nearby))).toBe(sum(areas.map(({ area }) => area.nearby)));
        expect(sum(dots.map(({ places }) => places))).toBe(areas.length);
        dots.forEach((dot, at) => {
          expect(areas).toContainEqual({ area: dot.area, x: dot.x, y: dot.y });
          for (const other of dots.slice(at + 1)) {
            const distance = Math.hypot(dot.x - other.x, dot.y - other.y);
            expect(distance).toBeGreaterThanOrEqual(Math.max(24, dot.radius + other.radius));
          }
        });
      }),
    );
  });

  it('have a surface that follows the number of people', () => {
    expect(dotRadius(100, 100)).toBeGreaterThan(dotRadius(50, 100));
    expect(dotRadius(50, 100) - dotRadius(0, 100)).toBeCloseTo(
      (dotRadius(100, 100) - dotRadius(0, 100)) * Math.SQRT1_2,
    );
  });

  it('get names that cover neither a dot nor another name', () => {
    fc.assert(
      fc.property(world, (areas) => {
        const dots = areaDots(areas);
        const names = dotLabels(dots).map(({ x, y, text }) => ({ x, y, width: text.length * 6, height: 14 }));
        const circles = dots.map(({ x, y, radius }) => ({ x, y, width: radius * 2, height: radius * 2 }));
        names.forEach((name, at) => {
          for (const other of [...names.slice(at + 1), ...circles]) {
            const isBeside = Math.abs(name.x - other.x) >= (name.width + other.width) / 2;
            const isAbove = Math.abs(name.y - other.y) >= (name.height + other.height) / 2 - 1e-6;
            expect(isBeside || isAbove).toBe(true);
          }
        });
      }),
    );
  });
});
