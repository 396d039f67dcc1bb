import { describe, expect, it } from 'vitest';
import { DEFAULT_BASE_INSTANT, seededRandom } from './random.ts';

const take = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const timeOf = (uuid: string): number => Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);

describe('the seeded random generator', () => {
  it('gives the same sequence for the same seed', () => {
    const one = seededRandom('gemeente');
    const two = seededRandom('gemeente');
    expect(take(50, () => one.next())).toEqual(take(50, () => two.next()));
    expect(take(5, () => one.uuid())).toEqual(take(5, () => two.uuid()));
    expect(one.pickSome(['a', 'b', 'c', 'd'], 2, 4)).toEqual(two.pickSome(['a', 'b', 'c', 'd'], 2, 4));
  });

  it('keeps giving the sequence it gives today', () => {
    const random = seededRandom(42);
    expect(take(5, () => random.int(1, 1000))).toMatchInlineSnapshot(`
      [
        773,
        996,
        30,
        275,
        190,
      ]
    `);
  });

  it('gives another sequence for another seed, also for seeds that lie close together', () => {
    const firsts = new Set(take(1000, () => 0).map((_, index) => seededRandom(index).next()));
    expect(firsts.size).toBe(1000);
  });

  it('reads a number and its text as one seed', () => {
    expect(seededRandom(7).next()).toBe(seededRandom('7').next());
  });

  it('spreads its numbers evenly from 0 up to 1', () => {
    const random = seededRandom(1);
    const numbers = take(20_000, () => random.next());
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    const average = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    expect(average).toBeCloseTo(0.5, 1);
  });

  it('reaches both ends of a whole-number range and nothing beyond', () => {
    const random = seededRandom(2);
    expect(new Set(take(500, () => random.int(-1, 3)))).toEqual(new Set([-1, 0, 1, 2, 3]));
    expect(random.int(4, 4)).toBe(4);
    expect(() => random.int(3, 1)).toThrow(RangeError);
    expect(() => random.int(0.5, 2)).toThrow(RangeError);
  });

  it('picks every element sooner or later and refuses an empty array', () => {
    const random = seededRandom(3);
    expect(new Set(take(200, () => random.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']));
    expect(() => random.pick([])).toThrow(RangeError);
  });

  it('picks some different elements, within the bounds and within the array', () => {
    const random = seededRandom(4);
    const items = ['a', 'b', 'c', 'd', 'e'];
    for (let round = 0; round < 200; round++) {
      const some = random.pickSome(items, 1, 3);
      expect(some.length).toBeGreaterThanOrEqual(1);
      expect(some.length).toBeLessThanOrEqual(3);
      expect(new Set(some).size).toBe(some.length);
    }
    expect(random.pickSome(items, 9, 12).toSorted()).toEqual(items);
    expect(random.pickSome([], 1, 2)).toEqual([]);
  });

  it('takes a chance about as often as asked', () => {
    const random = seededRandom(5);
    const hits = take(10_000, () => random.chance(0.2)).filter(Boolean).length;
    expect(hits).toBeGreaterThan(1800);
    expect(hits).toBeLessThan(2200);
    expect(take(100, () => random.chance(0))).not.toContain(true);
    expect(take(100, () => random.chance(1))).not.toContain(false);
  });

  it('chooses in proportion to the weights and never what weighs nothing', () => {
    const random = seededRandom(6);
    const chosen = take(10_000, () =>
      random.weighted([
        ['often', 3],
        ['rare', 1],
        ['never', 0],
      ]),
    );
    const often = chosen.filter((value) => value === 'often').length;
    expect(often).toBeGreaterThan(7200);
    expect(often).toBeLessThan(7800);
    expect(chosen).not.toContain('never');
    expect(() => random.weighted([])).toThrow(RangeError);
    expect(() => random.weighted([['a', -1]])).toThrow(RangeError);
  });
});

describe('the identifiers of the generator', () => {
  it('have the shape of a version 7 UUID', () => {
    const random = seededRandom(8);
    for (const uuid of [...take(500, () => random.uuid()), ...take(500, () => random.uuid(DEFAULT_BASE_INSTANT))]) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  it('are unique and increase, starting at the base instant', () => {
    const base = new Date('2026-03-01T08:00:00Z');
    const random = seededRandom(9, base);
    const uuids = take(20_000, () => random.uuid());
    expect(new Set(uuids).size).toBe(uuids.length);
    expect(uuids.toSorted()).toEqual(uuids);
    expect(timeOf(uuids[0] ?? '')).toBe(base.getTime());
  });

  it('carry the given instant and stay unique within it', () => {
    const random = seededRandom(10);
    const instant = Date.UTC(2025, 5, 15, 12);
    const uuids = take(5000, () => random.uuid(instant));
    expect(new Set(uuids).size).toBe(uuids.length);
    expect(uuids.every((uuid) => timeOf(uuid) === instant)).toBe(true);
    expect(() => random.uuid(-1)).toThrow(RangeError);
  });
});
