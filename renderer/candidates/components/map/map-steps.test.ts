import { describe, expect, it } from 'vitest';
import { nearestRadius, nextInDirection, nextRadius } from './map-steps.ts';

describe('steps on the map', () => {
  const points = [
    { name: 'north', x: 1, y: -5 },
    { name: 'far north', x: 0, y: -20 },
    { name: 'east', x: 4, y: 1 },
    { name: 'south-west', x: -3, y: 3 },
  ];
  const from = { x: 0, y: 0 };

  it('go to the nearest one in a direction, and nowhere when there is none', () => {
    expect(nextInDirection(points, from, 'ArrowUp')?.name).toBe('north');
    expect(nextInDirection(points, from, 'ArrowRight')?.name).toBe('east');
    expect(nextInDirection(points, from, 'ArrowDown')?.name).toBe('south-west');
    expect(nextInDirection(points, { x: 4, y: 1 }, 'ArrowRight')).toBeUndefined();
  });

  it('HW-LOC-05: know no radius but those of the list, with the whole country at the end', () => {
    expect(nearestRadius(18)).toBe(15);
    expect(nearestRadius(0)).toBe(5);
    expect(nearestRadius(900)).toBe(150);
    expect(nextRadius(25, 1)).toBe(50);
    expect(nextRadius(25, -1)).toBe(15);
    expect(nextRadius(5, -1)).toBe(5);
    expect(nextRadius(150, 1)).toBeNull();
    expect(nextRadius(null, 1)).toBeNull();
    expect(nextRadius(null, -1)).toBe(150);
  });
});
